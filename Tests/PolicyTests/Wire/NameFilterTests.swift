import Policy
import PolicyFixtures
import Refusals
import Testing

@Suite("A filter of names")
struct NameFilterTests {
    static func filter(allow: [String]? = nil, deny: [String] = [], _ line: Int = 1) -> NameFilter {
        func located(_ texts: [String], _ line: Int) -> [Located<NameGlob>] {
            texts.map { Located(Fixture.pattern($0), at: Fixture.place(line)) }
        }
        return NameFilter(
            allow: allow.map { Located(located($0, line), at: Fixture.place(line)) }, deny: located(deny, line + 1))
    }

    @Test("Without a word every name passes, of any length")
    func open() {
        #expect(NameFilter().isOpen)
        #expect(NameFilter().verdict(for: String(repeating: "x", count: 1 << 20)).isAllowed)
    }

    @Test("What is denied is denied, whatever is allowed, and the deciding line is named")
    func verdicts() {
        let filter = Self.filter(allow: ["git_*"], deny: ["*_push"])
        #expect(filter.verdict(for: "git_add") == .allowed)
        #expect(
            filter.verdict(for: "git_push") == .denied(by: Located(Fixture.pattern("*_push"), at: Fixture.place(2))))
        #expect(filter.verdict(for: "query") == .notListed(Fixture.place(1)))
        #expect(Self.filter(allow: []).verdict(for: "x") == .notListed(Fixture.place(1)))
        let long = String(repeating: "y", count: NameFilter.longestName + 1)
        #expect(Self.filter(deny: ["x"]).verdict(for: long) == .tooLong)
    }

    @Test("A refusal has the code of its kind, and does not repeat the name")
    func refusals() {
        var policy = WirePolicy()
        for kind in OfferKind.allCases { #expect(policy.refusal(of: "evil\u{1b}[2J", kind) == nil) }
        policy.tools = Self.filter(deny: ["*"])
        policy.prompts = Self.filter(allow: [])
        policy.resources = Self.filter(deny: ["*"])
        policy.templates = Self.filter(deny: ["*"])
        let refusals = OfferKind.allCases.compactMap { policy.refusal(of: "evil\u{1b}[2J", $0) }
        #expect(refusals.map(\.code) == [.ruleToolDenied, .rulePromptDenied, .ruleResourceDenied, .ruleResourceDenied])
        #expect(refusals.allSatisfy { !$0.reason.contains("evil") && $0.location != nil })
    }

    @Test("An act is refused unless it is granted, with the line that says so")
    func acts() {
        var policy = WirePolicy()
        #expect(policy.refusal(of: .sampling)?.code == .ruleActNotGranted)
        #expect(policy.refusal(of: .elicitation) == nil)
        policy.acts.stated[.elicitation] = Located(false, at: Fixture.place(4))
        policy.acts.stated[.sampling] = Located(true, at: Fixture.place(5))
        #expect(policy.refusal(of: .elicitation)?.location == Fixture.place(4))
        #expect(policy.refusal(of: .sampling) == nil)
    }

    // MARK: Parents

    static let merged: [(child: [String], parent: [String], conflict: Bool)] = [
        (["git_add"], ["git_*"], false), (["git_*"], ["git_*"], false), (["git_a*"], ["git_*", "x"], false),
        (["*"], ["git_*"], true), (["git*"], ["git_*"], true), (["x"], [], true), ([], ["git_*"], false),
        (["a*c"], ["a*", "*d"], false), (["*a*"], ["*"], false), (["git_add", "y"], ["git_*"], true),
    ]

    @Test("A child allows part of what its parent allows", arguments: merged)
    func allow(child: [String], parent: [String], conflict: Bool) throws {
        var (mine, theirs) = (Profile(), Profile())
        mine.wire.tools = Self.filter(allow: child, 5)
        theirs.wire.tools = Self.filter(allow: parent, 1)
        if conflict {
            #expect(MergingTests.conflict(mine, theirs) == Fixture.place(5))
        } else {
            #expect(try mine.merging(parent: theirs).wire.tools == mine.wire.tools)
        }
        mine.wire.tools.allow = nil
        #expect(try mine.merging(parent: theirs).wire.tools.allow == theirs.wire.tools.allow)
    }

    @Test("What either denies is denied, and rules of both hold")
    func deny() throws {
        var (child, parent) = (Profile(), Profile())
        child.wire.prompts = Self.filter(deny: ["a", "b"], 5)
        parent.wire.prompts = Self.filter(deny: ["b", "c"], 1)
        child.wire.rules = [RuleStatement(.request(.sampling), at: .root, location: Fixture.place(8))]
        parent.wire.rules = [RuleStatement(.request(.elicitation), at: .root, location: Fixture.place(3))]
        let merged = try child.merging(parent: parent).wire
        #expect(merged.prompts.deny.map(\.value.description) == ["b", "c", "a"])
        #expect(merged.rules.map(\.location.line) == [3, 8])
    }

    @Test("A word that the parent states can only be made stricter")
    func stricter() {
        func conflicts<Value>(
            _ key: WritableKeyPath<WireSettings, Located<Value>?>, _ child: Value, _ parent: Value
        ) -> Bool {
            var (mine, theirs) = (Profile(), Profile())
            mine.wire[keyPath: key] = Located(child, at: Fixture.place(2))
            theirs.wire[keyPath: key] = Located(parent, at: Fixture.place(1))
            return MergingTests.conflict(mine, theirs) == Fixture.place(2)
        }
        #expect(conflicts(\.pin, .off, .firstUse) && conflicts(\.pin, .firstUse, .required))
        #expect(!conflicts(\.pin, .required, .off) && !conflicts(\.pin, .firstUse, .firstUse))
        #expect(conflicts(\.unknownMethods, .pass, .refuse) && !conflicts(\.unknownMethods, .refuse, .pass))
        #expect(conflicts(\.results.escapes, .pass, .neutralise) && !conflicts(\.results.escapes, .refuse, .neutralise))
        #expect(conflicts(\.results.invisible, .neutralise, .refuse) && !conflicts(\.results.invisible, .pass, .pass))
        #expect(conflicts(\.audit.keeping, .bestEffort, .strict) && !conflicts(\.audit.keeping, .strict, .bestEffort))
        #expect(conflicts(\.audit.arguments, .full, .digest) && !conflicts(\.audit.arguments, .digest, .full))
    }
}
