internal import Glibc
internal import Kernel
internal import LaunchPlan
internal import Policy
internal import Refusals

/// The placeholders on this host that runs of this user have made and nobody has removed: a file of Trilatch's state.
///
/// Runs that start and end at the same time on the same tree must see each other's placeholders whole, and none may
/// remove what another relies on. Both are locks of this one file, on bytes that stand for things: byte 0 for the list
/// itself, another for each node. No box can reach the file, so none can hold a lock. They belong to this value's open
/// file and end with it, however its process ends: what a killed run left behind goes with the next run's end.
///
/// Source: fcntl(2), open file description locks.
struct PlaceholderRegistry: ~Copyable {
    private let file: Descriptor
    /// The list as it was when it was locked.
    var entries: [Entry] = []

    /// One node that was made.
    struct Entry: Sendable, Hashable {
        var path: HostPath
        var state: NodeState

        /// The byte that stands for the node.
        ///
        /// Two nodes with one byte are both kept a little longer.
        fileprivate var byte: Int64 { 1 + Int64(state.inode & 0x3fff_ffff_ffff_ffff) }
    }

    /// More than all placeholders that one user ever has.
    private static let lengthLimit = 8 << 20
    /// How long to wait for other runs, which hold the list for less than a millisecond.
    private static let patience = Duration.seconds(5)

    /// Opens the registry.
    ///
    /// - Parameter directory: The folder of Trilatch's state.
    static func open(in directory: String) throws(KernelError) -> PlaceholderRegistry {
        PlaceholderRegistry(
            file: try PrivateFiles.appending(in: try PrivateFiles.directory(directory), "placeholders"))
    }

    private init(file: consuming Descriptor) { self.file = file }

    /// Waits for the list and reads it.
    mutating func lock() throws(KernelError) {
        let deadline = MonotonicTime.now + PlaceholderRegistry.patience
        while !tryLock(F_WRLCK, 0) {
            guard errno == EAGAIN || errno == EACCES || errno == EINTR else { throw KernelError("fcntl", errno) }
            guard MonotonicTime.now < deadline else { throw KernelError("fcntl", ETIMEDOUT) }
            usleep(500)
        }
        guard lseek(file.number, 0, SEEK_SET) == 0 else { throw KernelError("lseek", errno) }
        let bytes = try file.readAll(limit: PlaceholderRegistry.lengthLimit)
        // What is none of our lines, such as one that a full disk cut short, names nothing that could be removed.
        entries = bytes.split(separator: 0).compactMap { Entry(line: $0) }
    }

    /// Lets others use the list.
    borrowing func unlock() { _ = tryLock(F_UNLCK, 0) }

    /// Keeps other runs from removing a node, until this value ends.
    borrowing func rely(on entry: Entry) -> Bool { tryLock(F_RDLCK, entry.byte) }

    /// Whether no other run relies on a node.
    ///
    /// While the list is locked none can begin to.
    borrowing func isAlone(on entry: Entry) -> Bool { tryLock(F_WRLCK, entry.byte) }

    /// Adds an entry to the locked list.
    borrowing func append(_ entry: Entry) throws(KernelError) { try file.write(entry.line + [0]) }

    /// Writes the locked list anew.
    borrowing func save() throws(KernelError) {
        guard ftruncate(file.number, 0) == 0 else { throw KernelError("ftruncate", errno) }
        try file.write(entries.flatMap { $0.line + [0] })
    }

    private borrowing func tryLock(_ kind: Int32, _ byte: Int64) -> Bool {
        var range = flock(
            l_type: Int16(kind), l_whence: Int16(SEEK_SET), l_start: off_t(byte), l_len: 1, l_pid: 0)
        return unsafe fcntl(file.number, 37 /* F_OFD_SETLK */, &range) == 0
    }
}

extension PlaceholderRegistry.Entry {
    /// The entry without a NUL: the numbers, then the path's bytes.
    var line: [UInt8] {
        let numbers: [any BinaryInteger] = [
            state.kind.rawValue, state.device, state.inode, state.size, state.modifiedSeconds,
            state.modifiedNanoseconds,
        ]
        return Array(numbers.map { "\($0) " }.joined().utf8) + path.bytes
    }

    init?(line: ArraySlice<UInt8>) {
        let fields = line.split(separator: UInt8(ascii: " "), maxSplits: 6, omittingEmptySubsequences: false)
        guard fields.count == 7, let path = HostPath(Array(fields[6])) else { return nil }
        let numbers = fields[..<6].compactMap { Int64(String(decoding: $0, as: UTF8.self)) }
        guard numbers.count == 6, let kind = UInt8(exactly: numbers[0]).flatMap(NodeKind.init(rawValue:)) else {
            return nil
        }
        self.path = path
        state = NodeState(
            kind: kind, device: UInt64(bitPattern: numbers[1]), inode: UInt64(bitPattern: numbers[2]), size: numbers[3],
            modifiedSeconds: numbers[4], modifiedNanoseconds: numbers[5])
    }
}
