package import Egress
package import Kernel

/// The hosts that a server asked for and that no grant names, and what a person has said of each.
package struct AskedHosts: Sendable {
    package enum State: Sendable, Hashable {
        /// Connections wait for a word until then.
        case waiting(until: MonotonicTime)
        /// Nobody has said a word in time; the next connection waits anew.
        case undecided
        case allowed
        case denied
    }

    /// In the order in which they were first asked for.
    package private(set) var names: [DNSName] = []
    private var states: [DNSName: State] = [:]
    private let patience: Duration

    /// More than any broker asks for.
    private static let most = 2 * EgressPlan.mostUnknownNames

    /// - Parameter patience: How long a connection waits.
    package init(patience: Duration) { self.patience = patience }

    /// What a host that was asked for is.
    package enum Asked: Sendable, Hashable {
        case first
        /// It was asked for before.
        case again
        /// There is no room for it.
        case tooMany
    }

    package mutating func ask(_ name: DNSName, at now: MonotonicTime = .now) -> Asked {
        let isFirst = states[name] == nil
        guard !isFirst || names.count < AskedHosts.most else { return .tooMany }
        set(name, .waiting(until: now + patience))
        return isFirst ? .first : .again
    }

    /// Nobody has answered in time.
    package mutating func expire(_ name: DNSName) {
        if case .waiting = states[name] { states[name] = .undecided }
    }

    /// What waited is gone, as after a restart of the broker.
    package mutating func expireAll() { for name in names { expire(name) } }

    package mutating func decide(_ name: DNSName, isAllowed: Bool) { set(name, isAllowed ? .allowed : .denied) }

    package func state(of name: DNSName) -> State? { states[name] }

    private mutating func set(_ name: DNSName, _ state: State) {
        if states.updateValue(state, forKey: name) == nil { names.append(name) }
    }
}
