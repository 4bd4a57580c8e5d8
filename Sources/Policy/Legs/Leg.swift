/// One of the three abilities that together let a box leak: the lethal trifecta.
///
/// No box holds all three.
package enum Leg: String, Sendable, CaseIterable, Comparable {
    /// It can read what is not for everybody.
    case privateData = "private-data"
    /// It reads what a stranger may have written.
    case untrustedInput = "untrusted-input"
    /// It can send something to where others read it.
    case egress = "egress"

    package static func < (first: Leg, second: Leg) -> Bool { first.order < second.order }

    private var order: Int {
        switch self {
        case .privateData: 0
        case .untrustedInput: 1
        case .egress: 2
        }
    }
}
