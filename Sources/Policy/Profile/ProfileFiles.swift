/// How a library reads files; what stands between it and the host.
package protocol ProfileFiles: Sendable {
    /// Reads a whole file that is fit to hold a profile; nil where there is none.
    ///
    /// - Throws: `ProfileFileError`.
    func read(_ path: String, atMost limit: Int) throws(ProfileFileError) -> ProfileFile?

    /// Reads the same from a file that nobody but root can change: it and every directory on its path are root's, and
    /// neither group nor others may write to them.
    ///
    /// - Throws: `ProfileFileError`, `notRootsAlone` among them.
    func readRootsOwn(_ path: String, atMost limit: Int) throws(ProfileFileError) -> ProfileFile?

    /// The names of the files in a directory, in any order; none where it cannot be listed. For suggestions alone.
    func list(_ directory: String) -> [String]
}

/// A file that was read.
package struct ProfileFile: Sendable, Hashable {
    /// Its canonical path.
    package var path: String
    package var bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}

/// Why a file is not fit to hold a profile.
package enum ProfileFileError: Error, Sendable, Hashable {
    /// A call failed with this errno.
    case unreadable(errno: Int32)
    case notRegular
    /// It is owned by neither root nor the caller.
    case foreignOwner(user: UInt32)
    /// The group or everybody may write to it.
    case writableByOthers(mode: UInt32)
    case tooLarge(limit: Int)
    /// Somebody other than root can change this part of a path that must be root's alone.
    case notRootsAlone(path: String)
}
