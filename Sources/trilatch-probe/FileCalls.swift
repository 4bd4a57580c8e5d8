internal import CLinux
internal import Glibc

/// Flags of `openat(2)`, for calls that are made by number.
enum OpenFlag {
    static let readOnly = 0
    static let writeOnly = 1
    static let readWrite = 2
    static let create = 0o100
    static let exclusive = 0o200
    static let noTerminal = 0o400
    static let nonBlocking = 0o4000
    static let path = 0o1000_0000
    #if arch(x86_64)
        static let directory = 0o20_0000
        static let noFollow = 0o40_0000
    #else
        static let directory = 0o4_0000
        static let noFollow = 0o10_0000
    #endif
    static let temporary = 0o2000_0000 | directory
}

/// `AT_FDCWD`: paths are relative to the working directory.
let here = -100

/// Opens a path: a descriptor, or the negated errno.
func open(_ path: String, _ flags: Int = OpenFlag.readOnly, mode: Int = 0o600, at directory: Int = here) -> Int {
    call(.openat, .number(directory), .text(path), .number(flags | 0o200_0000 /* close-on-exec */), .number(mode))
}

/// Opens a path and closes it again: 0, or the negated errno.
func tryOpen(_ path: String, _ flags: Int = OpenFlag.readOnly, at directory: Int = here) -> Int {
    let descriptor = open(path, flags, at: directory)
    guard descriptor >= 0 else { return descriptor }
    _ = call(.close, .number(descriptor))
    return 0
}

/// Creates a file with these contents: 0, or the negated errno.
func write(_ contents: [UInt8], to path: String, mode: Int = 0o600) -> Int {
    let descriptor = open(path, OpenFlag.writeOnly | OpenFlag.create, mode: mode)
    guard descriptor >= 0 else { return descriptor }
    defer { _ = call(.close, .number(descriptor)) }
    let written = call(.write, .number(descriptor), .bytes(contents), .number(contents.count))
    return written < 0 ? written : 0
}

/// The first bytes of a file, at most `limit` of them; nil where it cannot be read.
func read(_ path: String, limit: Int = 65536) -> [UInt8]? {
    let descriptor = open(path)
    guard descriptor >= 0 else { return nil }
    defer { _ = call(.close, .number(descriptor)) }
    let buffer = Memory(count: 4096)
    var contents: [UInt8] = []
    while contents.count < limit {
        let count = call(.read, .number(descriptor), .memory(buffer), 4096)
        guard count > 0 else { return count == 0 ? contents : nil }
        contents += buffer.bytes(count)
    }
    return contents
}

/// A small text file, such as those of `/proc`, by lines.
func lines(of path: String) -> [Substring] {
    String(decoding: read(path) ?? [], as: UTF8.self).split(separator: "\n")
}

/// What a symbolic link says; nil where it cannot be read.
func readLink(_ path: String) -> String? {
    let buffer = Memory(count: 4096)
    let count = call(.readlinkat, .number(here), .text(path), .memory(buffer), 4096)
    return count > 0 ? String(decoding: buffer.bytes(count), as: UTF8.self) : nil
}

/// The names in a directory, without `.` and `..`; empty where it cannot be listed.
func names(in path: String) -> [String] {
    let descriptor = open(path, OpenFlag.directory | OpenFlag.noFollow)
    guard descriptor >= 0 else { return [] }
    defer { _ = call(.close, .number(descriptor)) }
    let buffer = Memory(count: 32768)
    var names: [String] = []
    while true {
        let count = call(.getDirectoryEntries, .number(descriptor), .memory(buffer), 32768)
        guard count > 0 else { return names }
        var offset = 0
        // struct linux_dirent64: inode 8, offset 8, length of the record 2, type 1, name.
        while offset < count {
            let length = Int(buffer.integer(at: offset + 16, as: UInt16.self))
            let record = buffer.bytes(offset + length)[(offset + 19)...]
            let name = String(decoding: record.prefix { $0 != 0 }, as: UTF8.self)
            if name != ".", name != ".." { names.append(name) }
            offset += length
        }
    }
}

/// What `fstat(2)` says of a path, its own last link not followed unless asked; nil where it cannot be reached.
func node(_ path: String, follow: Bool = false) -> FileNode? {
    let descriptor = open(path, OpenFlag.path | (follow ? 0 : OpenFlag.noFollow))
    guard descriptor >= 0 else { return nil }
    defer { _ = call(.close, .number(descriptor)) }
    return node(descriptor)
}

/// What `fstat(2)` says of a descriptor; nil for a bad one.
func node(_ descriptor: Int) -> FileNode? {
    var found = trilatch_node()
    guard unsafe trilatch_fstat(Int32(truncatingIfNeeded: descriptor), &found) == 0 else { return nil }
    return FileNode(inode: found.inode, mode: found.mode)
}

/// What matters of a file's node.
struct FileNode {
    let inode: UInt64
    /// Kind and permission bits, as `st_mode`.
    let mode: UInt32

    var isDirectory: Bool { mode & 0o170000 == 0o040000 }
    /// Whether running it would lend its owner's or group's identity.
    var carriesIdentity: Bool { mode & 0o6000 != 0 }
}

/// Removes a tree that this program made.
///
/// Never follows a symbolic link and never leaves the tree; what cannot be removed stays.
func removeTree(_ path: String, depth: Int = 0) {
    if depth < 8, let found = node(path), found.isDirectory {
        for name in names(in: path) { removeTree("\(path)/\(name)", depth: depth + 1) }
        _ = call(.unlinkat, .number(here), .text(path), 0x200 /* AT_REMOVEDIR */)
    } else {
        _ = call(.unlinkat, .number(here), .text(path), 0)
    }
}
