/// A refusal that reaches a person: a stable code word, the reason, the line that would change it, and the fix.
///
/// Every user-visible error of Trilatch is one of these. The same value becomes a line on standard error, a JSON-RPC
/// error for the client, and an entry in the audit log. It never carries a secret, an environment value or a tool's
/// arguments.
package struct Refusal: Error, Sendable, Hashable {
    package var code: RefusalCode
    /// What happened, in one sentence without a full stop, naming the thing concerned.
    package var reason: String
    /// The line of a profile that would change the outcome, where there is one.
    package var location: SourceLocation?
    /// What to do about it, in one sentence without a full stop.
    ///
    /// Where it is nil, the code's general fix is shown.
    package var hint: String?

    package init(_ code: RefusalCode, _ reason: String, at location: SourceLocation? = nil, hint: String? = nil) {
        self.code = code
        self.reason = reason
        self.location = location
        self.hint = hint
    }

    /// The hint for this case, or the general fix of the code.
    package var advice: String { hint ?? code.fix }
}

extension Refusal: CustomStringConvertible {
    /// `file:line:column: code: reason`, then the advice on a line of its own.
    package var description: String {
        let place = location.map { "\($0): " } ?? ""
        return "\(place)\(code.rawValue): \(reason)\n  fix: \(advice)"
    }
}
