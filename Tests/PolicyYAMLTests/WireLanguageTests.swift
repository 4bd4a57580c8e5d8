import Policy
import PolicyYAML
import Refusals
import Testing

@Suite("What the language says of the wire")
struct WireLanguageTests {
    @Test("Every word is read")
    func all() throws {
        let wire = try #require(read(LanguageTests.everything, variables: ["name"]).profile).wire
        #expect(wire.tools.allow?.value.map(\.value.description) == ["git_*", "query"])
        #expect(wire.tools.deny.map(\.value.description) == ["git_push"])
        #expect(wire.resources.allow?.value.isEmpty == true)
        #expect(wire.templates.deny.map(\.value.description) == ["db://{table}*"])
        #expect(wire.rules.map(\.subject.key) == ["tool", "prompt", "tool", "tool", "resource", "request"])
        #expect(wire.rules[0].under?.map(\.value.description) == ["${workspace}"])
        #expect(wire.rules[0].location == SourceLocation(file: "t.yaml", line: 72, column: 5))
        #expect(wire.rules[1].pointer.steps == [.name("files"), .any, .name("a/b")])
        #expect(wire.rules[1].under?.count == 2 && wire.rules[1].demands.isRequired)
        #expect(wire.rules[2].demands.pattern?.description == #"(SELECT|WITH)\s.*"#)
        #expect(wire.rules[2].demands.longest == 400)
        #expect(wire.rules[3].demands.values == [.number("10"), .text("10"), .boolean(true), .text("")])
        #expect(wire.rules[4].pointer == .root)
        #expect(wire.rules[5].subject == .request(.sampling) && wire.rules[5].demands.isAbsent)
        #expect(wire.pin?.value == .required && wire.unknownMethods?.value == .refuse)
        #expect(wire.results.escapeTreatment == .refuse && wire.results.invisibleTreatment == .pass)
        #expect(wire.results.longestText?.value == ByteCount(1 << 20))
        #expect(wire.audit.recordsArguments && !wire.audit.isStrict)
    }

    @Test("Where nothing is said, names pass, nothing is granted but a form, and every check holds")
    func defaults() throws {
        let profile = try #require(read("version: 1").profile)
        #expect(profile.wire.tools.isOpen && profile.wire.rules.isEmpty)
        #expect(ClientAct.allCases.filter { profile.client.allows($0) } == [.elicitation])
        #expect(profile.wire.results.escapeTreatment == .neutralise && profile.wire.audit.isStrict)
        #expect(PinMode.standard == .firstUse && UnknownMethods.standard == .refuse)
    }

    @Test("`off` is a word where only words can stand, and `audit` has a short form")
    func words() {
        #expect(read("version: 1\npin: off").profile?.wire.pin?.value == .off)
        #expect(read("version: 1\npin: \"off\"").profile?.wire.pin?.value == .off)
        #expect(read("version: 1\naudit: best-effort").profile?.wire.audit.isStrict == false)
        #expect(faults("unknown-methods: off") == ["2:18 profile.wrong-type"])
    }

    @Test("A rule for several places is as many rules")
    func places() {
        let rules = read("version: 1\nrules: [{ tool: a, at: [/x, /y/z], absent: true }]").profile?.wire.rules
        #expect(rules?.map(\.pointer.description) == ["/x", "/y/z"])
        #expect(rules?.allSatisfy { $0.demands.isAbsent && $0.location.column == 9 } == true)
    }

