import Policy
import Refusals

/// What the administrator of a machine forbids for every profile: `/etc/trilatch/policy.yaml`.
///
/// It only takes away. A file that is there and cannot be read refuses every profile.
struct AdministratorPolicy {
    /// The claims that no grant may make, with the place that says so.
    private(set) var forbidden: [(claim: Narrowing.Claim, location: SourceLocation)] = []

    /// Reads the file; it has `version: 1` and `forbid-narrowings`, a list of `origin`, `sensitivity` and `audience`.
    ///
    /// - Throws: the refusals that a profile with the same faults would have.
    init(_ bytes: [UInt8], file: String) throws(ProfileFailure) {
        let findings = Findings()
        if let root = findings.value({ () throws(Refusal) in try SectionReader.root(bytes, file, findings) }) {
            read(root, SectionReader(findings, []))
        }
        if let failure = ProfileFailure(findings.refusals) { throw failure }
    }

    private mutating func read(_ root: YAMLNode, _ sections: SectionReader) {
        let keys = ["version", "forbid-narrowings"]
        guard let fields = Fields(root, keys: keys, what: "the administrator's policy", sections.findings) else {
            return
        }
        sections.checkVersion(fields)
        let words: [String: Narrowing.Claim] = [
            "origin": .originTrusted, "sensitivity": .sensitivityPublic, "audience": .audienceOwn,
        ]
        for item in sections.scalars.list(fields["forbid-narrowings"], "`forbid-narrowings`") ?? [] {
            if let claim = sections.scalars.word(item, "`forbid-narrowings`", words) {
                forbidden.append((claim, item.location))
            }
        }
    }

    /// Checks a merged profile.
    ///
    /// - Throws: `narrowing.not-allowed`, once for every narrowing that is forbidden.
    func check(_ profile: Profile) throws(ProfileFailure) {
        let refusals = profile.narrowings.compactMap { narrowing -> Refusal? in
            guard let rule = forbidden.first(where: { $0.claim == narrowing.claim }) else { return nil }
            return Refusal(
                .narrowingNotAllowed, "the administrator forbids `\(narrowing.claim.rawValue)` (\(rule.location))",
                at: narrowing.location, hint: "take the narrowing out, or ask whoever administers this machine")
        }
        if let failure = ProfileFailure(refusals) { throw failure }
    }
}
