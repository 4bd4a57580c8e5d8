import Policy
import PolicyYAML
import Refusals
import Testing

@Suite("What the language refuses, and where")
struct StrictnessTests {
    static let documents: [(String, String)] = [
        ("", "1:1 profile.missing-key"),
        ("# nothing\n", "1:1 profile.missing-key"),
        ("[]", "1:1 profile.wrong-type"),
        ("summary: x", "1:1 profile.missing-key"),
        ("version: 2", "1:10 profile.invalid-value"),
        ("version: \"1\"", "1:10 profile.wrong-type"),
        ("version: 1.0", "1:10 profile.wrong-type"),
        ("---", "1:1 profile.wrong-type"),
        ("\n---\n\n# nothing\n", "2:1 profile.wrong-type"),
        ("version: 1\n---\nversion: 1\n", "2:1 profile.syntax"),
        ("%YAML 1.1\n---\nversion: 1\n", "1:1 profile.syntax"),
        ("%TAG ! tag:x,2000:\n---\nversion: 1\n", "1:1 profile.syntax"),
        ("version: 1\nsummary: \"open", "2:10 profile.syntax"),
        ("version: 1\n  summary: x", "2:10 profile.syntax"),
        ("version: 1\nversion: 1", "2:1 profile.duplicate-key"),
        ("version: 1\n\"version\": 1", "2:1 profile.duplicate-key"),
        ("version: 1\nsummary: &a x", "2:10 profile.alias"),
        ("version: 1\nsummary: *a", "2:10 profile.alias"),
        ("version: 1\nsummary: !!str x", "2:10 profile.alias"),
        ("version: 1\nlimits: !x {}", "2:9 profile.alias"),
        ("version: 1\nfilesystem: &a []", "2:13 profile.alias"),
        ("version: 1\nlimits: { <<: { cpu: 1 } }", "2:11 profile.alias"),
        ("version: 1\n? [a]\n: b", "2:3 profile.syntax"),
        ("version: 1\nsummary: [[[[[[[[[[]]]]]]]]]]", "2:17 profile.too-large"),
        ("\u{feff}version: 1", "1:1 profile.syntax"),
        ("version: 1\r\n", "1:11 profile.syntax"),
        ("version: 1 # a\u{202e}b", "1:15 profile.syntax"),
        ("version: 1\nsummary: a\tb", "2:11 profile.syntax"),
        ("version: 1\nsummary: a\u{85}b", "2:11 profile.syntax"),
        ("version: 1\nsummary: ä\u{200b}b", "2:11 profile.syntax"),
        ("version: 1\u{0}", "1:11 profile.syntax"),
    ]

    @Test("A file that is not one plain document", arguments: documents)
    func document(text: String, fault: String) {
        let refusals = read(text).refusals
        #expect(refusals.map { "\($0.location?.line ?? 0):\($0.location?.column ?? 0) \($0.code.rawValue)" } == [fault])
    }

    @Test("Bytes that are not UTF-8 are refused where they begin")
    func encoding() {
        let outcome = ProfileReader.read(Array("version: 1\n# é".utf8) + [0xC3, 0x28], file: "t.yaml")
        #expect(outcome.refusals.map(\.code) == [.profileSyntax])
        #expect(outcome.refusals.first?.location == Refusals.SourceLocation(file: "t.yaml", line: 2, column: 4))
    }

    @Test("A file has a largest size")
    func size() {
        let text = "version: 1\n#" + String(repeating: "x", count: (64 << 10) - 12)
        #expect(read(text).refusals.isEmpty)
        #expect(read(text + "x").refusals.map(\.code) == [.profileTooLarge])
    }

