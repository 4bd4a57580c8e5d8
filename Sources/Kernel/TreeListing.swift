internal import CLinux
internal import Glibc

/// Every file and link below a directory with its stamp, in one block of bytes that can be compared at once.
///
/// They come in the order of their names' bytes, and what is in a directory in the place of the directory, which has no
/// entry itself. No link is followed.
package struct TreeListing: Sendable {
    /// One entry after another: the lengths of path and target as four bytes each, the stamp, the path and the target.
    package private(set) var bytes: [UInt8] = []
    package private(set) var count = 0
    /// Paths of directories that cannot be read, or lie too deep.
    package private(set) var unreadable: [[UInt8]] = []
    /// Whether there were more entries than the limit.
    package private(set) var isCut = false
    /// Whether any name was left out.
    package private(set) var hasLeftOut = false

    private let limit: Int
    private let leavesOut: @Sendable (_ name: Span<UInt8>, _ isInside: Span<UInt8>) -> Bool
    /// The names of the directories that are being read, each with a zero at its end.
    private var names: [UInt8] = []
    private var path: [UInt8] = []
    /// Room for where a link leads.
    private var target = [UInt8](repeating: 0, count: Int(PATH_MAX))

    private static let depthLimit = 128
    private static let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0

    /// Lists a tree; of a node that is no directory the one entry has an empty path.
    ///
    /// - Parameters:
    ///   - limit: The most entries.
    ///   - leavesOut: Whether a name in a directory of a name is left out, whatever it is.
    /// - Throws: What the root's `stat` throws, and `ENOENT` for what vanishes meanwhile.
    package init(
        of root: String, limit: Int, leavingOut leavesOut: @escaping @Sendable (Span<UInt8>, Span<UInt8>) -> Bool
    ) throws(KernelError) {
        self.limit = limit
        self.leavesOut = leavesOut
        var status = stat()
        guard unsafe fstatat(AT_FDCWD, root, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            throw KernelError("fstatat", errno)
        }
        let stamp = NodeStamp(status)
        if stamp.isDirectory {
            try list(Descriptor(owning: try checked("openat2", unsafe TreeListing.open(AT_FDCWD, root))), depth: 0)
        } else {
            let length = stamp.isLink ? unsafe readTarget(of: AT_FDCWD, root) : 0
            add(stamp, target: target[..<(try checked("readlinkat", length))])
        }
    }

    private static func open(_ directory: Int32, _ name: UnsafePointer<CChar>) -> Int32 {
        unsafe trilatch_openat2(directory, name, UInt64(O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), 0, 0)
    }

    /// One name of a directory that is being read.
    private struct Name {
        /// Where it begins in `names`.
        var start: Int
        var length: Int
        var type: UInt8
    }

    private mutating func list(_ directory: consuming Descriptor, depth: Int) throws(KernelError) {
        let number = directory.release()
        guard let stream = unsafe fdopendir(number) else {
            let code = errno
            _ = Glibc.close(number)
            throw KernelError("fdopendir", code)
        }
        // The stream owns the descriptor.
        defer { unsafe closedir(stream) }
        let start = names.count
        defer { names.removeLast(names.count - start) }
        for name in try unsafe read(stream) {
            guard !isCut else { return }
            let length = path.count
            if !path.isEmpty { path.append(UInt8(ascii: "/")) }
            path.append(contentsOf: names[name.start..<(name.start + name.length)])
            try visit(name, in: number, depth: depth)
            path.removeLast(path.count - length)
        }
    }

    /// The names of a directory that count, in the order of their bytes.
    private mutating func read(_ stream: OpaquePointer) throws(KernelError) -> [Name] {
        let inside = path[((path.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)...]
        var found: [Name] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                guard errno == 0 else { throw KernelError("readdir", errno) }
                break
            }
            let text = unsafe UnsafeRawPointer(entry).advanced(by: TreeListing.nameOffset)
                .assumingMemoryBound(to: CChar.self)
            let length = unsafe strlen(text)
            let bytes = unsafe UnsafeRawBufferPointer(start: text, count: length + 1)
            if unsafe bytes[0] == UInt8(ascii: "."), unsafe length == 1 || (length == 2 && bytes[1] == bytes[0]) {
                continue
            }
            let start = names.count
            unsafe names.append(contentsOf: bytes)
            if leavesOut(names.span.extracting(start..<(start + length)), inside.span) {
                names.removeLast(length + 1)
                hasLeftOut = true
                continue
            }
            found.append(Name(start: start, length: length, type: unsafe entry.pointee.d_type))
        }
        guard found.count > 1 else { return found }
        return unsafe names.withUnsafeBytes { names in
            // With the zero at its end, a name comes before those that it begins.
            found.sorted { left, right in
                unsafe memcmp(
                    TreeListing.text(names, left), TreeListing.text(names, right),
                    min(left.length, right.length) + 1) < 0
            }
        }
    }

    private mutating func visit(_ name: Name, in directory: Int32, depth: Int) throws(KernelError) {
        if name.type == UInt8(DT_DIR) { return try descend(name, in: directory, depth: depth) }
        var status = stat()
        let result = unsafe names.withUnsafeBytes { names in
            unsafe fstatat(directory, TreeListing.text(names, name), &status, AT_SYMLINK_NOFOLLOW)
        }
        guard result == 0 else { throw KernelError("fstatat", errno) }
        let stamp = NodeStamp(status)
        // Some file systems do not say what a name is.
        if stamp.isDirectory { return try descend(name, in: directory, depth: depth) }
        guard stamp.isLink else { return add(stamp, target: target[..<0]) }
        let length = unsafe names.withUnsafeBytes { names in
            unsafe readTarget(of: directory, TreeListing.text(names, name))
        }
        add(stamp, target: target[..<(try checked("readlinkat", length))])
    }

    private mutating func descend(_ name: Name, in directory: Int32, depth: Int) throws(KernelError) {
        guard depth < TreeListing.depthLimit else { return unreadable.append(path) }
        let number = unsafe names.withUnsafeBytes { names in
            unsafe TreeListing.open(directory, TreeListing.text(names, name))
        }
        guard number != -EACCES else { return unreadable.append(path) }
        try list(Descriptor(owning: try checked("openat2", number)), depth: depth + 1)
    }

    private static func text(_ names: UnsafeRawBufferPointer, _ name: Name) -> UnsafePointer<CChar> {
        // Of a buffer that has at least the name's zero.
        unsafe names.assumingMemoryBound(to: CChar.self).baseAddress.unsafelyUnwrapped + name.start
    }

    /// Reads where a link leads into `target`, and returns the length, or the negated errno.
    private mutating func readTarget(of directory: Int32, _ name: UnsafePointer<CChar>) -> Int {
        let length = unsafe target.withUnsafeMutableBytes { space in
            unsafe readlinkat(
                directory, name, space.assumingMemoryBound(to: CChar.self).baseAddress.unsafelyUnwrapped, space.count)
        }
        return length < 0 ? -Int(errno) : length
    }

    private mutating func add(_ stamp: NodeStamp, target: ArraySlice<UInt8>) {
        guard count < limit else {
            isCut = true
            return
        }
        count += 1
        append((UInt32(path.count), UInt32(target.count)))
        append(stamp)
        bytes.append(contentsOf: path)
        bytes.append(contentsOf: target)
    }

    private mutating func append<Value: BitwiseCopyable>(_ value: Value) {
        unsafe withUnsafeBytes(of: value) { unsafe bytes.append(contentsOf: $0) }
    }
}
