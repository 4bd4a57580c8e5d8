import Glibc
import InstalledTrilatch
import Policy
import PolicyFixtures
import PolicyYAML
import Refusals
import RepositoryFiles
import Testing

/// The schema and the reader, on the same texts; the schema is read by another's validator.
@Suite struct SchemaTests {
    @Test func `every shipped profile and example is valid, and says where its schema is`() throws {
        let files =
            try RepositoryFile.all(below: "profiles", suffix: ".yaml")
            + RepositoryFile.all(below: "examples", suffix: ".yaml")
        #expect(files.count > 6)
        for (file, verdict) in zip(files, try verdicts(files.map { try $0.contents() })) {
            #expect(verdict.isEmpty, "\(file): \(verdict)")
            let depth = file.path.split(separator: "/").count - 1
            let path = String(repeating: "../", count: depth) + "schema/profile.json"
            #expect(try file.contents().hasPrefix("# yaml-language-server: $schema=\(path)\n"), "\(file)")
        }
    }

    @Test func `no profile that the reader takes is refused`() throws {
        let texts = (UInt64(1)...200).map { seed in
            var random = RandomProfile(seed: seed)
            return random.profile().rendered()
        }
        for (text, verdict) in zip(texts, try verdicts(texts)) {
            #expect(verdict.isEmpty, "\(verdict)\n\(text)")
        }
    }

    /// What the reader takes although it says nothing.
    static let idle = [
        "filesystem: []", "network: []", "environment: {}", "limits: {}", "client: {}", "minimum-tier: {}",
        "tools: {}", "prompts: { allow: [], deny: [] }", "rules: []", "results: {}", "audit: {}", "audit: strict",
        "pin: off", "pin: \"off\"", "client: { roots: [] }",
        "rules: [{ tool: x, at: /a, required: true, absent: false }]",
        "rules: [{ resource: \"file:*\", max-length: 0 }]",
        "filesystem: [{ read: /x, protect: [], reveal: [], origin: untrusted, sensitivity: private, audience: anyone }]",
        "filesystem: [{ scratch: /tmp }, { device: /dev/kvm }, { socket: \"${sockets}/x\" }]",
        "network: [{ loopback: false }]", "network: [{ host: \"*.example.org\" }, { host: \"2606:4700::1111\" }]",
    ]

    @Test func `a profile that says nothing is valid`() throws {
        for (text, verdict) in zip(SchemaTests.idle, try verdicts(SchemaTests.idle.map { "version: 1\n" + $0 })) {
            #expect(refusals(of: text).isEmpty, "\(text)")
            #expect(verdict.isEmpty, "\(text): \(verdict)")
        }
    }

