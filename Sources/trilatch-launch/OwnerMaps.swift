internal import Kernel
internal import LaunchPlan

/// User namespaces that say who owns a granted tree on disk, one for each owner, made when first asked for.
struct OwnerMaps: ~Copyable {
    private let identity: BoxIdentity
    /// Descriptors of the namespaces, closed with this value.
    private var namespaces: [DiskOwner: Int32] = [:]

    init(identity: BoxIdentity) { self.identity = identity }

    deinit { for number in namespaces.values { _ = Descriptor(owning: number) } }

    /// The namespace for an owner: borrowed, valid while this value lives.
    mutating func namespace(for owner: DiskOwner) throws(LaunchFailure) -> Int32 {
        if let known = namespaces[owner] { return known }
        let holder = try step(.prepareOwnerMap) { () throws(KernelError) in try Processes.spawnNamespaceHolder() }
        let number = holder.number
        do throws(LaunchFailure) {
            try IdentityMap.write(owner, to: identity, forProcess: number)
            let namespace = try step(.prepareOwnerMap) { () throws(KernelError) in
                // A link of /proc to the namespace itself: the only such link that the launcher ever follows.
                try Descriptor.reading("/proc/\(number)/ns/user", resolving: [])
            }
            // The descriptor keeps the namespace; nobody needs to live in it.
            holder.kill()
            let kept = namespace.release()
            namespaces[owner] = kept
            return kept
        } catch {
            holder.kill()
            throw error
        }
    }
}
