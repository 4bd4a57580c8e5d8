package import Addresses

/// In which order, and when, the addresses of a name are dialled, until one answers (RFC 8305, sections 4 and 5).
///
/// Families take turns, IPv6 first; each address has a head start on the next, which ends when it fails. Times are since
/// any beginning, and never run backwards.
package struct AddressRace: Sendable {
    private let addresses: [IPAddress]
    private var next = 0
    /// How many are being dialled.
    private var open = 0
    private var nextStart: Duration

    package static let headStart = Duration.milliseconds(250)
    /// Of the addresses of a name so many are tried.
    package static let longest = 16

    package enum Step: Sendable, Hashable {
        /// Dial this, and ask again at once.
        case dial(IPAddress)
        /// Ask again at this time, or when a dial has ended; nil is: only then.
        case wait(until: Duration?)
        /// All have failed.
        case lost
    }

    /// Takes addresses that may be dialled, in the resolver's order.
    package init(_ addresses: [IPAddress], at now: Duration) {
        var unique: [IPAddress] = []
        for address in addresses where !unique.contains(address) { unique.append(address) }
        let families = [unique.filter { $0.bitCount == 128 }, unique.filter { $0.bitCount == 32 }]
        var order: [IPAddress] = []
        for place in 0..<unique.count {
            for family in families where place < family.count { order.append(family[place]) }
        }
        self.addresses = Array(order.prefix(Self.longest))
        nextStart = now
    }

    /// Says what is to be done now.
    package mutating func step(at now: Duration) -> Step {
        guard next < addresses.count else { return open == 0 ? .lost : .wait(until: nil) }
        guard nextStart <= now else { return .wait(until: nextStart) }
        defer {
            next += 1
            open += 1
            nextStart = now + Self.headStart
        }
        return .dial(addresses[next])
    }

    /// Hears that a dial has failed; the next address need not wait.
    package mutating func fail(at now: Duration) {
        precondition(open > 0, "a dial that was asked for")
        open -= 1
        nextStart = min(nextStart, now)
    }
}
