import Glibc
import InstalledTrilatch
import RepositoryFiles
import Testing

/// A person's machine for the length of one test: a home, a workspace, and the programs that they run.
struct Site {
    let caller: Caller
    private let folder: TemporaryFolder

    init(_ caller: Caller) throws {
        self.caller = caller
        folder = TemporaryFolder("trilatch-interop")
        // Copies: the repository may lie where an ordinary user cannot look.
        try prepare(
            """
            set -e; umask 022
            mkdir \(folder.path)/programs \(home)
            cd \(RepositoryFile.root)
            cp Tests/interop/*.py \(folder.path)/programs/
            cp examples/node-server/server.js \(nodeServer)
            cp examples/node-server/profile.yaml \(nodeProfile)
            for name in files memory shell; do cp examples/$name-server/server.py \(folder.path)/programs/$name-server.py; done
            mkdir -p \(programs)/examples/shell-server
            cp examples/shell-server/*.py \(programs)/examples/shell-server/
            chown -R \(caller.identifier):\(caller.identifier) \(folder.path)
            """)
        try renewWorkspace()
    }

    var home: String { "\(folder.path)/home" }
    var workspace: String { "\(home)/app" }
    /// Copies of what the repository has: examples at their place in it, and each server by its name.
    var programs: String { "\(folder.path)/programs" }
    var nodeProfile: String { "\(folder.path)/programs/node-server.yaml" }
    var nodeServer: String { "\(folder.path)/programs/node-server.js" }
    var shellServer: String { "\(folder.path)/programs/shell-server.py" }
    var filesServer: String { "\(folder.path)/programs/files-server.py" }
    var memoryServer: String { "\(folder.path)/programs/memory-server.py" }

    /// A program in one of the Python environments of `make deps`.
    func python(_ environment: String, _ program: String) throws -> String {
        let root = environmentVariable("TRILATCH_DEV") ?? "\(RepositoryFile.root)/.trilatch-dev"
        var resolved = [CChar](repeating: 0, count: Int(PATH_MAX))
        let path = "\(root)/\(environment)"
        try #require(unsafe realpath(path, &resolved) != nil, "\(path) is missing: run `make deps`")
        let folder = String(decoding: resolved.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return "\(folder)/bin/\(program)"
    }

    /// The command with Trilatch in front of it.
    func boxed(_ profile: String, over workspace: String? = nil, _ command: [String]) -> [String] {
        [Installation.shared.trilatch, "run", "--profile", profile]
            + (workspace.map { ["--workspace", $0] } ?? []) + ["--"] + command
    }

    /// What an SDK's client sees in one conversation.
    func converse(_ client: Client, _ calls: String, with command: [String]) throws -> Subprocess {
        let session = [try python(client.environment, "python3"), "\(folder.path)/programs/session.py"]
        return try run(session + [client.era, calls] + command)
    }

    /// Every byte that comes back for these lines, with standard error and exit code.
    func exchange(_ lines: [String], pipelined: Bool = false, with command: [String]) throws -> Subprocess {
        let wire = ["/usr/bin/python3", "\(folder.path)/programs/wire.py"] + (pipelined ? ["--pipelined"] : [])
        return try run(wire + command, input: lines.map { $0 + "\n" }.joined())
    }

    /// Runs a command as the caller.
    func run(_ command: [String], input: String = "") throws -> Subprocess {
        try Subprocess.run(
            caller.prefix + command,
            environment: ["HOME": home, "PATH": "/usr/local/bin:/usr/bin:/bin", "USER": "someone", "LANG": "C.UTF-8"],
            input: input)
    }

    /// Runs a line of shell as the caller; anything but success ends the test.
    @discardableResult
    func shell(_ line: String) throws -> String {
        let outcome = try run(["bash", "-c", line])
        try #require(outcome.status == 0, "\(line): \(outcome.errors)")
        return outcome.output
    }

    /// Makes the workspace anew, the same to the byte: a repository with two commits, a branch, a staged and an unstaged
    /// change.
    func renewWorkspace() throws {
        try shell(
            """
            set -e
            rm -rf \(workspace) && mkdir \(workspace) && cd \(workspace)
            printf '[user]\\n name = A Person\\n email = person@example.com\\n[init]\\n defaultBranch = main\\n' >~/.gitconfig
            export GIT_AUTHOR_DATE='2026-01-02T03:04:05Z' GIT_COMMITTER_DATE='2026-01-02T03:04:05Z'
            git init -q && mkdir docs && touch docs/a.md docs/b.md && printf 'one\\n' >notes.txt && git add . && git commit -qm 'Begin'
            printf 'two\\n' >>notes.txt && git commit -qam 'Go on: größer' && git branch old HEAD~1
            printf 'staged\\n' >staged.txt && git add staged.txt && printf 'three\\n' >>notes.txt
            """)
    }

    /// Set-up that needs the rights of whoever runs the tests.
    private func prepare(_ line: String) throws {
        let outcome = try Subprocess.run(["bash", "-c", line], environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"])
        try #require(outcome.status == 0, "\(line): \(outcome.errors)")
    }
}

/// A generation of the official SDK, in one protocol era.
enum Client: String, CaseIterable, CustomTestStringConvertible {
    case sdk1Handshake
    case sdk2Handshake
    case sdk2Negotiated
    case sdk2Stateless

    var environment: String { self == .sdk1Handshake ? "sdk1" : "sdk2" }

    var era: String {
        switch self {
        case .sdk1Handshake, .sdk2Handshake: "handshake"
        case .sdk2Negotiated: "negotiated"
        case .sdk2Stateless: "stateless"
        }
    }

    /// The protocol revision that a conversation with a server of both eras comes to.
    var revision: String { era == "handshake" ? "2025-11-25" : "2026-07-28" }

    var testDescription: String { "SDK \(environment.suffix(1)), \(era)" }
}
