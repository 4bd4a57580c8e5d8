import Policy
import Refusals

extension AdministratorPolicy {
    /// The keys of the file; all but `version` may be left out.
    static let keys = [
        "version", "forbid-narrowings", "require-tier", "limits", "pin", "unknown-methods", "audit", "profile-sources",
    ]

    /// Reads the file.
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
        guard
            let fields = Fields(
                root, keys: AdministratorPolicy.keys, what: "the administrator's policy", sections.findings)
        else { return }
        sections.checkVersion(fields)
        let claims = Dictionary(uniqueKeysWithValues: ProfileWord.claims.map { ($0.key, $0.claim) })
        for item in sections.scalars.list(fields["forbid-narrowings"], "`forbid-narrowings`") ?? [] {
            if let claim = sections.scalars.word(item, "`forbid-narrowings`", claims) {
                forbidden.append((claim, item.location))
            }
        }
        if let node = fields["require-tier"] { tier = sections.tier(node, key: "require-tier") }
        if let node = fields["limits"] { caps = sections.limits(node) }
        policyOfWire(fields, sections)
        if let node = fields["profile-sources"], let items = sections.scalars.list(node, "`profile-sources`") {
            let origins = items.compactMap { sections.scalars.word($0, "`profile-sources`", ProfileOrigin.self) }
            sources = Located(Set(origins), at: node.location)
        }
    }

    private mutating func policyOfWire(_ fields: Fields, _ sections: SectionReader) {
        wire.pin = sections.pin(fields["pin"])
        wire.unknownMethods = sections.unknownMethods(fields["unknown-methods"])
        if let node = fields["audit"] { wire.audit = sections.audit(node) }
    }
}
