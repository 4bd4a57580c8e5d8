internal import Kernel
internal import Refusals

/// Where an installation is made before it has its place: a folder that is gone at its end, however it ends.
///
/// One installation of a user at a time: what an installation left behind that was killed is removed by the next one.
struct StagingFolder: ~Copyable {
    /// Absolute, without links in any component.
    let path: String
    private let guardian: Descriptor

    var archives: String { "\(path)/archives" }

    private static let guardName = "install.guard"

    /// Makes the folder.
    ///
    /// - Parameter data: Where Trilatch keeps the user's data; made where it is missing.
    /// - Throws: `install.busy`; `install.unavailable` where nothing can be written there.
    static func make(in data: String) throws(Refusal) -> StagingFolder {
        do throws(KernelError) {
            let guardian = try PrivateFiles.updating(in: PrivateFiles.directory(data), guardName)
            try guardian.lock(patience: .zero)
            let parent = try PrivateFiles.directory("\(data)/staging")
            let place = try Replacing.path(of: parent)
            for name in try DirectoryNames.read(in: parent, limit: 1000, where: { ![".", ".."].contains($0) }) {
                try TreeRemoval.remove("\(place)/\(name)")
            }
            // The same path every time: of the same archives the same files are made.
            try Making.directory(in: parent, "server", mode: 0o700)
            let staging = StagingFolder("\(place)/server", guardian)
            _ = try PrivateFiles.directory(staging.archives)
            return staging
        } catch {
            guard error.code != KernelError.timedOut else {
                throw Refusal(.installBusy, "another installation of this user is going on")
            }
            throw Refusal(.installUnavailable, "\(data) cannot be written to: \(error)")
        }
    }

    private init(_ path: String, _ guardian: consuming Descriptor) {
        self.path = path
        self.guardian = guardian
    }

    /// Removes what is there.
    func remove() {
        // What stays is removed by the next installation.
        try? TreeRemoval.remove(path)
    }
}