    static let sections: [(String, [String])] = [
        ("sumary: x", ["2:1 profile.unknown-key"]),
        ("summary:", ["2:1 profile.wrong-type"]),
        ("summary: \"\"", ["2:10 profile.invalid-value"]),
        ("summary: \"a\\u0007b\"", ["2:10 profile.invalid-value"]),
        ("extends: ../x", ["2:10 profile.invalid-value"]),
        ("extends: [base, git]", ["2:10 profile.wrong-type"]),
        ("filesystem:", ["2:1 profile.wrong-type"]),
        ("filesystem: {}", ["2:13 profile.wrong-type"]),
        ("filesystem: [/srv]", ["2:14 profile.wrong-type"]),
        ("filesystem: [{}]", ["2:14 profile.missing-key"]),
        ("filesystem: [{ write: /x }]", ["2:14 profile.missing-key"]),
        ("filesystem: [{ read: /x, scratch: /y }]", ["2:26 profile.conflict"]),
        ("filesystem: [{ read: /x, wirte: true }]", ["2:26 profile.unknown-key"]),
        ("filesystem: [{ read: x }]", ["2:22 profile.invalid-value"]),
        ("filesystem: [{ read: /a/../b }]", ["2:22 profile.invalid-value"]),
        ("filesystem: [{ read: ~ }]", ["2:22 profile.wrong-type"]),
        ("filesystem: [{ read: \"\" }]", ["2:22 profile.invalid-value"]),
        ("filesystem: [{ read: \"/a\\nb\" }]", ["2:22 profile.invalid-value"]),
        ("filesystem: [{ read: $HOME }]", ["2:22 profile.invalid-value"]),
        ("filesystem: [{ read: \"${worskpace}\" }]", ["2:22 profile.unknown-variable"]),
        ("filesystem: [{ read: /a }, { read: /a }]", ["2:28 profile.conflict"]),
        ("filesystem: [{ read: ~/x }, { scratch: \"${home}/x\" }]", ["2:29 profile.conflict"]),
        ("filesystem: [{ read: /a, protect: [b] }]", ["2:26 profile.invalid-value"]),
        ("filesystem: [{ read: /a, shared: true }]", ["2:26 profile.invalid-value"]),
        ("filesystem: [{ read: /a, write: true, protect: [/b] }]", ["2:49 profile.invalid-value"]),
        ("filesystem: [{ read: /a, write: true, protect: [../b] }]", ["2:49 profile.invalid-value"]),
        ("filesystem: [{ read: /a, write: true, protect: [\"*.x\"] }]", ["2:49 profile.invalid-value"]),
        ("filesystem: [{ read: /a, hide: [\"x/*\"] }]", ["2:33 profile.invalid-value"]),
        ("filesystem: [{ read: /a, reveal: [.env] }]", ["2:26 profile.missing-key"]),
        ("filesystem: [{ read: /a, origin: trusted }]", ["2:26 narrowing.without-reason"]),
        ("filesystem: [{ read: /a, origin: trusted, because: }]", ["2:43 profile.wrong-type"]),
        ("filesystem: [{ read: /a, origin: trusted, because: \" \" }]", ["2:52 profile.invalid-value"]),
        ("filesystem: [{ read: /a, origin: maybe, because: x }]", ["2:34 profile.invalid-value"]),
        ("filesystem: [{ read: ~/a, sensitivity: public, because: x }]", ["2:27 narrowing.not-allowed"]),
        ("filesystem: [{ read: /a, audience: own, because: x }]", ["2:26 narrowing.not-allowed"]),
        ("filesystem: [{ scratch: /tmp, size: 64 }]", ["2:37 profile.invalid-value"]),
        ("filesystem: [{ scratch: /tmp, size: 1B }]", ["2:37 profile.invalid-value"]),
        ("filesystem: [{ scratch: /tmp, optional: true }]", ["2:31 profile.unknown-key"]),
        ("network: no", ["2:10 profile.wrong-type"]),
        ("network: nope", ["2:10 profile.invalid-value"]),
        ("network: [example.org]", ["2:11 profile.wrong-type"]),
        ("network: [{ ports: [1] }]", ["2:11 profile.missing-key"]),
        ("network: [{ host: \"https://x.org\" }]", ["2:19 profile.invalid-value"]),
        ("network: [{ host: x.org, ports: [] }]", ["2:33 profile.invalid-value"]),
        ("network: [{ host: x.org, ports: [0] }]", ["2:34 profile.invalid-value"]),
        ("network: [{ host: x.org, ports: [65536] }]", ["2:34 profile.invalid-value"]),
        ("network: [{ host: x.org, ports: 443 }]", ["2:33 profile.wrong-type"]),
        ("network: [{ host: localhost }]", ["2:11 profile.invalid-value"]),
        ("network: [{ host: 169.254.169.254 }]", ["2:11 profile.invalid-value"]),
        ("network: [{ host: x.org, credential: c }]", ["2:26 profile.invalid-value", "2:38 secret.not-bound"]),
        ("network: [{ host: x.org, inspect: true, credential: c }]", ["2:53 secret.not-bound"]),
        ("network: [{ host: x.org, inspect: true, credential: C }]", ["2:53 profile.invalid-value"]),
        ("network: [{ host: x.org, inspect: true, credential: {} }]", ["2:53 profile.missing-key"]),
        (
            "network: [{ host: x.org, inspect: true, credential: { name: c, header: A, query: b } }]",
            ["2:53 profile.conflict"]
        ),
        (
            "network: [{ host: x.org, inspect: true, credential: { name: c, authorization: digest } }]",
            ["2:79 profile.invalid-value"]
        ),
        (
            "network: [{ host: x.org, inspect: true, credential: { name: c, header: Host } }]",
            ["2:72 profile.invalid-value"]
        ),
        (
            "network: [{ host: x.org, inspect: true, credential: { name: c, header: \"a b\" } }]",
            ["2:72 profile.invalid-value"]
        ),
        (
            "network: [{ host: x.org, inspect: true, credential: { name: c, query: \"a b\" } }]",
            ["2:71 profile.invalid-value"]
        ),
        ("network: [{ host: x.org, inspect: true, tls: unchecked }]", ["2:41 profile.conflict"]),
        ("network: [{ host: 8.8.8.8, inspect: true }]", ["2:28 profile.invalid-value"]),
        (
            "network: [{ host: \"*.x.org\", inspect: true, credential: c }]",
            ["2:45 profile.invalid-value", "2:57 secret.not-bound"]
        ),
        ("secrets: {}", ["2:10 profile.wrong-type"]),
        ("secrets: [x]", ["2:11 profile.wrong-type"]),
        ("secrets: [{ file: /x, variable: A }]", ["2:11 profile.missing-key"]),
        ("secrets: [{ name: x, variable: A }]", ["2:11 profile.missing-key"]),
        ("secrets: [{ name: x, file: /x }]", ["2:11 profile.missing-key"]),
        ("secrets: [{ name: x, file: /x, environment: A, variable: A }]", ["2:11 profile.conflict"]),
        ("secrets: [{ name: X, file: /x, variable: A }]", ["2:19 profile.invalid-value"]),
        ("secrets: [{ name: x, file: x, variable: A }]", ["2:28 profile.invalid-value"]),
        ("secrets: [{ name: x, file: /x, variable: \"A B\" }]", ["2:42 profile.invalid-value"]),
        ("secrets: [{ name: x, environment: \"A=\", variable: A }]", ["2:35 profile.invalid-value"]),
        ("secrets: [{ name: x, systemd-credential: ../x, variable: A }]", ["2:42 profile.invalid-value"]),
        ("secrets: [{ name: x, systemd-credential: \"..\", variable: A }]", ["2:42 profile.invalid-value"]),
        ("secrets: [{ name: x, command: pass, variable: A }]", ["2:31 profile.wrong-type"]),
        ("secrets: [{ name: x, command: [], variable: A }]", ["2:31 profile.invalid-value"]),
        ("secrets: [{ name: x, command: [./pass], variable: A }]", ["2:32 profile.invalid-value"]),
        ("secrets: [{ name: x, command: [\"${workspace}/pass\"], variable: A }]", ["2:32 profile.invalid-value"]),
        ("secrets: [{ name: x, command: [pass, $X], variable: A }]", ["2:38 profile.invalid-value"]),
        (
            "secrets: [{ name: x, file: /x, variable: A }, { name: x, file: /y, variable: B }]",
            ["2:47 profile.conflict"]
        ),
        ("network: [{ host: x.org, inspect: true, requests: [] }]", ["2:51 profile.invalid-value"]),
        (
            "network: [{ host: x.org, inspect: true, requests: [{ methods: [get], path: / }] }]",
            ["2:64 profile.invalid-value"]
        ),
        (
            "network: [{ host: x.org, inspect: true, requests: [{ methods: [GET], path: /a/../b }] }]",
            ["2:76 profile.invalid-value"]
        ),
        (
            "network: [{ host: x.org, inspect: true, requests: [{ methods: [GET], path: /a*b }] }]",
            ["2:76 profile.invalid-value"]
        ),
        (
            "network: [{ host: x.org, inspect: true, requests: [{ methods: [GET], path: /a//b }] }]",
            ["2:76 profile.invalid-value"]
        ),
        (
            "network: [{ host: x.org, inspect: true, requests: [{ methods: [GET], path: \"/a{b}\" }] }]",
            ["2:76 profile.invalid-value"]
        ),
        (
            "network: [{ host: x.org, inspect: true, requests: [{ methods: [GET], path: \"/{}\" }] }]",
            ["2:76 profile.invalid-value"]
        ),
        (
            "network: [{ host: x.org, inspect: true, requests: [{ methods: [GET], path: /*/b }] }]",
            ["2:76 profile.invalid-value"]
        ),
        (
            "network: [{ host: x.org, inspect: true, requests: [{ methods: [GET], path: \"/a;b\" }] }]",
            ["2:76 profile.invalid-value"]
        ),
        (
            "network: [{ host: x.org, inspect: true, requests: [{ methods: [GET], path: /, query: [a] }] }]",
            ["2:86 profile.wrong-type"]
        ),
        (
            "network: [{ host: x.org, inspect: true, requests: [{ methods: [GET], path: /, query: { a: \"*b\" } }] }]",
            ["2:91 profile.invalid-value"]
        ),
        (
            "network: [{ host: x.org, inspect: true, requests: [{ methods: [GET], path: /, headers: { Host: y.org } }] }]",
            ["2:90 profile.invalid-value"]
        ),
        (
            "network: [{ host: x.org, inspect: true, requests: [{ methods: [POST], path: /, websocket: true }] }]",
            ["2:80 profile.invalid-value"]
        ),
        (
            """
            network: [{ host: x.org, inspect: true, credential: c, requests: [{ methods: [GET], path: /, websocket: true }] }]
            secrets: [{ name: c, file: /c, variable: C }]
            """, ["2:67 profile.conflict"]
        ),
        ("network: [{ host: x.org }, { host: x.org, ports: [80, 443] }]", ["2:28 profile.conflict"]),
        ("network: [{ host: x.org, origin: trusted }]", ["2:26 narrowing.without-reason"]),
        ("network: [{ host: x.org, origin: trusted, because: x }]", ["2:26 narrowing.not-allowed"]),
        ("network: [{ host: \"*.x.org\", inspect: true, audience: own, because: x }]", ["2:45 narrowing.not-allowed"]),
        ("environment: { pass: TZ }", ["2:22 profile.wrong-type"]),
        ("environment: { pass: [1A] }", ["2:23 profile.invalid-value"]),
        ("environment: { pass: [\"A=B\"] }", ["2:23 profile.invalid-value"]),
        ("environment: { pass: [TZ, TZ] }", ["2:27 profile.conflict"]),
        ("environment: { pass: [TZ], set: { TZ: UTC } }", ["2:35 profile.conflict"]),
        ("environment: { pass: [GITHUB_TOKEN] }", ["2:23 environment.secret-name"]),
        ("environment: { pass: [{ name: GITHUB_TOKEN, because: \"\" }] }", ["2:54 profile.invalid-value"]),
        ("environment: { set: { API_KEY: x } }", ["2:23 environment.secret-name"]),
        ("environment: { set: { A: \"$x\" } }", ["2:26 profile.invalid-value"]),
        ("environment: { set: { A: \"${x}\" } }", ["2:26 profile.unknown-variable"]),
        ("environment: { set: [A] }", ["2:21 profile.wrong-type"]),
        ("limits: { memory: 1MiB }", ["2:19 profile.invalid-value"]),
        ("limits: { memory: 512 MB }", ["2:19 profile.invalid-value"]),
        ("limits: { processes: 0 }", ["2:22 profile.invalid-value"]),
        ("limits: { processes: 99999999999999999999 }", ["2:22 profile.invalid-value"]),
        ("limits: { cpu: 0 }", ["2:16 profile.invalid-value"]),
        ("limits: { cpu: 99999999999.0 }", ["2:16 profile.invalid-value"]),
        ("limits: { cpu: 1.0001 }", ["2:16 profile.wrong-type"]),
        ("limits: { enforce: none }", ["2:20 profile.invalid-value"]),
        ("runtime: { proc: full }", ["2:18 profile.invalid-value"]),
        ("runtime: { unix-sockets: yes }", ["2:26 profile.wrong-type"]),
        ("runtime: { unix_sockets: true }", ["2:12 profile.unknown-key"]),
        ("client: { sampling: ask }", ["2:21 profile.wrong-type"]),
        ("minimum-tier: bare", ["2:15 profile.invalid-value"]),
        ("minimum-tier: { full-minus: [] }", ["2:15 profile.invalid-value"]),
        ("minimum-tier: { full-minus: [seccomp] }", ["2:30 profile.invalid-value"]),
        ("minimum-tier: { full-minus: [user-namespace] }", ["2:30 profile.invalid-value"]),
    ]

