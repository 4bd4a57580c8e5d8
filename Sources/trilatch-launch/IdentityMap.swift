internal import Kernel
internal import LaunchPlan

/// The id maps of a user namespace.
///
/// Source: user_namespaces(7).
enum IdentityMap {
    /// Maps the box's one user and group.
    ///
    /// - Parameter process: The process in the namespace: a number, or `self`.
    static func write(_ identity: BoxIdentity, forProcess process: String) throws(LaunchFailure) {
        try step(.mapIdentity) { () throws(KernelError) in
            // First: a group map without it would let the box leave a group that denies it something (CVE-2014-8989).
            try put("deny", "/proc/\(process)/setgroups")
            try put("\(identity.groupInside) \(identity.groupOutside) 1", "/proc/\(process)/gid_map")
            try put("\(identity.userInside) \(identity.userOutside) 1", "/proc/\(process)/uid_map")
        }
    }

    /// Maps an owner on disk to the box's ids on the host, for the namespace of a mount.
    static func write(
        _ owner: DiskOwner, to identity: BoxIdentity, forProcess process: Int32
    ) throws(LaunchFailure) {
        try step(.prepareOwnerMap) { () throws(KernelError) in
            try put("\(owner.group) \(identity.groupOutside) 1", "/proc/\(process)/gid_map")
            try put("\(owner.user) \(identity.userOutside) 1", "/proc/\(process)/uid_map")
        }
    }

    private static func put(_ text: String, _ path: String) throws(KernelError) {
        try Descriptor.writing(path).write(text)
    }
}
