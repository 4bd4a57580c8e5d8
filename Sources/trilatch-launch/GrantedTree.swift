internal import Glibc
internal import Kernel
internal import LaunchPlan

/// A tree or file of the host on its way into the box.
enum GrantedTree {
    /// Opens a node of the host as a place, without following any link, and compares it with what the supervisor validated.
    static func place(of node: HostNode, comparing: Bool) throws(LaunchFailure) -> Descriptor {
        let place = try step(.openGrant, node.path) { () throws(KernelError) in
            try Descriptor.place(at: Descriptor.workingDirectory, node.path, resolving: .exact)
        }
        if comparing { try node.compare(with: place) }
        return place
    }

    /// Opens a bind's source without following any link, compares it with what the supervisor validated, and takes a
    /// detached copy with its final attributes.
    ///
    /// - Parameter ownerMap: A user namespace that maps the owner on disk to the box's user.
    static func open(_ bind: Bind, ownerMap: Int32?, comparing: Bool) throws(LaunchFailure) -> Descriptor {
        let path = bind.node.path
        // After the new mount namespace exists: a place that was opened before cannot be copied into it.
        let place = try place(of: bind.node, comparing: comparing)
        let tree = try step(.openGrant, path) { () throws(KernelError) in try Mounts.copy(of: place) }
        // While it is detached, so that there is no moment in which the box could see it without them.
        try step(.confineGrant, path) { () throws(KernelError) in
            try Mounts.confine(tree, setting: bind.attributes, ownerMap: ownerMap)
        }
        return tree
    }
}

extension HostNode {
    /// Compares what was opened with what the supervisor validated.
    func compare(with opened: borrowing Descriptor) throws(LaunchFailure) {
        let found = try step(.compareGrant, path) { () throws(KernelError) in try FileNode(of: opened) }
        let isOfKind = found.kind == (kind == .directory ? .directory : .file)
        guard found.device == device, found.inode == inode, isOfKind else {
            throw LaunchFailure(.compareGrant, ESTALE, path)
        }
    }
}

extension Bind {
    fileprivate var attributes: MountAttributes {
        var attributes = MountAttributes.guarded
        if access == .readOnly { attributes.insert(.readOnly) }
        if noExecute { attributes.insert(.noExecute) }
        return attributes
    }
}
