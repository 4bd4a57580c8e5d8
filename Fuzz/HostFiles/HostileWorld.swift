import Policy

@testable import ResolutionFixtures

/// A workspace, a virtual environment and a command, with files that say what the fuzzer wants.
struct HostileWorld {
    var sample = HostileWorld.untouched
    /// What the box may see outside of the base system.
    let granted: [HostPath]
    private var rest: ArraySlice<UInt8>

    private static let environment: HostPath = "/home/ada/venv"
    private static let installation: HostPath = "/opt/python"

    /// Made once: it is most of the work.
    private static let untouched = {
        var sample = Sample()
        sample.host.environment(environment, base: installation)
        return sample
    }()

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
        granted = [Sample.workspace, Self.environment, Self.installation]
        let choices = rest.popFirst() ?? 0
        if choices & 1 != 0 { sample.becomeRoot() }
        chooseCommand(choices >> 1 & 3)
        let workspace = Sample.workspace
        put(workspace.appending(".git/config"))
        if choices & 8 != 0 { put(workspace.appending(".git/commondir")) }
        if choices & 16 != 0 {
            sample.host.repository(workspace.appending(".git/modules/a/b"))
            put(workspace.appending(".git/modules/a/b/config"))
        }
        if choices & 32 != 0 { put(workspace.appending("sub/.git")) }
        if choices & 64 != 0 {
            put(workspace.appending(".git/worktrees/w/commondir"))
            put(workspace.appending(".git/worktrees/w/gitdir"))
        }
        if choices & 128 != 0 { link(workspace.appending("link")) }
    }

    func resolve() throws -> ResolvedBox {
        var sample = sample
        try sample.grant("/home/ada/src/app", writable: true)
        return try sample.resolve()
    }

    /// A program of the system, an installed one of Python, or a script of the workspace.
    private mutating func chooseCommand(_ choice: UInt8) {
        switch choice {
        case 0: return
        case 1:
            sample.request.command = "/home/ada/venv/bin/server"
            put(Self.environment.appending("pyvenv.cfg"))
        case 2:
            sample.request.command = "/home/ada/venv/bin/server"
            put(Self.environment.appending("bin/server"), permissions: 0o755)
        default:
            sample.request.command = "/home/ada/src/app/run"
            put(Sample.workspace.appending("run"), permissions: 0o755)
        }
    }

    private mutating func next() -> [UInt8] {
        let field = rest.prefix { $0 != 0 }
        rest = rest.dropFirst(field.count + 1)
        return Array(field)
    }

    private mutating func put(_ path: HostPath, permissions: UInt16 = 0o644) {
        sample.host.put(path, .file(next(), permissions: permissions, names: 1))
    }

    private mutating func link(_ path: HostPath) { sample.host.put(path, .link(next())) }
}
