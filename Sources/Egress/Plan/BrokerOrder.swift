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
    /// The descriptor holds what the box's programs trust: an authority that an earlier broker of the box has made.
    case authority
    /// The host's bundle of roots, which the certificates of inspected hosts must lead to.
    case trust
    /// One of the box's secrets; its value is in the pipe that comes along, so that no frame and no order has it.
    case secret(index: UInt16)
    /// A person lets the box reach a name that no grant names.
    case allow(DNSName)
    /// A person does not.
    case deny(DNSName)
    /// The box has ended: the broker tells how its connections end, and ends.
    case finish

    /// The broker's first argument where the box's profile accepts a host without Landlock; before that of its user.
    package static let withoutLandlockArgument = "without-landlock"

    /// An argument of the broker of a box with inspected hosts: it makes an authority, and tells of it, before all else.
    package static let inspectArgument = "inspect"

    /// An argument of one that follows another: it is given the authority that the first has made.
    package static let followArgument = "follow"

    /// No frame is longer; what a socket of the kernel's default size takes whole.
    package static let maximumLength = 128 << 10

    /// A tag byte, then the bytes of the plan, four of the index, two of a secret's, or the text of a name.
    package func encoded() -> [UInt8] {
        switch self {
        case .plan(let bytes): [1] + bytes
        case .hosts: [2]
        case .resolverConfiguration: [3]
        case .finish: [5]
        case .authority: [6]
        case .trust: [7]
        case .secret(let index): [8, UInt8(truncatingIfNeeded: index), UInt8(truncatingIfNeeded: index >> 8)]
        case .allow(let name): [9] + name.description.utf8
        case .deny(let name): [10] + name.description.utf8
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
        case (6, 1): self = .authority
        case (7, 1): self = .trust
        case (8, 3): self = .secret(index: UInt16(frame[1]) | UInt16(frame[2]) << 8)
        case (4, 5): self = .listener(index: (0..<4).reduce(0) { $0 | UInt32(frame[1 + $1]) << UInt32(8 * $1) })
        case (9, 2...), (10, 2...):
            guard let name = BrokerOrder.name(frame.dropFirst()) else { return nil }
            self = frame[0] == 9 ? .allow(name) : .deny(name)
        default: return nil
        }
    }

    /// A name in its one spelling.
    private static func name(_ text: ArraySlice<UInt8>) -> DNSName? {
        guard let name = DNSName(text: text.span), name.description.utf8.elementsEqual(text) else { return nil }
        return name
    }
}
