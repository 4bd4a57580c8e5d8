import Policy
import Refusals

extension SectionReader {
    /// Reads what a grant claims about itself.
    ///
    /// A claim without a reason is reported, and none comes of it.
    func narrowings(_ fields: Fields, _ because: Reason?) -> [Narrowing] {
        var narrowings: [Narrowing] = []
        for (key, claim, narrowing, other) in ProfileWord.claims {
            let words = [narrowing: true, other: false]
            guard let location = fields.location(of: key), scalars.word(fields[key], "`\(key)`", words) == true else {
                continue
            }
            guard let because else {
                // A `because` that is there and blank was reported where it stands.
                if fields["because"] == nil {
                    findings.report(
                        .narrowingWithoutReason, "`\(claim.rawValue)` drops a leg, and gives no reason", at: location,
                        hint: "add a `because:` that says why \(claim.leg.rawValue) does not come with this grant")
                }
                continue
            }
            narrowings.append(Narrowing(claim, because: because, at: location))
        }
        return narrowings
    }
}
