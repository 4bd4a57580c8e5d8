import LaunchPlan
import Policy
import PolicyYAML
import Refusals
import Testing

@Suite("What the language says")
struct LanguageTests {
    static let everything = """
        version: 1
        summary: All of it
        extends: base
        filesystem:
          - read: ${workspace}
            write: true
            shared: true
            protect: [.git/hooks, .mcp.json]
            hide: ["*.key"]
          - read: ~/.gitconfig
            optional: true
          - read: /srv/words
            sensitivity: public
            origin: trusted
            because: it is the dictionary
              of the system
          - read: /srv/${name}
            reveal: [.env]
            because: the server checks it
          - scratch: /tmp
            size: 64MiB
          - scratch: /var/tmp
          - socket: /srv/socket
          - device: /dev/kvm
            optional: true
        network:
          - host: api.example.org
            ports: [8443, 443]
            inspect: true
            private: false
            credential: forge
            requests:
              - { methods: [POST, GET], path: /repos/* }
              - methods: [GET]
                path: /repos/{owner}/{repo}/issues
                query: { state: open, "filter[a]": "1*" }
                headers: { X-GitHub-Api-Version: "2022-11-28" }
            audience: own
            because: only we read there
          - host: 10.0.0.1
            private: true
          - host: live.example.org
            inspect: true
            requests: [{ methods: [GET], path: /, websocket: true }]
          - { host: a.example.org, inspect: true, credential: { name: forge } }
          - { host: b.example.org, inspect: true, credential: { name: forge, authorization: basic } }
          - { host: c.example.org, inspect: true, credential: { name: two, header: X-Api-Key } }
          - { host: d.example.org, inspect: true, credential: { name: three, query: api_key } }
          - { host: e.example.org, inspect: true, credential: four }
        secrets:
          - { name: forge, file: ~/.config/forge/token, variable: FORGE_TOKEN }
          - { name: two, environment: OTHER_TOKEN, variable: OTHER_TOKEN }
          - { name: three, systemd-credential: three.key, variable: THREE }
          - { name: four, command: [pass, show, "${name}"], variable: FOUR }
        environment:
          pass:
            - TZ
            - { name: API_TOKEN, because: it calls }
          set: { A: "1", "B": "${home}/x", C_SECRET: { value: "", because: empty } }
        limits: { memory: 512MiB, processes: 64, cpu: 1.5, open-files: 256, file-size: 1GiB, message: 16MiB, enforce: cgroup }
        runtime: { proc: full-masked, unix-sockets: true, write-xor-execute: false }
        client:
          sampling: true
          include-context: false
          elicitation: false
          roots: ["${workspace}", /srv/words]
        tools: { allow: ["git_*", query], deny: [git_push] }
        prompts: { deny: ["*"] }
        resources: { allow: [] }
        templates: { deny: ["db://{table}*"] }
        rules:
          - tool: git_*
            at: /repo_path
            under: ${workspace}
          - { prompt: "*", at: /files/*/a~1b, under: [~/x, /srv], required: true }
          - { tool: query, at: /sql, matches: '(SELECT|WITH)\\s.*', max-length: 400 }
          - { tool: query, at: /rows, one-of: [10, "10", true, ""] }
          - { resource: "file:*", under: [/srv/words] }
          - { request: sampling/createMessage, at: /tools, absent: true }
        pin: required
        unknown-methods: refuse
        results: { escapes: refuse, invisible: pass, longest-text: 1MiB, largest: 8MiB }
        audit: { keeping: best-effort, arguments: full }
        minimum-tier:
          full-minus: [landlock]
        """

