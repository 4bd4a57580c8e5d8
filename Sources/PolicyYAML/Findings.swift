import Refusals

/// What is wrong with a profile, gathered so that a person sees all of it at once; bounded.
final class Findings {
    /// More than this many are not told.
    static let maximum = ProfileReader.maximumRefusals

    private(set) var refusals: [Refusal] = []

    func report(_ refusal: Refusal) {
        if refusals.count < Findings.maximum { refusals.append(refusal) }
    }

    func report(_ code: RefusalCode, _ reason: String, at location: SourceLocation, hint: String? = nil) {
        report(Refusal(code, reason, at: location, hint: hint))
    }

    /// The value of an expression; nil, with its refusal reported, where it throws.
    func value<Value>(_ body: () throws(Refusal) -> Value) -> Value? {
        do {
            return try body()
        } catch {
            report(error)
            return nil
        }
    }
}
