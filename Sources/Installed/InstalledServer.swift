internal import Pins
package import Refusals

/// One server that was installed.
package struct InstalledServer: Sendable {
    package let name: InstalledName
    /// Absolute.
    package let folder: String
    package let record: InstallRecord

    /// Where the files of an installed server lie in its folder.
    package static let tree = "environment"
    package static let recordName = "record.json"

    package init(name: InstalledName, folder: String, record: InstallRecord) {
        self.name = name
        self.folder = folder
        self.record = record
    }

    /// Absolute.
    package var program: String { "\(folder)/\(record.program)" }

    /// Compares the files with what was installed.
    ///
    /// Contents are read of those files whose stamp (device, inode, size, times of the last change) is not the one of the last
    /// look.
    ///
    /// - Parameter state: The directory of Trilatch's state, which keeps the stamps.
    /// - Throws: `install.altered`, `pin.package-unreadable`.
    package func check(state: String) throws(Refusal) {
        let found = try InstallRecord.Tree(of: "\(folder)/\(InstalledServer.tree)", state: state)
        guard found == record.tree else {
            throw Refusal(
                .installAltered, "the files of \(name) are not those that were installed from \(record.package)")
        }
    }
}

extension InstallRecord.Tree {
    /// Looks at a tree, compiled files of Python's included.
    ///
    /// - Throws: `pin.package-unreadable`; `install.output-refused` for one that is too large to be looked at whole.
    package init(of path: String, state: String) throws(Refusal) {
        let pin = try PackageIdentity.whole(path, cache: "\(state)/installed")
        if let omission = pin.omissions.first {
            throw Refusal(.installOutputRefused, "not all of the installed files can be looked at: \(omission)")
        }
        self.init(digest: pin.digest, files: pin.files, bytes: pin.bytes)
    }
}
