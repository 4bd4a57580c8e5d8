import Glibc
import InstalledTrilatch
import RepositoryFiles
import Testing

/// A person's machine for the length of one test: a home, and registries beside it (`Tests/interop/registry.py`).
///
/// Nothing leaves it but what is passed on to a real registry.
struct InstallSite {
    let caller: Caller
    private let folder: TemporaryFolder

    var home: String { "\(folder.path)/home" }
    /// What a served registry has.
    var packages: String { "\(folder.path)/packages" }
    var data: String { "\(home)/.local/share/trilatch" }
    var trilatch: String { Installation.shared.trilatch }
    private var programs: String { "\(folder.path)/programs" }
    var log: String { "\(folder.path)/requests.jsonl" }

    init(_ caller: Caller) throws {
        self.caller = caller
        folder = TemporaryFolder("trilatch-install")
        try prepare(
            """
            set -e; umask 022; mkdir \(home) \(packages) \(packages)/pypi \(packages)/npm \(programs)
            cp \(RepositoryFile.root)/Tests/interop/*.py \(programs)/
            chown -R \(caller.identifier):\(caller.identifier) \(home)
            """)
    }

    /// A copy of what the repository has for these tests.
    func program(_ name: String) -> String { "\(programs)/\(name)" }

    /// Puts archives into the served registries (`Tests/interop/packages.py`).
    func make(_ what: String) throws {
        try shell("umask 022; python3 \(programs)/packages.py \(packages) \(what)")
    }

    /// Which registries there are.
    enum Registries: Equatable {
        /// PyPI itself.
        case real
        /// What the test has put into `packages`.
        case served
        /// None: no network at all.
        case none
    }

    /// Runs a command as the caller, beside registries.
    func run(
        _ command: [String], beside registries: Registries, adding variables: [String: String] = [:], input: String = ""
    ) throws -> Subprocess {
        let isRoot = geteuid() == 0
        let own = isRoot ? [] : ["unshare", "--user", "--map-current-user", "--keep-caps"]
        let network =
            switch registries {
            case .real:
                own + ["python3", "\(programs)/registry.py", "real", "pypi.org", "files.pythonhosted.org", "--"]
            case .served: own + ["python3", "\(programs)/registry.py", "served", packages, log, "--"]
            case .none: own + ["unshare", "--net"]
            }
        return try Subprocess.run(
            network + caller.prefix + command,
            environment: [
                "HOME": home, "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "USER": "someone",
                "LANG": "C.UTF-8",
            ].merging(variables) { $1 }, input: input, seconds: 300)
    }

    /// Runs `trilatch`.
    func trilatch(_ arguments: String..., beside registries: Registries = .none) throws -> Subprocess {
        try run([trilatch] + arguments, beside: registries)
    }

    /// Installs a package.
    func install(_ arguments: String..., from registries: Registries) throws -> Subprocess {
        try run([trilatch, "install"] + arguments, beside: registries)
    }

    /// Runs what `plain` makes, which prints a word and ends, without what judges the wire.
    func runPlain(_ command: String = "plain-server") throws -> Subprocess {
        try run(
            [trilatch, "run", "--profile", "python", "--", command], beside: .none,
            adding: ["TRILATCH_TEST_OMIT_LAYERS": "mediation"])
    }

    /// What an official SDK's client sees in one conversation with a server.
    func converse(_ calls: String, with command: [String]) throws -> Subprocess {
        let root = environmentVariable("TRILATCH_DEV") ?? "\(RepositoryFile.root)/.trilatch-dev"
        return try run(
            ["\(root)/sdk2/bin/python3", "\(programs)/session.py", "handshake", calls] + command, beside: .none)
    }

    /// The requests that a served registry has got.
    func requests() throws -> String { try shell("cat \(log) 2>/dev/null || true") }

    /// Everything below the folder of installed servers, a path a line.
    func installed() throws -> [String] {
        try shell("test ! -e \(data) || find \(data) -mindepth 2 -maxdepth 2 -printf '%P\\n' | sort")
            .split(separator: "\n").map(String.init)
    }

    /// Writes a file that belongs to the caller.
    func write(_ path: String, _ text: String) throws {
        try shell(
            "cat >\(path) <<'END'\n\(text)\nEND\ntruncate -s -1 \(path); chown \(caller.identifier):\(caller.identifier) \(path); chmod 600 \(path)"
        )
    }

    /// Runs a line of shell with the rights of whoever runs the tests.
    @discardableResult
    func shell(_ line: String) throws -> String { try prepare(line) }

    @discardableResult
    private func prepare(_ line: String) throws -> String {
        let outcome = try Subprocess.run(["bash", "-c", line], environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"])
        try #require(outcome.status == 0, "\(line): \(outcome.errors)")
        return outcome.output
    }
}
