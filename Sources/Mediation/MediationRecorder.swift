package import Refusals
package import Wire

/// Who keeps what the mediator decides, such as the audit log.
package protocol MediationRecorder: AnyObject {
    /// Hears of an event before anything comes of it.
    ///
    /// - Parameter line: The message that the event is about, for the ranges of the event.
    /// - Throws: `audit.unavailable` where nothing may happen that is not on record; the message goes nowhere then.
    func record(_ event: borrowing MediationEvent, of line: Span<UInt8>) throws(Refusal)
}

/// Something that the mediator saw or decided.
package enum MediationEvent: Sendable {
    /// A request goes from one side to the other.
    ///
    /// Where its parameters are long, an event `parameters` follows once it has been written.
    case request(RequestID, Method, from: Side, name: JSONRange?, params: JSONRange?, areLong: Bool)
    /// The long parameters of the request before this event.
    case parameters(from: Side, JSONRange)
    /// An answer goes to who asked.
    case answer(RequestID, Method, from: Side, isError: Bool, payload: JSONRange)
    /// A message goes nowhere.
    case refused(Refusal, RequestID?, Method, from: Side, name: JSONRange?)
    /// A message goes on in other bytes than it came; the rules that did it.
    case rebuilt(rules: [String], from: Side, into: [UInt8])
    /// An item of the server's surface was recorded, held or found to be poisoned.
    case surface(SurfaceEvent)
    /// Output that is no message, so much of it so far.
    case stray(lines: UInt64, bytes: UInt64)
}

/// What became of one item that a server claims.
package struct SurfaceEvent: Sendable, Equatable {
    package enum Verdict: String, Sendable {
        /// Seen for the first time and pinned.
        case recorded
        /// Approved elsewhere, and pinned here as it was there.
        case moved
        /// Hidden until somebody approves it.
        case held
        /// Hidden for what it says.
        case poisoned
        /// Hidden by the profile.
        case filtered
        /// Approved, and not there any more.
        case gone
    }

    package var verdict: Verdict
    /// Such as `tool`.
    package var kind: String
    package var name: String
    /// The rule that found it, where one did.
    package var rule: String?
    package var refusal: Refusal?

    package init(_ verdict: Verdict, kind: String, name: String, rule: String? = nil, refusal: Refusal? = nil) {
        self.verdict = verdict
        self.kind = kind
        self.name = name
        self.rule = rule
        self.refusal = refusal
    }
}
