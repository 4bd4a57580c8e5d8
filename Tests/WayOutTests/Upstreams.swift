import BoxHarness
import Glibc
import InstalledTrilatch
import Kernel
import RepositoryFiles
import Testing

/// Hosts in a network of a test's own (`Tests/interop/upstreams.py`), and a box beside them that may reach some.
///
/// Nothing of it leaves the machine: the network has its loopback and nothing else.
final class Upstreams {
    let caller: Caller
    private let folder: TemporaryFolder
    /// What the environment of Trilatch has beside what every run needs.
    var environment: [String] = []

    /// - Parameters:
    ///   - parent: The profile that this one extends.
    ///   - network: The entries of the profile's `network`, a line each.
    ///   - more: Other sections of it.
    init(_ caller: Caller, extending parent: String = "python", network: String, more: String = "") throws {
        self.caller = caller
        folder = TemporaryFolder("trilatch-way-out")
        let profile = """
            version: 1
            summary: The way out, tried.
            extends: \(parent)
            limits: { open-files: 2048 }
            network:
              \(network.replacing("\n", with: "\n  "))
            \(more)
            """
        try prepare(
            """
            set -e; umask 022; cd \(folder.path); mkdir home
            cp \(RepositoryFile.root)/Tests/interop/upstreams.py .
            cat >profile.yaml <<'END'
            \(profile)
            END
            chown -R \(caller.identifier):\(caller.identifier) home
            """)
    }

    /// What every profile of these tests grants: names of all kinds, and of no private host.
    static let granted = """
        - { host: api.example.org, ports: [80, 443, 2222, 8099], tls: unchecked }
        - { host: www.example.org }
        - { host: rebind.example.net, ports: [80], tls: unchecked }
        - { host: private.example.net, ports: [80], tls: unchecked }
        - { host: alias.example.net, ports: [80], tls: unchecked }
        - { host: big.example.net, ports: [80], tls: unchecked }
        - { host: gone.example.net, ports: [80], tls: unchecked }
        - { host: silent.example.net, ports: [80], tls: unchecked }
        - { host: "*.wild.example.net", ports: [80], tls: unchecked }
        """

    /// What was seen of a run that has ended.
    struct Seen {
        var output: String
        var errors: String
        var end: ProcessEnd
        /// What the hosts saw, an object of JSON a line.
        var hosts: [LogLine]
        /// The run's lines of the audit log.
        var audit: [LogLine]

        /// What came of each act of `wayout.py`.
        var outcomes: [String: String] {
            let lines = errors.split(separator: "\n").map { $0.split(separator: "\t", maxSplits: 1) }
            return Dictionary(
                lines.filter { $0.count == 2 }.map { (String($0[0]), String($0[1])) }, uniquingKeysWith: { $1 })
        }
    }

    /// A program of the box, or the same beside it.
    enum Place { case inBox, outside }

    /// Tries groups of acts (`Tests/interop/wayout.py`) to their end.
    func attempt(_ groups: String..., at place: Place = .inBox) throws -> Seen {
        try run(Self.acts(groups), at: place)
    }

    static func acts(_ groups: [String]) throws -> [String] {
        ["/usr/bin/python3", "-c", try RepositoryFile("Tests/interop/wayout.py").contents()] + groups
    }

    /// Runs a program to its end.
    func run(_ command: [String], at place: Place = .inBox) throws -> Seen {
        let process = try start(command, at: place)
        let end = try process.finishByItself(seconds: 60)
        return Seen(
            output: process.text(from: 1), errors: process.text(from: 2), end: end,
            hosts: lines(of: hostLog), audit: audit)
    }

    /// Runs the command as the caller, with the home of its runs.
    func command(_ words: [String]) throws -> Subprocess {
        try Subprocess.run(
            caller.prefix + [Installation.shared.trilatch] + words,
            environment: ["PATH": "/usr/bin:/bin", "HOME": home, "LANG": "C.UTF-8"])
    }

    /// The sockets at which a person answers.
    var desks: [String] { ProcessTable.names(in: "\(home)/.local/state/trilatch/asking") }

