import Poisoning
import Testing

/// Every rule against its own examples, which the page shows too.
@Suite struct PoisonRuleTests {
    /// Names beside which the rules of names are tried.
    private static let review = PoisonReview(
        names: NameNeighbourhood(
            own: ["read_file", "write_file", "send_mail_to"], others: [.init(server: "mail", name: "send_email")]))

    private func findings(_ rule: PoisonRule, _ text: String) -> [PoisonFinding] {
        let isName = rule == .misleadingName || rule == .similarName
        let claimed = ClaimedText(place: "tool", role: isName ? .name : .description, text: text)
        return PoisonRuleTests.review.findings(in: [claimed])
    }

    @Test(arguments: PoisonRule.allCases)
    func `what breaks a rule is found by that rule`(rule: PoisonRule) {
        #expect(!rule.breaking.isEmpty)
        for text in rule.breaking {
            #expect(findings(rule, text).map(\.rule).contains(rule), "\(text.debugDescription)")
        }
    }

    @Test(arguments: PoisonRule.allCases)
    func `what only comes close breaks no rule at all`(rule: PoisonRule) {
        #expect(!rule.keeping.isEmpty)
        for text in rule.keeping { #expect(findings(rule, text) == [], "\(text.debugDescription)") }
    }

    @Test(arguments: PoisonRule.allCases)
    func `an excerpt has nothing in it that hides, and one line`(rule: PoisonRule) {
        for finding in rule.breaking.flatMap({ findings(rule, $0) }) {
            #expect(CharacterHazard.first(in: Substring(finding.excerpt).unicodeScalars) == nil)
            #expect(!finding.excerpt.contains("\n"))
            #expect(finding.excerpt.count < 1000)
        }
    }

    @Test func `every id is a word in kebab case, and no two rules share a reason`() throws {
        for rule in PoisonRule.allCases { #expect(try #/[a-z]+(-[a-z]+)*/#.wholeMatch(in: rule.rawValue) != nil) }
        #expect(Set(PoisonRule.allCases.map(\.reason)).count == PoisonRule.allCases.count)
    }
}