    @Test("A fault is refused with its code, its line and its column", arguments: sections)
    func section(text: String, expected: [String]) { #expect(faults(text) == expected) }

    @Test("All faults of a file are told at once, by place, and at most so many")
    func several() {
        #expect(
            faults("limits: { cpu: x, memory: y }\nfilesystem: [{ read: x, bad: 1 }]\nsummary: 1\nlimits: {}") == [
                "2:16 profile.wrong-type", "2:27 profile.invalid-value", "3:22 profile.invalid-value",
                "3:25 profile.unknown-key", "4:10 profile.wrong-type", "5:1 profile.duplicate-key",
            ])
        let many = (0..<100).map { "k\($0): 1\n" }.joined()
        #expect(faults(many).count == ProfileReader.maximumRefusals)
    }

    @Test(
        "A mistyped word brings the right one to mind",
        arguments: [
            ("filesytem: []", "filesystem"), ("minimum_tier: full", "minimum-tier"), ("Network: none", "network"),
            ("environemnt: {}", "environment"), ("network: lopback", "loopback"),
            ("runtime: { proc: pidonly }", "pid-only"),
            ("limits: { open_files: 256 }", "open-files"), ("client: { samplign: true }", "sampling"),
            ("filesystem: [{ reed: /x }]", "read"), ("filesystem: [{ read: \"${worskpace}\" }]", "${workspace}"),
        ])
    func suggestion(text: String, word: String) {
        let hint = read("version: 1\n" + text).refusals.first?.hint
        #expect(hint?.hasPrefix("did you mean `\(word)`?") == true, "\(hint ?? "no hint")")
    }

    @Test("A word like none of them brings none to mind")
    func noSuggestion() {
        #expect(read("version: 1\nxyzzy: 1").refusals.first?.hint?.hasPrefix("there are `audit`") == true)
    }

    @Test(
        "No message shows the value of a variable",
        arguments: [
            "environment: { set: { API_KEY: hunter2 } }", "environment: { set: { A: \"$hunter2\" } }",
            "environment: { set: { A: [hunter2] } }", "environment: { set: { A: { valeu: hunter2 } } }",
            "environment: { set: { A: 0x4011 } }", "environment: { set: { A: \"hunter2\\n\" } }",
        ])
    func redaction(text: String) {
        let refusals = read("version: 1\n" + text).refusals
        #expect(!refusals.isEmpty)
        #expect(!refusals.contains { $0.description.contains("hunter2") || $0.description.contains("0x4011") })
    }

    @Test("No message carries what a terminal would act on")
    func escapes() {
        let refusals = read("version: 1\n\"\\e[2J\\u202e\": 1").refusals
        #expect(refusals.map(\.code) == [.profileUnknownKey])
        #expect(
            refusals[0].description.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x200b || $0 == "\n" })
    }
}