    @Test("Every word is read, with its place")
    func all() throws {
        let outcome = read(Self.everything, variables: ["name"])
        #expect(outcome.refusals.isEmpty)
        let profile = try #require(outcome.profile)
        #expect(profile.summary?.value == "All of it")
        #expect(profile.extends == Located("base", at: Refusals.SourceLocation(file: "t.yaml", line: 3, column: 10)))
        #expect(profile.filesystem.count == 8)
        #expect(profile.filesystem[0].location == Refusals.SourceLocation(file: "t.yaml", line: 5, column: 5))
        let workspace = profile.pathGrants[0]
        #expect(workspace.isWritable && workspace.isShared && !workspace.isOptional)
        #expect(workspace.protect.map(\.value.text) == [".git/hooks", ".mcp.json"])
        #expect(workspace.protect[1].location == Refusals.SourceLocation(file: "t.yaml", line: 8, column: 27))
        #expect(profile.pathGrants[1].path.description == "${home}/.gitconfig" && profile.pathGrants[1].isOptional)
        #expect(profile.pathGrants[2].narrowings.map(\.claim) == [.originTrusted, .sensitivityPublic])
        #expect(profile.pathGrants[2].because?.text == "it is the dictionary of the system")
        #expect(profile.scratchGrants.map(\.size) == [ByteCount(64 << 20), ScratchGrant.defaultSize])
        let host = profile.network.hosts[0]
        #expect(host.ports == [443, 8443] && host.inspect && host.credential?.secret == "forge")
        #expect(host.requests.map(\.methods) == [["GET", "POST"], ["GET"]])
        #expect(host.requests[1].query.map { "\($0.name)=\($0.value)" } == ["state=open", "filter[a]=1*"])
        #expect(host.requests[1].headers.map { "\($0.name)=\($0.value)" } == ["X-GitHub-Api-Version=2022-11-28"])
        #expect(profile.network.hosts[2].requests.map(\.allowsWebSocket) == [true])
        #expect(
            profile.network.hosts.compactMap(\.credential?.place) == [
                .bearer, .bearer, .basic, .header("X-Api-Key"), .query("api_key"), .bearer,
            ])
        #expect(profile.secrets.map(\.name) == ["forge", "two", "three", "four"])
        #expect(profile.secrets.map(\.variable) == ["FORGE_TOKEN", "OTHER_TOKEN", "THREE", "FOUR"])
        #expect(profile.secrets[1].source == .environment("OTHER_TOKEN"))
        #expect(profile.secrets[2].source == .systemdCredential("three.key"))
        #expect(
            profile.secrets[3].source
                == .command([try Template("pass"), try Template("show"), try Template("${name}")]))
        #expect(host.narrowings.map(\.claim) == [.audienceOwn])
        #expect(profile.network.hosts[1].ports == [443])
        #expect(profile.environment.pass.map(\.name) == ["TZ", "API_TOKEN"])
        #expect(profile.environment.set.map(\.name) == ["A", "B", "C_SECRET"])
        #expect(profile.limits.cpu?.value == ProcessorShare(thousandths: 1500))
        #expect(profile.limits.enforce?.value == .cgroup)
        #expect(profile.runtime.proc?.value == .fullMasked)
        #expect(profile.client.grant(of: .sampling) != nil && profile.client.grant(of: .includeContext) == nil)
        #expect(!profile.client.allows(.elicitation))
        #expect(profile.client.roots?.value.map(\.value.description) == ["${workspace}", "/srv/words"])
        #expect(profile.minimumTier?.value == .fullMinus([.landlock]))
        #expect(profile.setVariables == ["name"])
    }

    @Test(
        "Empty lists grant nothing",
        arguments: [
            "filesystem: []", "network: []", "network: none", "environment: { pass: [], set: {} }", "limits: {}",
            "runtime: {}",
            "client: {}", "filesystem: [{ read: /srv/x, write: true, protect: [], hide: [], reveal: [] }]",
        ])
    func empty(text: String) throws {
        let profile = try #require(read("version: 1\n" + text).profile)
        #expect(profile.environment == EnvironmentGrants())
        #expect(profile.network.hosts.isEmpty && profile.network.loopback == nil)
    }

    @Test("A network is nothing, the box's own loopback, or hosts")
    func network() throws {
        #expect(read("version: 1\nnetwork: loopback").profile?.network.loopback?.line == 2)
        #expect(read("version: 1\nnetwork: none").profile?.network.none?.line == 2)
        let both = read("version: 1\nnetwork:\n  - loopback: true\n  - host: a.example.org").profile
        #expect(both?.network.loopback?.line == 3 && both?.network.hosts.count == 1)
    }

    @Test(
        "The surprises of YAML 1.1 are words that must be quoted",
        arguments: [
            "no", "yes", "on", "off", "NO", "True", "y", "~", "null", "0777", "1:30", "1_000", "0x1F", ".inf",
            "2001-01-01", "1e3",
            "12", "1.5", "-7",
        ])
    func surprises(word: String) throws {
        #expect(faults("environment: { set: { A: \(word) } }") == ["2:26 profile.wrong-type"])
        let quoted = try #require(read("version: 1\nenvironment: { set: { A: \"\(word)\" } }").profile)
        #expect(quoted.environment.set[0].value.description == word)
    }

    @Test("Only `true` and `false` are booleans", arguments: ["yes", "on", "True", "\"true\"", "1", "~", "", "[true]"])
    func booleans(word: String) {
        #expect(
            faults("filesystem: [{ read: /srv/x, write: \(word) }]").map { $0.split(separator: " ")[1] } == [
                "profile.wrong-type"
            ])
    }

    @Test(
        "Only plain decimal digits are a number",
        arguments: [
            "\"64\"", "0x40", "0o100", "064", "6_4", "1:04", "6.4e1", "-1", "+64", "64.0", "many", "1 2",
        ])
    func numbers(word: String) {
        let found = faults("limits: { processes: \(word) }")
        #expect(found == ["2:22 profile.wrong-type"])
    }

    @Test(
        "The number of processors is a decimal number",
        arguments: [
            ("1", 1000), ("0.5", 500), ("1.25", 1250), ("16", 16000), ("0.01", 10),
        ] as [(String, UInt32)])
    func processors(text: String, thousandths: UInt32) {
        #expect(read("version: 1\nlimits: { cpu: \(text) }").profile?.limits.cpu?.value.thousandths == thousandths)
    }
}
