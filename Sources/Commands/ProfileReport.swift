import Policy
import PolicyYAML
import Refusals
import Running

/// A profile judged without a box: merged with its parents, and the legs that its grants give.
struct ProfileReport {
    /// The profile as it was named.
    let name: String
    let loaded: LoadedProfile?
    let legs: LegDerivation?
    /// All that is wrong with it; empty where a box may start with it.
    let refusals: [Refusal]
    /// All that it would be refused for on a host without namespaces, where it accepts a box without them.
    let namespaceless: [Refusal]

    var isAccepted: Bool { refusals.isEmpty }

    /// Reads and judges a profile.
    ///
    /// - Parameters:
    ///   - facts: What is known of the host.
    ///   - namespaceless: What a host without namespaces would refuse of a profile.
    init(
        _ name: String, in library: ProfileLibrary, facts: (Profile) -> HostFacts,
        namespaceless: (Profile) -> [Refusal] = { _ in [] }
    ) {
        self.name = name
        switch library.check(name) {
        case .failure(let failure):
            loaded = nil
            legs = nil
            refusals = failure.all
            self.namespaceless = []
        case .success(let loaded):
            let legs = Legs.derive(loaded.profile, facts: facts(loaded.profile))
            self.loaded = loaded
            self.legs = legs
            refusals = legs.refusals + WayOut.refusals(loaded.profile.network)
            self.namespaceless =
                loaded.profile.minimumTier?.value == .landlock ? namespaceless(loaded.profile) : []
        }
    }

    var text: String { content + verdict }

    /// The profile merged with its parents, and its legs; empty where there is none to show.
    var content: String {
        guard let loaded, let legs else { return "" }
        let chain = loaded.sources.map(\.displayName).joined(separator: " extends ")
        return ProfileReport.readable(
            "# \(name): \(chain)\n\(loaded.profile.rendered())\n\(LegsReport(legs: legs).text)"
                + namespaceless.map { "note: refused on a host without namespaces: \($0)\n" }.joined())
    }

    /// Whether a box may start with it, and else all that is wrong.
    var verdict: String {
        ProfileReport.readable(
            isAccepted
                ? "accepted: \(name)\n" : refusals.map { "\($0)\n" }.joined() + "refused: \(name)\n")
    }

    /// A project's own profile may lie at a path of any letters.
    private static func readable(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).readable }
            .joined(separator: "\n")
    }

    var json: JSONText {
        .members([
            "profile": .string(name), "accepted": .boolean(isAccepted),
            "files": loaded.map { .strings($0.sources.map(\.path)) },
            "merged": loaded.map { .string($0.profile.rendered(origins: false)) },
            "trifecta": legs.map { LegsReport(legs: $0).json },
            "refusals": .array(refusals.map(\.json)), "without-namespaces": .array(namespaceless.map(\.json)),
        ])
    }
}
