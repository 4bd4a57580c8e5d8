internal import Kernel

/// The files and links of several trees with their stamps, in one block of bytes.
struct PackageListing: Sendable, Equatable {
    /// For each tree the length of its entries as eight bytes, and the entries of a `TreeListing`.
    private(set) var stamps: [UInt8] = []
    /// What cannot be seen, in words.
    private(set) var omissions: [String] = []
    /// Whether there are folders of compiled code, which are not looked at.
    private(set) var hasCaches = false

    /// One file or link.
    struct Entry {
        /// Which of the trees it is in.
        var root: Int
        /// Below the tree; empty where the tree is one file.
        var path: [UInt8]
        var stamp: NodeStamp
        /// Where a link leads.
        var target: [UInt8]
    }

    /// - Parameter takesCaches: Whether folders of compiled code are looked at like any other.
    init(of roots: [String], limit: Int, takesCaches: Bool = false) throws(KernelError) {
        var rest = limit
        for root in roots {
            let tree = try TreeListing(of: root, limit: rest) { name, _ in !takesCaches && PackageListing.isCache(name)
            }
            rest -= tree.count
            hasCaches = hasCaches || tree.hasLeftOut
            unsafe withUnsafeBytes(of: UInt64(tree.bytes.count)) { unsafe stamps.append(contentsOf: $0) }
            stamps.append(contentsOf: tree.bytes)
            for path in tree.unreadable { omissions.append("\(PackagePath.shown(root, path)): it cannot be read") }
            if tree.isCut { omissions.append("\(PackagePath.shown(root, [])): it has more than \(limit) files") }
        }
    }

    /// Whether what runs is in the entries alone: no folder of compiled code, and no link that leads out of its tree, but to
    /// the installed system.
    var isSelfContained: Bool {
        guard !hasCaches, let entries = PackageListing.entries(of: stamps) else { return false }
        return entries.allSatisfy { !$0.stamp.isLink || $0.staysInside }
    }

    /// Folders that Python fills with compiled code when it likes, whoever starts it.
    private static func isCache(_ name: Span<UInt8>) -> Bool {
        let cache: StaticString = "__pycache__"
        guard name.count == cache.utf8CodeUnitCount else { return false }
        return unsafe name.withUnsafeBufferPointer { name in
            unsafe name.elementsEqual(UnsafeBufferPointer(start: cache.utf8Start, count: cache.utf8CodeUnitCount))
        }
    }

    /// The entries of a block of bytes; nil where it is none.
    static func entries(of stamps: [UInt8]) -> [Entry]? {
        var entries: [Entry] = []
        var reader = PackageBytes(stamps)
        var root = 0
        while !reader.isAtEnd {
            guard let length = reader.take(UInt64.self), length <= UInt64(stamps.count) else { return nil }
            let end = reader.offset + Int(length)
            while reader.offset < end {
                guard let pathLength = reader.take(UInt32.self), let targetLength = reader.take(UInt32.self),
                    let stamp = reader.takeStamp(), let path = reader.take(Int(pathLength)),
                    let target = reader.take(Int(targetLength))
                else { return nil }
                entries.append(Entry(root: root, path: path, stamp: stamp, target: target))
            }
            guard reader.offset == end else { return nil }
            root += 1
        }
        return entries
    }
}

extension PackageListing.Entry {
    /// Whether a link leads to a place of its own tree, or of the installed system.
    ///
    /// Steps up count where a link begins with them, since what it goes through after that may be a link itself.
    fileprivate var staysInside: Bool {
        let slash = UInt8(ascii: "/"), up = Array("..".utf8)
        let parts = target.split(separator: slash).filter { !$0.elementsEqual([UInt8(ascii: ".")]) }
        let steps = target.first == slash ? 0 : parts.prefix { $0.elementsEqual(up) }.count
        guard !parts.dropFirst(steps).contains(where: { $0.elementsEqual(up) }) else { return false }
        if target.first == slash { return parts.first?.elementsEqual("usr".utf8) == true }
        return !path.isEmpty && steps < path.split(separator: slash).count
    }
}

/// Takes numbers and bytes from a block, one after another.
struct PackageBytes {
    private let bytes: [UInt8]
    private(set) var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { offset == bytes.count }

    mutating func take<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type) -> Number? {
        let size = MemoryLayout<Number>.size
        guard bytes.count - offset >= size else { return nil }
        defer { offset += size }
        return unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: offset, as: type) }
    }

    mutating func takeStamp() -> NodeStamp? {
        let size = MemoryLayout<NodeStamp>.size
        guard bytes.count - offset >= size else { return nil }
        defer { offset += size }
        return unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: offset, as: NodeStamp.self) }
    }

    mutating func take(_ count: Int) -> [UInt8]? {
        guard count >= 0, bytes.count - offset >= count else { return nil }
        defer { offset += count }
        return Array(bytes[offset..<(offset + count)])
    }
}
