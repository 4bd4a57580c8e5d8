internal import CLinux
internal import Glibc

/// A node below a directory, as it is found.
package struct TreeNode: Sendable {
    /// Below the directory; its bytes, for a name may be any.
    package var path: [UInt8]
    package var node: FileNode
    /// Where a link leads; empty for every other node.
    package var target: [UInt8]

    /// Finds a directory, as `.`, and every node below it, a directory before what is in it; no link is followed.
    ///
    /// - Parameters:
    ///   - root: Absolute, without links in any component.
    ///   - limit: The most nodes.
    /// - Throws: `EFBIG` for more nodes, or more than 64 directories in one another; what opening a directory throws.
    package static func all(below root: String, limit: Int) throws(KernelError) -> [TreeNode] {
        let directory = try Replacing.directory(root)
        var nodes = [TreeNode(path: [UInt8(ascii: ".")], node: try FileNode(of: directory), target: [])]
        try list(directory, path: [], depth: 0, limit, into: &nodes)
        return nodes
    }

    private static let depthLimit = 64

    private static func list(
        _ directory: borrowing Descriptor, path: [UInt8], depth: Int, _ limit: Int, into nodes: inout [TreeNode]
    ) throws(KernelError) {
        guard depth < depthLimit else { throw KernelError("openat2", EFBIG) }
        for name in try names(in: directory) {
            guard nodes.count < limit else { throw KernelError("readdir", EFBIG) }
            let place = try open(name, in: directory, flags: placeOnly)
            let node = try FileNode(of: place)
            let path = path.isEmpty ? name : path + [UInt8(ascii: "/")] + name
            nodes.append(
                TreeNode(path: path, node: node, target: node.kind == .symbolicLink ? try target(of: place) : []))
            guard node.kind == .directory else { continue }
            let inner = try open(name, in: directory, flags: O_RDONLY | O_DIRECTORY)
            try list(inner, path: path, depth: depth + 1, limit, into: &nodes)
        }
    }

    /// `O_PATH`, which Swift's Glibc module does not show.
    private static let placeOnly: Int32 = 0x20_0000

    private static func open(
        _ name: [UInt8], in directory: borrowing Descriptor, flags: Int32
    ) throws(KernelError) -> Descriptor {
        let number = unsafe (name + [0]).withUnsafeBytes { name in
            unsafe trilatch_openat2(
                directory.number, name.assumingMemoryBound(to: CChar.self).baseAddress.unsafelyUnwrapped,
                UInt64(flags | O_NOFOLLOW | O_CLOEXEC), 0, Resolution.exactBeneath.rawValue)
        }
        return Descriptor(owning: try checked("openat2", number))
    }

    private static func target(of link: borrowing Descriptor) throws(KernelError) -> [UInt8] {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = unsafe readlinkat(link.number, "", &buffer, buffer.count)
        guard length >= 0 else { throw KernelError("readlinkat", errno) }
        return buffer.prefix(length).map(UInt8.init(bitPattern:))
    }

    /// The names in a directory, in the order of their bytes.
    private static func names(in directory: borrowing Descriptor) throws(KernelError) -> [[UInt8]] {
        let own = try open([UInt8(ascii: ".")], in: directory, flags: O_RDONLY | O_DIRECTORY)
        let number = own.release()
        guard let stream = unsafe fdopendir(number) else {
            let code = errno
            _ = Descriptor(owning: number)
            throw KernelError("fdopendir", code)
        }
        // The stream owns the descriptor.
        defer { unsafe closedir(stream) }
        var names: [[UInt8]] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                guard errno == 0 else { throw KernelError("readdir", errno) }
                break
            }
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe Array($0.prefix { $0 != 0 }) }
            if name != [UInt8(ascii: ".")], name != Array("..".utf8) { names.append(name) }
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Gives a directory or regular file other permissions.
    ///
    /// The corresponding C function is `fchmod`.
    ///
    /// - Parameter root: What it was found below.
    package func setPermissions(_ permissions: UInt16, below root: borrowing Descriptor) throws(KernelError) {
        let node = try TreeNode.open(path, in: root, flags: O_RDONLY | O_NONBLOCK)
        guard fchmod(node.number, mode_t(permissions)) == 0 else { throw KernelError("fchmod", errno) }
    }
}
