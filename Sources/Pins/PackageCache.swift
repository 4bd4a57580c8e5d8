internal import Glibc
internal import Kernel
internal import Surface

/// What was known of packages at their last use, so that only files are read that are new.
///
/// A file of the state directory for each set of trees. It is of use to this machine alone, and whatever cannot be read is
/// made again.
struct PackageCache {
    let folder: String

    struct Record {
        var pin: PackagePin
        var stamps: [UInt8]
        /// The 32 bytes of a digest for each entry of the stamps, in their order.
        var contents: [UInt8]
    }

    private static let magic = Array("trilatch stamps\u{1}".utf8)
    private static let lengthLimit = 128 << 20
    /// No more packages are remembered.
    private static let filesLimit = 64

    private func name(_ roots: [String]) -> String {
        "\(ContentDigest(of: Array(roots.joined(separator: "\u{0}").utf8)))"
    }

    /// What is known; nil where nothing is, or nothing that could be believed.
    func read(_ roots: [String]) -> Record? {
        // Without it all is read anew, which is slower and no less exact.
        guard let file = try? PrivateFiles.unforged(in: try Replacing.openDirectory(folder), name(roots)),
            let bytes = try? file.readAll(limit: PackageCache.lengthLimit)
        else { return nil }
        var reader = PackageBytes(bytes)
        guard reader.take(PackageCache.magic.count) == PackageCache.magic, let digest = reader.take(32),
            let files = reader.take(UInt64.self), let size = reader.take(UInt64.self),
            let omissions = reader.takeBlock().map({ String(decoding: $0, as: UTF8.self) }),
            let stamps = reader.takeBlock(), let contents = reader.takeBlock(), reader.isAtEnd,
            contents.count.isMultiple(of: 32), contents.count / 32 == Int(clamping: files)
        else { return nil }
        let pin = PackagePin(
            digest: ContentDigest(bytes: digest), files: Int(clamping: files), bytes: Int(clamping: size), roots: roots,
            omissions: omissions.split(separator: "\n").map(String.init))
        return Record(pin: pin, stamps: stamps, contents: contents)
    }

    /// Keeps what is known.
    func write(_ record: Record, _ roots: [String]) {
        var bytes = PackageCache.magic + record.pin.digest.bytes
        func append(_ number: Int) {
            unsafe withUnsafeBytes(of: UInt64(number)) { unsafe bytes.append(contentsOf: $0) }
        }
        append(record.pin.files)
        append(record.pin.bytes)
        for block in [Array(record.pin.omissions.joined(separator: "\n").utf8), record.stamps, record.contents] {
            append(block.count)
            bytes.append(contentsOf: block)
        }
        guard bytes.count <= PackageCache.lengthLimit else { return }
        // What cannot be kept is read again the next time.
        guard let directory = try? PrivateFiles.directory(folder) else { return }
        let name = name(roots)
        removeOldest(in: directory, keeping: name)
        let fresh = "\(name).\(getpid())"
        Replacing.remove(in: directory, fresh)
        // A full disk is no reason to stop either.
        guard (try? Replacing.create(in: directory, fresh, bytes, mode: 0o600)) != nil,
            (try? Replacing.rename(in: directory, fresh, to: name)) != nil
        else { return Replacing.remove(in: directory, fresh) }
    }

    /// Makes room for one more, and removes what a run left behind that was killed while it wrote.
    private func removeOldest(in directory: borrowing Descriptor, keeping name: String) {
        // A folder that cannot be read keeps what it has.
        guard let names = try? DirectoryNames.read(in: directory, limit: 10_000, where: { $0.utf8.count >= 64 }),
            names.count >= PackageCache.filesLimit
        else { return }
        var ages: [(name: String, changed: Int64)] = []
        for other in names where other != name {
            // One that cannot be opened is the oldest of all.
            let changed = try? NodeStamp(of: Descriptor.file(below: directory, Array(other.utf8))).changed
            ages.append((other, changed ?? 0))
        }
        ages.sort { $0.changed < $1.changed }
        for (name, _) in ages.prefix(names.count - PackageCache.filesLimit + 1) {
            Replacing.remove(in: directory, name)
        }
    }
}

extension PackageCache.Record {
    /// Makes the stamps of files that changed a moment ago worthless: a change in the same moment would leave the same.
    mutating func forgetFresh(since time: Int64) {
        guard let entries = PackageListing.entries(of: stamps) else { return }
        var offset = 0, root = -1
        for entry in entries {
            while root < entry.root {
                offset += MemoryLayout<UInt64>.size
                root += 1
            }
            let changed = offset + 2 * MemoryLayout<UInt32>.size + NodeStamp.offsetOfChanged
            if entry.stamp.changed > time {
                for index in 0..<MemoryLayout<Int64>.size { stamps[changed + index] = 0 }
            }
            offset +=
                2 * MemoryLayout<UInt32>.size + MemoryLayout<NodeStamp>.size + entry.path.count + entry.target.count
        }
    }
}

extension NodeStamp {
    fileprivate static let offsetOfChanged = MemoryLayout<NodeStamp>.offset(of: \.changed) ?? 0
}

extension PackageBytes {
    /// A length of eight bytes, and so many bytes.
    fileprivate mutating func takeBlock() -> [UInt8]? {
        guard let length = take(UInt64.self) else { return nil }
        return take(Int(clamping: length))
    }
}
