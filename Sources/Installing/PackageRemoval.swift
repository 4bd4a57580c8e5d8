package import Installed
internal import Kernel
package import Refusals

/// Taking an installed server away.
package enum PackageRemoval {
    /// Removes a server, be its record readable or not.
    ///
    /// It has no place any more before its first file is gone.
    ///
    /// - Parameter data: Where Trilatch keeps the user's data.
    /// - Throws: `install.not-found`, `install.busy`, `install.unavailable`.
    package static func remove(_ name: InstalledName, data: String) throws(Refusal) {
        let staging = try StagingFolder.make(in: data)
        defer { staging.remove() }
        do throws(KernelError) {
            try Replacing.move("\(InstalledServers(data: data).folder)/\(name)", to: "\(staging.path)/removed")
        } catch {
            guard !error.isForAbsence else { throw Refusal(.installNotFound, "no server \(name) is installed") }
            throw Refusal(.installUnavailable, "\(name) cannot be removed: \(error)")
        }
    }
}