    /// Starts a program by the same profile, as one of the caller's own by this name.
    func startByOwnProfile(_ name: String, _ command: [String]) throws -> LiveProcess {
        let profiles = "\(home)/.config/trilatch/profiles"
        try prepare(
            """
            umask 022; mkdir -p \(profiles); cp \(folder.path)/profile.yaml \(profiles)/\(name).yaml
            chown -R \(caller.identifier):\(caller.identifier) \(folder.path)/home
            """)
        return try start(command, profile: name)
    }

    /// A profile of the caller's own, as it is by now.
    func ownProfile(_ name: String) throws -> String {
        try ProcessTable.text("\(home)/.config/trilatch/profiles/\(name).yaml")
    }

    /// What the hosts saw so far.
    var hosts: [LogLine] { lines(of: hostLog) }

    /// Starts a program and waits for nothing.
    ///
    /// - Parameter profile: The name of a profile of the caller's own; nil for that of these hosts.
    func start(_ command: [String], at place: Place = .inBox, profile: String? = nil) throws -> LiveProcess {
        try prepare("rm -rf \(hostLog) \(home)/.local")
        let namespaces =
            geteuid() == 0
            ? ["--net", "--mount"] : ["--user", "--map-current-user", "--keep-caps", "--net", "--mount"]
        return try LiveProcess(
            ["/usr/bin/unshare"] + namespaces + ["/usr/bin/python3", "\(folder.path)/upstreams.py", hostLog]
                + (place == .inBox ? caller.absolutePrefix + boxed(command, profile) : command),
            environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=\(home)", "LANG=C.UTF-8"] + environment)
    }

    /// The command with Trilatch in front of it.
    func boxed(_ command: [String], _ profile: String? = nil) -> [String] {
        [Installation.shared.trilatch, "run", "--profile", profile ?? "\(folder.path)/profile.yaml", "--"] + command
    }

    /// The caller's home.
    var home: String { "\(folder.path)/home" }

    /// Puts a file into the caller's home.
    func keep(_ contents: String, as name: String, mode: String = "0600") throws {
        let file = "\(home)/\(name)"
        try prepare("printf %s '\(contents)' >\(file); chmod \(mode) \(file); chown \(caller.identifier) \(file)")
    }

    /// Takes it away again.
    func forget(_ name: String) throws { try prepare("rm \(home)/\(name)") }

    private var hostLog: String { "\(folder.path)/hosts.jsonl" }

    /// The audit log so far.
    var audit: [LogLine] { lines(of: "\(home)/.local/state/trilatch/audit.jsonl") }

    private func lines(of path: String) -> [LogLine] {
        // A run that is refused early has no log; its test looks at more than that.
        (try? ProcessTable.text(path))?.split(separator: "\n").map { LogLine(text: String($0)) } ?? []
    }

    /// Set-up that needs the rights of whoever runs the tests.
    private func prepare(_ line: String) throws {
        let outcome = try Subprocess.run(["bash", "-c", line], environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"])
        try #require(outcome.status == 0, "\(line): \(outcome.errors)")
    }
}

/// A line of a log: one flat object of JSON, whose texts hold no quotation marks.
struct LogLine: CustomStringConvertible {
    let text: String
    var description: String { text }

    /// A member's value as it stands there, without its quotation marks.
    subscript(_ member: String) -> String? {
        guard let key = text.firstRange(of: "\"\(member)\":") else { return nil }
        let rest = text[key.upperBound...].drop { $0 == " " }
        return rest.first == "\""
            ? String(rest.dropFirst().prefix { $0 != "\"" }) : String(rest.prefix { $0 != "," && $0 != "}" })
    }

    /// Members, with a space between them; `-` for one that is not there.
    func members(_ names: String...) -> String { names.map { self[$0] ?? "-" }.joined(separator: " ") }
}

extension [LogLine] {
    /// The lines of one kind: what an event is called in the audit log, or what a host saw.
    func of(_ kind: String) -> [LogLine] { filter { $0["event"] == kind || $0["seen"] == kind } }
}

/// Expects that these acts, and no others, came to this; shows those that did not.
func expect(
    _ outcomes: [String: String], are expected: [String: String], sourceLocation: SourceLocation = #_sourceLocation
) {
    let names = Set(outcomes.keys).union(expected.keys).sorted()
    let wrong = names.filter { outcomes[$0] != expected[$0] }
        .map { "\($0): \(outcomes[$0] ?? "(was not tried)"), and not \(expected[$0] ?? "(anything)")" }
    #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))", sourceLocation: sourceLocation)
}
