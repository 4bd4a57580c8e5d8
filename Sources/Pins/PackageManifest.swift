internal import Glibc
internal import Kernel
internal import Surface

/// The digest of a package, made of what is known of it and the contents of the files that are new.
struct PackageManifest {
    private let roots: [String]
    private let listing: PackageListing
    private let known: PackageCache.Record?
    private let limits: PackageIdentity.Limits
    private(set) var record: PackageCache.Record
    /// What differs from what was known, in a few lines.
    private(set) var difference: [String] = []
    private var text = Array("trilatch package 1\n".utf8)
    private var omissions: [String]
    private var bytesRead: Int64 = 0

    /// No clock of a file system is coarser, in nanoseconds: within it a second change of a file leaves the same stamp.
    private static let coarseness: Int64 = 2_000_000_000
    private static let shownOmissions = 8

    init(
        _ roots: [String], _ listing: PackageListing, _ known: PackageCache.Record?, _ limits: PackageIdentity.Limits
    ) {
        self.roots = roots
        self.listing = listing
        self.known = known
        self.limits = limits
        omissions = listing.omissions
        let none = PackagePin(digest: ContentDigest(of: []), files: 0, bytes: 0, roots: roots)
        record = PackageCache.Record(pin: none, stamps: listing.stamps, contents: [])
    }

    /// What a file is found by in what is known.
    private struct Place: Hashable {
        var root: Int
        var path: [UInt8]
    }

    /// Reads the files that are new, and makes the record.
    ///
    /// - Throws: `ESTALE` where a file changes meanwhile, and what opening and reading throw.
    mutating func complete() throws(KernelError) {
        var old: [Place: (stamp: NodeStamp, content: ContentDigest, target: [UInt8])] = [:]
        if let known, let entries = PackageListing.entries(of: known.stamps), 32 * entries.count == known.contents.count
        {
            for (index, entry) in entries.enumerated() {
                let content = ContentDigest(bytes: Array(known.contents[(32 * index)..<(32 * index + 32)]))
                old[Place(root: entry.root, path: entry.path)] = (entry.stamp, content, entry.target)
            }
        }
        let entries = PackageListing.entries(of: listing.stamps) ?? []
        var (changed, added): ([String], [String]) = ([], [])
        var bytes = 0
        for entry in entries {
            let before = old.removeValue(forKey: Place(root: entry.root, path: entry.path))
            let isKnown = before?.stamp == entry.stamp
            let now = if let before, isKnown { before.content } else { try content(of: entry) }
            record.contents.append(contentsOf: now.bytes)
            append(entry, now)
            bytes += entry.stamp.isFile ? Int(entry.stamp.size) : 0
            let shown = PackagePath.shown(roots[entry.root], entry.path)
            if before == nil { added.append(shown) }
            if let before, before.content != now || before.target != entry.target || !before.stamp.isLike(entry.stamp) {
                changed.append(shown)
            }
        }
        let removed = old.keys.map { PackagePath.shown(roots[$0.root], $0.path) }.sorted()
        difference = [("changed", changed), ("added", added), ("removed", removed)]
            .filter { !$0.1.isEmpty }.map { PackagePath.list($0.0, $0.1) }
        if omissions.count > PackageManifest.shownOmissions {
            let rest = omissions.count - PackageManifest.shownOmissions
            omissions = omissions.prefix(PackageManifest.shownOmissions) + ["and \(rest) more"]
        }
        record.pin = PackagePin(
            digest: ContentDigest(of: text), files: entries.count, bytes: bytes, roots: roots, omissions: omissions)
        record.forgetFresh(since: NodeStamp.now() - PackageManifest.coarseness)
    }

    /// Appends what of an entry is part of the package: its place, what it is, and what is in it.
    private mutating func append(_ entry: PackageListing.Entry, _ content: ContentDigest) {
        let stamp = entry.stamp
        let kind = stamp.isLink ? "link" : stamp.isFile ? "file" : "other"
        text.append(contentsOf: "\(entry.root) \(kind) \(stamp.rightsThatCount) \(entry.path.count) ".utf8)
        text.append(contentsOf: entry.path)
        text.append(contentsOf: " \(stamp.isFile ? stamp.size : 0) \(entry.target.count) ".utf8)
        text.append(contentsOf: entry.target)
        text.append(0x20)
        text.append(contentsOf: content.bytes)
        text.append(0x0a)
    }

    private mutating func content(of entry: PackageListing.Entry) throws(KernelError) -> ContentDigest {
        guard entry.stamp.isFile else { return ContentDigest(of: []) }
        let shown = PackagePath.shown(roots[entry.root], entry.path)
        guard entry.stamp.size <= limits.bytesOfFile, bytesRead + entry.stamp.size <= limits.bytes else {
            omissions.append("\(shown): of its size, only size and time of the last change count")
            return entry.stamp.standIn
        }
        bytesRead += entry.stamp.size
        let file: Descriptor
        do throws(KernelError) {
            file = try open(entry)
        } catch {
            guard error.code == EACCES else { throw error }
            omissions.append("\(shown): it cannot be read, only size and time of the last change count")
            return entry.stamp.standIn
        }
        guard try NodeStamp(of: file) == entry.stamp else { throw PackageManifest.changedMeanwhile }
        var hasher = ContentDigest.Hasher()
        while true {
            let piece = try file.readSome(upTo: 128 << 10)
            if piece.isEmpty { break }
            hasher.add(piece)
        }
        guard try NodeStamp(of: file) == entry.stamp else { throw PackageManifest.changedMeanwhile }
        return hasher.finish()
    }

    private static var changedMeanwhile: KernelError { KernelError("fstat", ESTALE) }

    private func open(_ entry: PackageListing.Entry) throws(KernelError) -> Descriptor {
        let root = roots[entry.root]
        guard entry.path.isEmpty else { return try Descriptor.file(below: try Replacing.directory(root), entry.path) }
        let slash = root.lastIndex(of: "/") ?? root.startIndex
        let folder = slash == root.startIndex ? "/" : String(root[..<slash])
        return try Descriptor.file(below: try Replacing.directory(folder), Array(root[slash...].utf8.dropFirst()))
    }
}

extension NodeStamp {
    /// Whether it can be executed, and with whose rights: other permissions change nothing of what a program does.
    fileprivate var rightsThatCount: UInt64 { mode & 0o6000 | (mode & 0o111 == 0 ? 0 : 1) }

    fileprivate func isLike(_ other: NodeStamp) -> Bool {
        size == other.size && mode & 0o170000 == other.mode & 0o170000 && rightsThatCount == other.rightsThatCount
    }

    /// What counts in the place of contents that are not read.
    fileprivate var standIn: ContentDigest { ContentDigest(of: Array("unread \(size) \(modified)".utf8)) }
}
