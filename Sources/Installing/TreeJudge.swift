internal import Glibc
internal import Kernel
internal import Policy
internal import Refusals

/// Looks through the files that a box has made, before anything else does.
///
/// An installed server is directories, regular files and links between them, with no right that its user does not have anyhow.
/// Nobody writes to the tree while this looks: the box has ended.
struct TreeJudge {
    /// What one link from outside may lead to: the interpreter, absolute.
    let interpreter: String

    static let nodeLimit = 200_000

    /// Judges a tree, and sets every permission: what can be executed stays so, nobody else writes, and no file is writable.
    ///
    /// - Parameter tree: Absolute, without links in any component.
    /// - Throws: `install.output-refused`.
    func admit(_ tree: String) throws(Refusal) {
        let nodes = try looking { () throws(KernelError) in
            try TreeNode.all(below: tree, limit: TreeJudge.nodeLimit)
        }
        for node in nodes {
            guard let objection = objection(to: node) else { continue }
            throw Refusal(
                .installOutputRefused, "the box has made \(HostPath.readable(node.path)), which is \(objection)")
        }
        try looking { () throws(KernelError) in
            let root = try Replacing.directory(tree)
            for node in nodes where node.node.kind != .symbolicLink {
                let permissions = TreeJudge.permissions(of: node.node)
                if node.node.permissions != permissions { try node.setPermissions(permissions, below: root) }
            }
        }
    }

    private func looking<Value>(_ body: () throws(KernelError) -> Value) throws(Refusal) -> Value {
        do throws(KernelError) {
            return try body()
        } catch {
            throw Refusal(.installOutputRefused, "what the box has made cannot be looked at: \(error)")
        }
    }

    /// Why a node has no place in an installed server, as a clause; nil where it has.
    func objection(to node: TreeNode) -> String? {
        switch node.node.kind {
        case .directory:
            return node.node.permissions & 0o6000 == 0 ? nil : "a directory with set-ID bits"
        case .file:
            if node.node.permissions & 0o6000 != 0 { return "a file with set-ID bits" }
            return node.node.links == 1 ? nil : "a file with several names"
        case .symbolicLink:
            return leadsInside(node) ? nil : "a link that leads out: \(HostPath.readable(node.target))"
        case .characterDevice, .other:
            return "neither a file nor a directory nor a link"
        }
    }

    /// Whether a link leads to a place of its own tree, or to the interpreter.
    ///
    /// Steps up count where a link begins with them, since what it goes through after that may be a link itself.
    private func leadsInside(_ node: TreeNode) -> Bool {
        let slash = UInt8(ascii: "/"), up = Array("..".utf8)
        guard node.target.first != slash else { return node.target == Array(interpreter.utf8) }
        let parts = node.target.split(separator: slash).filter { !$0.elementsEqual([UInt8(ascii: ".")]) }
        let steps = parts.prefix { $0.elementsEqual(up) }.count
        return !node.target.isEmpty && !parts.dropFirst(steps).contains { $0.elementsEqual(up) }
            && steps < node.path.split(separator: slash).count
    }

    private static func permissions(of node: FileNode) -> UInt16 {
        if node.kind == .directory { return 0o755 }
        return node.permissions & 0o100 == 0 ? 0o444 : 0o555
    }
}