    /// What an editor should show before anybody runs it; the reader refuses each as well.
    static let wrong = [
        "sumary: x", "summary: []", "summary: \"\"", "extends: ../x", "extends: [base, git]",
        "filesystem: {}", "filesystem: [/srv]", "filesystem: [{}]", "filesystem: [{ write: true }]",
        "filesystem: [{ read: /x, scratch: /y }]", "filesystem: [{ read: /x, wirte: true }]",
        "filesystem: [{ read: x }]", "filesystem: [{ read: /a, write: 1 }]",
        "filesystem: [{ read: /a, protect: [b] }]", "filesystem: [{ read: /a, shared: true }]",
        "filesystem: [{ read: /a, write: true, protect: [/b] }]", "filesystem: [{ read: /a, reveal: [.env] }]",
        "filesystem: [{ read: /a, origin: trusted }]", "filesystem: [{ read: /a, origin: maybe, because: x }]",
        "filesystem: [{ read: /a, sensitivity: public }]", "filesystem: [{ read: /a, audience: own, because: x }]",
        "filesystem: [{ scratch: /tmp, size: 64 }]", "filesystem: [{ scratch: /tmp, size: 64MB }]",
        "filesystem: [{ scratch: /tmp, optional: true }]", "filesystem: [{ device: /dev/kvm, write: true }]",
        "network: nope", "network: true", "network: [example.org]", "network: [{ ports: [1] }]",
        "network: [{ host: \"https://x.org\" }]", "network: [{ host: x.org, ports: [] }]",
        "network: [{ host: x.org, ports: [0] }]", "network: [{ host: x.org, ports: [65536] }]",
        "network: [{ host: x.org, credential: c }]", "network: [{ host: x.org, inspect: true, requests: [] }]",
        "network: [{ host: x.org, inspect: true, requests: [{ methods: [get], path: / }] }]",
        "network: [{ host: x.org, inspect: true, requests: [{ methods: [GET] }] }]",
        "network: [{ host: x.org, inspect: true, requests: [{ methods: [GET], path: /, query: [a] }] }]",
        "network: [{ host: x.org, inspect: true, requests: [{ methods: [GET], path: /, query: { a: \"*b\" } }] }]",
        "network: [{ host: x.org, inspect: true, requests: [{ methods: [GET], path: /, websocket: 1 }] }]",
        "network: [{ host: x.org, inspect: true, credential: {} }]",
        "network: [{ host: x.org, inspect: true, credential: { name: c, authorization: digest } }]",
        "network: [{ host: x.org, inspect: true, credential: { name: c, header: \"a b\" } }]",
        "secrets: {}", "secrets: [{ file: /x, variable: A }]", "secrets: [{ name: x, variable: A }]",
        "secrets: [{ name: x, file: /x, environment: A, variable: A }]", "secrets: [{ name: x, file: /x }]",
        "secrets: [{ name: x, command: [], variable: A }]",
        "secrets: [{ name: x, systemd-credential: a/b, variable: A }]",
        "network: [{ host: example.org, inspect: true, origin: trusted }]",
        "network: [{ host: example.org, audience: own, because: x }]",
        "environment: { pass: TZ }", "environment: { pass: [1A] }", "environment: { pass: [{ because: x }] }",
        "environment: { set: { A: 1 } }", "environment: { set: { A: {} } }", "environment: { set: { \"A B\": x } }",
        "limits: { memory: 512 MB }", "limits: { processes: 0 }", "limits: { processes: many }", "limits: { cpu: 0 }",
        "limits: { open-files: 8 }", "limits: { enforce: none }", "runtime: { proc: full }",
        "runtime: { unix_sockets: true }", "client: { sampling: ask }", "client: { anything: true }",
        "tools: [x]", "tools: { only: [x] }", "tools: { allow: x }", "tools: { deny: [\"a**\"] }", "rules: {}",
        "rules: [{}]",
        "rules: [{ tool: x, prompt: y, at: /a, required: true }]", "rules: [{ at: /a, required: true }]",
        "rules: [{ tool: x, at: a, required: true }]", "rules: [{ tool: x, at: /a~2, required: true }]",
        "rules: [{ tool: x, at: /a, under: [] }]", "rules: [{ tool: x, at: /a, under: a/b }]",
        "rules: [{ tool: x, at: /a, one-of: [] }]", "rules: [{ tool: x, at: /a, one-of: [[]] }]",
        "rules: [{ tool: x, at: /a, max-length: -1 }]", "rules: [{ request: roots/list, at: /a, absent: true }]",
        "pin: never", "pin: true", "unknown-methods: ask", "results: { escapes: drop }", "results: { largest: 1MB }",
        "audit: none", "audit: { keeping: lax }", "client: { roots: [a] }",
        "minimum-tier: bare", "minimum-tier: { full-minus: [] }", "minimum-tier: { full-minus: [seccomp] }",
    ]

    @Test func `what is wrong within one file is refused, by the reader as by the schema`() throws {
        for (text, verdict) in zip(SchemaTests.wrong, try verdicts(SchemaTests.wrong.map { "version: 1\n" + $0 })) {
            #expect(!refusals(of: text).isEmpty, "\(text)")
            #expect(!verdict.isEmpty, "\(text)")
        }
        let versions = ["summary: x", "version: 2", "version: \"1\""]
        #expect(try verdicts(versions).allSatisfy { !$0.isEmpty })
    }

    private func refusals(of text: String) -> [String] {
        ProfileReader.read(Array("version: 1\n\(text)".utf8), file: "t.yaml", variables: ["sockets"]).refusals
            .map(\.code.rawValue)
    }

    /// What the validator says of each text; empty where it has nothing to say.
    private func verdicts(_ texts: [String]) throws -> [String] {
        let root = environmentVariable("TRILATCH_DEV") ?? "\(RepositoryFile.root)/.trilatch-dev"
        let python = "\(root)/schema/bin/python3"
        try #require(unsafe access(python, X_OK) == 0, "\(python) is missing: run `make deps`")
        let outcome = try Subprocess.run(
            [python, "\(RepositoryFile.root)/Tests/interop/schema.py", "\(RepositoryFile.root)/schema/profile.json"],
            environment: ["PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"],
            input: JSONList(texts).text)
        try #require(outcome.status == 0, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        try #require(lines.count == texts.count)
        return lines
    }
}

/// Texts as a JSON list.
private struct JSONList {
    let text: String

    init(_ texts: [String]) {
        let quoted = texts.map { text in
            "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
        }
        text = "[\(quoted.joined(separator: ","))]"
    }
}
