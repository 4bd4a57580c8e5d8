internal import Audit
internal import Kernel
package import Refusals

/// Reads the end of a log, and what is written to it from then on, across files that are set aside.
package struct LogFollower: ~Copyable {
    /// The file that is read.
    private struct OpenFile: ~Copyable {
        var reader: LineReader
        let inode: UInt64
        /// Whether it has the log's name, or had it when it was opened.
        let isCurrent: Bool

        init(
            _ name: String, in directory: borrowing Descriptor, lastBytes: Int64? = nil
        ) throws(KernelError) {
            let file = try PrivateFiles.reading(in: directory, name)
            let node = try FileNode(of: file)
            inode = node.inode
            isCurrent = name == LogFiles.current
            reader = LineReader(file, from: lastBytes.map { node.size - $0 } ?? 0)
        }
    }

    private let path: String
    private let directory: Descriptor
    private var file: OpenFile
    /// The newest file that was set aside and is read, or stands before what is read.
    private var sealed: UInt64
    /// The file was found to be set aside: it is read to its end once more.
    private var isLeaving = false

    /// How much of the log's end is read at first, in bytes.
    private static let window: Int64 = 4 << 20

    /// Opens the log in a directory, so that reading begins not far from its end.
    ///
    /// - Throws: `audit.unreadable`.
    package static func open(_ path: String) throws(Refusal) -> LogFollower {
        do throws(KernelError) {
            return try LogFollower(opening: path)
        } catch {
            throw LogFollower.refusal(path, error)
        }
    }

    private init(opening path: String) throws(KernelError) {
        let directory = try Replacing.openDirectory(path)
        let size = try FileNode(of: try PrivateFiles.reading(in: directory, LogFiles.current)).size
        let newest = try LogFiles.sealed(in: directory).last
        // A new file may hold next to nothing yet.
        let before = size < LogFollower.window ? newest : nil
        file = try OpenFile(
            before.map(LogFiles.name(ofSealed:)) ?? LogFiles.current, in: directory, lastBytes: LogFollower.window)
        sealed = newest ?? 0
        self.path = path
        self.directory = directory
    }

    /// Calls `body` for each whole line that is there and was not read.
    ///
    /// - Throws: `audit.unreadable`.
    package mutating func read(_ body: (ArraySlice<UInt8>) -> Void) throws(Refusal) {
        do throws(KernelError) {
            while true {
                while let line = try file.reader.next(), line.isComplete { body(line.bytes) }
                guard try advance() else { return }
            }
        } catch {
            throw LogFollower.refusal(path, error)
        }
    }

    /// Goes on to the next file, where this one is read to its end and was set aside.
    private mutating func advance() throws(KernelError) -> Bool {
        if file.isCurrent, !isLeaving {
            let named = try FileNode(of: try PrivateFiles.reading(in: directory, LogFiles.current))
            guard named.inode != file.inode else { return false }
            // A line may have come between its end and its new name.
            isLeaving = true
            return true
        }
        isLeaving = false
        for number in try LogFiles.sealed(in: directory) where number > sealed {
            sealed = number
            let next = try OpenFile(LogFiles.name(ofSealed: number), in: directory)
            // Otherwise it is this one itself, under its new name.
            guard next.inode == file.inode else {
                file = next
                return true
            }
        }
        file = try OpenFile(LogFiles.current, in: directory)
        return true
    }

    private static func refusal(_ path: String, _ error: KernelError) -> Refusal {
        let why = error.code == ErrorNumber.noEntry ? "there is no log yet" : "it cannot be read: \(error)"
        return Refusal(.auditUnreadable, "\(path)/\(LogFiles.current): \(why)")
    }
}
