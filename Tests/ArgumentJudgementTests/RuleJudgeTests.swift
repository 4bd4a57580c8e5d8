import ArgumentJudgement
import Policy
import PolicyFixtures
import Refusals
import Supervision
import Testing
import Wire

@Suite struct RuleJudgeTests {
    // MARK: What a rule looks at

    static let present: [(String, Bool)] = [
        (#"{"a":1}"#, true), (#"{"a":false}"#, true), (#"{"a":""}"#, true), (#"{"a":{}}"#, true), (#"{"a":[0]}"#, true),
        (#"{"a":null}"#, false), (#"{"a":[]}"#, false), (#"{}"#, false), (#"{"b":1}"#, false),
    ]

    @Test(arguments: present)
    func `null and an empty list count as not there`(arguments: String, isThere: Bool) {
        #expect(Judgement("/a") { $0.isRequired = true }.passes(arguments) == isThere)
        #expect(Judgement("/a") { $0.isAbsent = true }.passes(arguments) == !isThere)
    }

    @Test func `a call without arguments has none`() {
        let judge = RuleJudge(Judgement("/a") { $0.isRequired = true }.policy, host: KernelHostView())
        #expect(judge.refusal(of: .tool("t"), arguments: nil)?.refusal.code == .ruleArgumentRefused)
        #expect(judge.refusal(of: .tool("u"), arguments: nil) == nil)
    }

    static let pointers: [(String, String, Bool)] = [
        ("/a/b", #"{"a":{"b":"x"}}"#, true), ("/a/b", #"{"a":{"b":"y"}}"#, false), ("/a/b", #"{"a":{"c":"y"}}"#, true),
        ("/a/0", #"{"a":["x","y"]}"#, true), ("/a/1", #"{"a":["x","y"]}"#, false), ("/a/2", #"{"a":["x","y"]}"#, true),
        ("/a/*", #"{"a":["x","x"]}"#, true), ("/a/*", #"{"a":["x","y"]}"#, false), ("/a/*", #"{"a":[]}"#, true),
        ("/a/*", #"{"a":{"p":"x","q":"y"}}"#, false), ("/*/a", #"{"p":{"a":"x"},"q":{"a":"y"}}"#, false),
        ("/*/a", #"{"p":{"a":"x"},"q":{}}"#, true), ("/a/*/b", #"{"a":[{"b":"x"},{"b":"y"}]}"#, false),
        ("/a~1b", #"{"a/b":"y"}"#, false), ("/a~0b", #"{"a~b":"y"}"#, false), ("/", #"{"":"y"}"#, false),
        ("/ä", #"{"\u00e4":"y"}"#, false), ("/ä", #"{"a\u0308":"y"}"#, true), ("/a", #"{"a":["x","x"]}"#, true),
        ("/a", #"{"a":["x","y"]}"#, false),
    ]

    @Test(arguments: pointers)
    func `a pointer leads where RFC 6901 says, and a star everywhere`(
        pointer: String, arguments: String, passes: Bool
    ) {
        #expect(Judgement(pointer) { $0.values = [.text("x")] }.passes(arguments) == passes)
    }

    static let otherKinds: [(String, String)] = [
        ("/a/b", #"{"a":"{\"b\":\"y\"}"}"#), ("/a/b", #"{"a":1}"#), ("/a/*", #"{"a":"[\"y\"]"}"#),
        ("/a/b", #"{"a":["x"]}"#),
        ("/a/01", #"{"a":["x","x"]}"#), ("/a/-", #"{"a":["x"]}"#), ("/a", #"{"a":[["x"]]}"#),
        ("/a", #"{"a":["x",null]}"#),
        ("/a", #"["x"]"#), ("/a", #""x""#),
    ]

    @Test(arguments: otherKinds)
    func `what stands where a mapping or a list would have to be is not passed over`(pointer: String, arguments: String)
    {
        #expect(
            Judgement(pointer) { $0.values = [.text("x")] }.objection(arguments)?.hasSuffix("than the rule is about")
                == true)
    }

    @Test(arguments: [
        #"{"Path":"x"}"#, #"{"path":"x","PATH":"x"}"#, #"{"PATH":null}"#, "{\"pat\\u0068\":\"x\",\"Path\":1}",
    ])
    func `a name in other letters is refused, because some servers take either`(arguments: String) {
        #expect(Judgement("/path") { $0.values = [.text("x")] }.objection(arguments)?.contains("other letters") == true)
    }

    @Test func `the Kelvin sign and the long s are letters too`() {
        #expect(!Judgement("/task") { $0.isAbsent = true }.passes("{\"ta\u{17f}\u{212a}\":1}"))
        #expect(Judgement("/task") { $0.isAbsent = true }.passes(#"{"tásk":1,"task_":1}"#))
    }

    @Test func `every element must have what is required`() {
        let rule = Judgement("/files/*/path") { $0.isRequired = true }
        #expect(rule.passes(#"{"files":[{"path":"a"},{"path":"b"}]}"#))
        #expect(!rule.passes(#"{"files":[{"path":"a"},{}]}"#))
        #expect(!rule.passes(#"{"files":[]}"#))
        #expect(!rule.passes(#"{}"#))
    }

    // MARK: What a rule demands

    static let values: [(String, Bool)] = [
        (#""off""#, true), (#""Off""#, false), (#""o\u0066f""#, true), ("10", true), (#""10""#, false), ("10.0", false),
        ("1e1", false), ("-10", false), ("true", true), (#""true""#, false), ("false", false), (#""é""#, true),
        (#""e\u0301""#, false), (#"["off",10]"#, true), (#"["off",11]"#, false), ("{}", false), ("null", true),
    ]

    @Test(arguments: values)
    func `a value is one of those allowed, written the same`(value: String, passes: Bool) {
        let rule = Judgement("/a") { $0.values = [.text("off"), .number("10"), .boolean(true), .text("\u{e9}")] }
        #expect(rule.passes("{\"a\":\(value)}") == passes)
    }

    @Test(arguments: [
        (#""abc""#, true), (#""abcd""#, false), (#""äöü""#, true), (#""e\u0301x""#, true), ("1234", false),
        ("true", false),
    ])
    func `a length is that of a text, in Unicode scalars`(value: String, passes: Bool) {
        #expect(Judgement("/a") { $0.longest = 3 }.passes("{\"a\":\(value)}") == passes)
    }

    @Test(arguments: [
        (#""main""#, true), (#""--output=/etc/x""#, false), (#""""#, false), ("7", false), (#"["main","dev"]"#, true),
        (#"["main","-f"]"#, false), (#""[\"-f\"]""#, false), (#""[\"main\"]""#, true), (#"" \"-f\"""#, false),
        (#""{\"x\":\"-f\"}""#, true),
    ])
    func `a pattern is held against the text, and against the texts of JSON in it`(value: String, passes: Bool) {
        let rule = Judgement("/a") { $0.pattern = Fixture.textPattern("[^-].*") }
        #expect(rule.passes("{\"a\":\(value)}") == passes)
    }

    @Test func `more text than is compared with patterns is refused`() {
        let rule = Judgement("/a") { $0.pattern = Fixture.textPattern("x*") }
        let text = String(repeating: "x", count: 100_000)
        #expect(rule.passes("{\"a\":[\"\(text)\",\"\(text)\"]}"))
        #expect(rule.objection("{\"a\":[\"\(text)\",\"\(text)\",\"\(text)\"]}")?.contains("more text") == true)
    }

    @Test func `all that a rule says must hold, and so must every rule`() {
        var rule = Judgement("/a") {
            $0.pattern = Fixture.textPattern("[a-z]+")
            $0.longest = 3
        }
        #expect(rule.passes(#"{"a":"abc"}"#) && !rule.passes(#"{"a":"abcd"}"#) && !rule.passes(#"{"a":"ab1"}"#))
        rule.policy.argumentRules += Judgement("/b") { $0.isAbsent = true }.policy.argumentRules
        #expect(!rule.passes(#"{"a":"abc","b":1}"#))
    }

    // MARK: What a rule is about

    @Test func `rules are chosen by what is used and by its name`() {
        func rule(_ subject: RuleSubject) -> ArgumentRule {
            var demands = RuleDemands()
            demands.isAbsent = true
            return ArgumentRule(subject, at: Fixture.pointer("/a"), demands, location: Fixture.place(1))
        }
        var policy = WirePolicy()
        policy.argumentRules = [rule(.tool(Fixture.pattern("git_*"))), rule(.prompt(Fixture.pattern("*")))]
        policy.requestRules = [rule(.request(.sampling))]
        let judge = RuleJudge(policy, host: KernelHostView())
        func isRefused(_ use: JudgedUse) -> Bool {
            let refused = judge.refusal(of: use, arguments: .object([.init("a", .bool(true))])) != nil
            #expect(judge.concerns(use) == refused)
            return refused
        }
        #expect(isRefused(.tool("git_add")) && !isRefused(.tool("query")) && isRefused(.prompt("x")))
        #expect(isRefused(.request(.sampling)) && !isRefused(.request(.elicitation)))
        #expect(!isRefused(.resource(uri: "git_add")))
    }

    @Test func `a refusal names the code, the rule and its line, and nothing of the message`() throws {
        var judgement = Judgement("/a") { $0.pattern = Fixture.textPattern("[a-z]+") }
        let judge = RuleJudge(judgement.policy, host: KernelHostView())
        let secret = JSONNode.object([.init("a", .string("hunter2"))])
        let refusal = try #require(judge.refusal(of: .tool("t"), arguments: secret))
        #expect(refusal.refusal.code == .ruleArgumentRefused && refusal.refusal.location == Fixture.place(7))
        #expect(refusal.rule == "tool: t, at: /a, matches: [a-z]+")
        #expect(!"\(refusal)".contains("hunter2"))
        judgement.policy.requestRules = judgement.policy.argumentRules
        judgement.policy.requestRules[0].subject = .request(.elicitation)
        let started = RuleJudge(judgement.policy, host: KernelHostView())
            .refusal(of: .request(.elicitation), arguments: secret)
        #expect(started?.refusal.code == .ruleRequestRefused)
    }
}
