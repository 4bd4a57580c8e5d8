package import Audit
package import Kernel
package import Refusals

/// The whole log as it is at one moment: the files that were set aside, the oldest first, then the one that is written to.
///
/// Taken under the log's lock, so that the head fits the lines. What runs write afterwards is not a part of it.
package struct LogSnapshot {
    /// One file, and how much of it belongs to the snapshot.
    package final class File {
        /// Its name, without the directory's.
        package let name: String
        package var reader: LineReader
        package let size: Int64
        /// The file's identity, to tell whether another has its name by now.
        package let inode: UInt64

        fileprivate init(_ file: consuming Descriptor, _ name: String) throws(KernelError) {
            let node = try FileNode(of: file)
            self.name = name
            size = node.size
            inode = node.inode
            reader = LineReader(file)
        }

        /// Reads the next line of the snapshot.
        package func next() throws(KernelError) -> LineReader.Line? { try reader.next(limit: size) }
    }

    /// The directory of the log, as the caller named it.
    package let directory: String
    package let files: [File]
    /// Nil where there is none, or one that nobody of us wrote.
    package let head: LogHead?
    /// Files of the log that the head names and that are not there.
    package let missing: [String]
    /// Files of the log that the head does not know.
    package let unknown: [String]

    /// How long to wait for runs, which hold the lock for less than a millisecond.
    private static let patience = Duration.seconds(5)

    /// Opens the log in a directory.
    ///
    /// - Throws: `audit.unreadable`, also where there is no log.
    package init(of directory: String) throws(Refusal) {
        do throws(KernelError) {
            try self.init(opening: directory)
        } catch {
            let why = error.code == ErrorNumber.noEntry ? "there is no log yet" : "it cannot be read: \(error)"
            throw Refusal(.auditUnreadable, "\(directory)/\(LogFiles.current): \(why)")
        }
    }

    private init(opening path: String) throws(KernelError) {
        let directory = try Replacing.openDirectory(path)
        let lock = try LogSnapshot.lockFile(in: directory)
        try lock.lock(patience: LogSnapshot.patience)
        defer { lock.unlock() }
        let head = try LogHead(of: lock)
        let sealed = try LogFiles.sealed(in: directory)
        var files: [File] = []
        for number in sealed where number > head?.removed ?? 0 {
            files.append(try File(inside: directory, LogFiles.name(ofSealed: number)))
        }
        files.append(try File(inside: directory, LogFiles.current))
        let expected = head.map { $0.removed < $0.sealed ? $0.removed + 1...$0.sealed : nil } ?? nil
        missing = (expected.map(Array.init) ?? []).filter { !sealed.contains($0) }.map(LogFiles.name(ofSealed:))
        unknown = sealed.filter { $0 > head?.sealed ?? .max }.map(LogFiles.name(ofSealed:))
        self.head = head
        self.files = files
        self.directory = path
    }

    private static func lockFile(in directory: borrowing Descriptor) throws(KernelError) -> Descriptor {
        do throws(KernelError) {
            return try PrivateFiles.reading(in: directory, LogHead.fileName)
        } catch {
            guard error.code == ErrorNumber.noEntry else { throw error }
        }
        // Nobody writes under the lock of a head either: a run makes it before its first line.
        return try PrivateFiles.reading(in: directory, LogFiles.current)
    }
}

extension LogSnapshot.File {
    fileprivate convenience init(inside directory: borrowing Descriptor, _ name: String) throws(KernelError) {
        try self.init(try PrivateFiles.reading(in: directory, name), name)
    }
}
