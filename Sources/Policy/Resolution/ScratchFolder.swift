import LaunchPlan

/// The folder of a box without namespaces that stands in for its empty home and its temporary folder.
///
/// It is made before the launch, for this box alone, and removed at its end.
package struct ScratchFolder: Sendable, Hashable {
    /// Absolute and canonical, but for the last component, which is to be made.
    package var path: String
    /// Links in its home to what the box sees of the caller's, so that `~/…` names the same: relative paths and targets.
    package var links: [Link] = []

    package struct Link: Sendable, Hashable {
        package var name: String
        package var target: String
    }

    package init(path: String) { self.path = path }

    package var home: String { "\(path)/home" }
    package var temporary: String { "\(path)/tmp" }

    /// Its step in a plan before it is made, which no launcher accepts: no node has inode 0.
    var step: FileSystemStep {
        .bind(Bind(node: HostNode(path: path, device: 0, inode: 0, kind: .directory), access: .readWrite))
    }
}

extension ResolvedBox {
    /// Puts the node of the scratch folder into the plan.
    package mutating func placeScratchFolder(device: UInt64, inode: UInt64) {
        guard let step = scratchFolder?.step, case .bind(var bind) = step,
            let index = plan.fileSystem.firstIndex(of: step)
        else { return }
        bind.node.device = device
        bind.node.inode = inode
        plan.fileSystem[index] = .bind(bind)
    }
}
