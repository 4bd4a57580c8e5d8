/// What the supervisor tells the broker, one frame an order; the files and the listeners come with a descriptor.
package enum BrokerOrder: Sendable, Hashable {
    /// An encoded `EgressPlan`; the first order, and once.
    case plan([UInt8])
    /// The host's `/etc/hosts`; without a descriptor there is none.
    case hosts
    /// The host's `/etc/resolv.conf`; without a descriptor there is none.
    case resolverConfiguration
    /// A socket of the box's network, with its index in the launch plan.
    case listener(index: UInt32)
    /// The box has ended: the broker tells how its connections end, and ends.
    case finish

    /// The broker's first argument where the box's profile accepts a host without Landlock; before that of its user.
    package static let withoutLandlockArgument = "without-landlock"

    /// No frame is longer; what a socket of the kernel's default size takes whole.
    package static let maximumLength = 128 << 10

    /// A tag byte, then the bytes of the plan, or four of the index.
    package func encoded() -> [UInt8] {
        switch self {
        case .plan(let bytes): [1] + bytes
        case .hosts: [2]
        case .resolverConfiguration: [3]
        case .finish: [5]
        case .listener(let index): [4] + (0..<4).map { UInt8(truncatingIfNeeded: index >> UInt32(8 * $0)) }
        }
    }

    /// Reads a frame; nil for what is none.
    package init?(frame: [UInt8]) {
        switch (frame.first, frame.count) {
        case (1, _): self = .plan(Array(frame.dropFirst()))
        case (2, 1): self = .hosts
        case (3, 1): self = .resolverConfiguration
        case (5, 1): self = .finish
        case (4, 5): self = .listener(index: (0..<4).reduce(0) { $0 | UInt32(frame[1 + $1]) << UInt32(8 * $1) })
        default: return nil
        }
    }
}