    static let wrong: [(String, String)] = [
        ("tols: {}", "2:1 profile.unknown-key"),
        ("tools: [x]", "2:8 profile.wrong-type"),
        ("tools: { alow: [x] }", "2:10 profile.unknown-key"),
        ("tools: { deny: x }", "2:16 profile.wrong-type"),
        ("tools: { deny: [\"\"] }", "2:17 profile.invalid-value"),
        ("tools: { deny: [\"a**\"] }", "2:17 profile.invalid-value"),
        ("tools: { deny: [1] }", "2:17 profile.wrong-type"),
        ("resources: { allow: [\"file://${workspace}/*\"] }", "2:22 profile.invalid-value"),
        ("rules: {}", "2:8 profile.wrong-type"),
        ("rules: [{}]", "2:9 profile.missing-key"),
        ("rules: [{ at: /x, absent: true }]", "2:9 profile.missing-key"),
        ("rules: [{ tool: a, prompt: b, at: /x, absent: true }]", "2:20 profile.conflict"),
        ("rules: [{ tool: a, absent: true }]", "2:9 profile.missing-key"),
        ("rules: [{ tool: a, at: x, absent: true }]", "2:24 profile.invalid-value"),
        ("rules: [{ tool: a, at: \"/a~2\", absent: true }]", "2:24 profile.invalid-value"),
        ("rules: [{ tool: a, at: [], absent: true }]", "2:24 profile.invalid-value"),
        ("rules: [{ tool: a, at: [/x, z], absent: true }]", "2:29 profile.invalid-value"),
        ("rules: [{ tool: a, at: /x }]", "2:9 profile.missing-key"),
        ("rules: [{ tool: a, at: /x, absent: false, required: false }]", "2:9 profile.missing-key"),
        ("rules: [{ tool: a, at: /x, absent: true, required: true }]", "2:42 profile.conflict"),
        ("rules: [{ tool: a, at: /x, absent: true, under: /srv }]", "2:42 profile.conflict"),
        ("rules: [{ tool: a, at: /x, under: [] }]", "2:35 profile.invalid-value"),
        ("rules: [{ tool: a, at: /x, under: srv }]", "2:35 profile.invalid-value"),
        ("rules: [{ tool: a, at: /x, under: [/srv, \"${worskpace}\"] }]", "2:42 profile.unknown-variable"),
        ("rules: [{ tool: a, at: /x, one-of: [] }]", "2:36 profile.invalid-value"),
        ("rules: [{ tool: a, at: /x, one-of: [1.5] }]", "2:37 profile.wrong-type"),
        ("rules: [{ tool: a, at: /x, one-of: [no] }]", "2:37 profile.wrong-type"),
        ("rules: [{ tool: a, at: /x, max-length: many }]", "2:40 profile.wrong-type"),
        ("rules: [{ tool: a, at: /x, matches: \"[a\" }]", "2:37 profile.invalid-value"),
        ("rules: [{ tool: a, at: /x, matches: \"^a\" }]", "2:37 profile.invalid-value"),
        ("rules: [{ tool: a, at: /x, matches: \"(a{256}){256}\" }]", "2:37 profile.invalid-value"),
        ("rules: [{ resource: a, at: /x, max-length: 1 }]", "2:24 profile.invalid-value"),
        ("rules: [{ resource: a, absent: true }]", "2:24 profile.invalid-value"),
        ("rules: [{ request: tools/call, at: /x, absent: true }]", "2:20 profile.invalid-value"),
        ("pin: never", "2:6 profile.invalid-value"),
        ("pin: false", "2:6 profile.wrong-type"),
        ("results: { escapes: drop }", "2:21 profile.invalid-value"),
        ("results: { longest-text: 10 }", "2:26 profile.invalid-value"),
        ("audit: lax", "2:8 profile.invalid-value"),
        ("audit: { arguments: all }", "2:21 profile.invalid-value"),
        ("client: { roots: /srv }", "2:18 profile.wrong-type"),
        ("client: { roots: [x] }", "2:19 profile.invalid-value"),
    ]

    @Test("What is wrong is told at its place", arguments: wrong)
    func refused(text: String, fault: String) { #expect(faults(text) == [fault]) }

    @Test(
        "A word that was mistyped is suggested",
        arguments: [("pin: frist-use", "first-use"), ("rules: [{ tol: a }]", "tool")])
    func suggestions(text: String, word: String) {
        let hints = read("version: 1\n" + text).refusals.compactMap(\.hint)
        #expect(hints.contains { $0.contains("did you mean `\(word)`?") })
    }
}
