internal import Kernel
internal import LaunchPlan

/// What only host root can do for a box: write its map, and open the granted trees with their owners mapped, because the
/// box's dedicated user could not even reach them.
///
/// Over the channel go, in this order: one byte when the map is written, the plan with its length, and one descriptor for
/// each bind of the plan.
enum HandOver {
    static func run(
        to box: Int32, over channel: borrowing Descriptor, plan pipe: borrowing Descriptor, for caller: Caller
    ) throws(LaunchFailure) {
        try map(box, over: channel, identity: caller.identity)

        let encoded = try Plan.receive(from: pipe)
        let plan = try Plan.decode(encoded, for: caller)
        try step(.handOver) { () throws(KernelError) in try channel.write(PlanTransfer.framed(encoded)) }

        var ownerMaps = OwnerMaps(identity: caller.identity)
        for case .bind(let bind) in plan.fileSystem {
            let ownerMap = try bind.ownerOnDisk.map { (owner) throws(LaunchFailure) in
                try ownerMaps.namespace(for: owner)
            }
            let tree = try GrantedTree.open(bind, ownerMap: ownerMap, comparing: !plan.omits(.pathComparison))
            try step(.handOver, bind.node.path) { () throws(KernelError) in try Channel.send(tree, over: channel) }
        }
    }

    /// Writes the map, and tells the process in the namespace.
    static func map(
        _ box: Int32, over channel: borrowing Descriptor, identity: BoxIdentity
    ) throws(LaunchFailure) {
        try IdentityMap.write(identity, forProcess: "\(box)")
        try step(.handOver) { () throws(KernelError) in try channel.write([mapped]) }
    }

    /// The other side: waits until the map is written.
    static func awaitMap(from channel: borrowing Descriptor) throws(LaunchFailure) {
        // End of file: the launcher died before the parent-death signal was armed.
        let word = try step(.handOver) { () throws(KernelError) in try Channel.receive(1, from: channel) }
        guard word == [mapped] else { throw LaunchFailure(.handOver, 0, "map") }
    }

    private static let mapped: UInt8 = 1
}
