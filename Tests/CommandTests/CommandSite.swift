import InstalledTrilatch

/// A home, a workspace and the installed command, for one test.
struct CommandSite {
    let caller: Caller
    private let folder: TemporaryFolder

    var home: String { "\(folder.path)/home" }
    var workspace: String { "\(folder.path)/workspace" }
    var trilatch: String { Installation.shared.trilatch }

    init(_ caller: Caller = .root) throws {
        self.caller = Caller.available.contains(caller) ? caller : .ordinary
        folder = TemporaryFolder("trilatch-command")
        let owner = self.caller.identifier
        try Self.shell(
            """
            mkdir '\(folder.path)/home' '\(folder.path)/workspace' && chown -R \(owner):\(owner) '\(folder.path)'
            """)
    }

    /// The environment of every command here: nothing of the machine's but the search path.
    ///
    /// The servers here are shells that speak no MCP, so what judges the wire is left out; other tests are about it.
    var environment: [String: String] {
        [
            "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": home, "LANG": "C.UTF-8",
            "TRILATCH_TEST_OMIT_LAYERS": "mediation",
        ]
    }

    /// Runs the command with these arguments.
    func run(
        _ arguments: String..., input: String = "", adding variables: [String: String] = [:]
    ) throws -> Subprocess {
        try run(arguments, input: input, adding: variables)
    }

    func run(
        _ arguments: [String], input: String = "", adding variables: [String: String] = [:]
    ) throws -> Subprocess {
        try Subprocess.run(
            caller.prefix + [trilatch] + arguments, environment: environment.merging(variables) { $1 }, input: input)
    }

    /// Runs a script as the caller, in the workspace, with `$trilatch` set.
    func script(_ text: String) throws -> Subprocess {
        try Subprocess.run(
            caller.prefix + ["/bin/bash", "-c", "trilatch='\(trilatch)'; cd '\(workspace)' || exit 99\n\(text)"],
            environment: environment)
    }

    /// Writes a profile of the user's own.
    func write(profile name: String, _ text: String) throws {
        try write("\(home)/.config/trilatch/profiles/\(name).yaml", text)
    }

    /// Writes a file that belongs to the caller.
    func write(_ path: String, _ text: String) throws {
        try Self.shell(
            """
            umask 022; mkdir -p "$(dirname '\(path)')" && cat >'\(path)' && chown -R \(caller.identifier):\(caller.identifier) '\(home)' '\(workspace)'
            """, input: text)
    }

    /// Runs a script as the tests' own user.
    static func shell(_ text: String, input: String = "") throws {
        let outcome = try Subprocess.run(
            ["/bin/bash", "-c", text], environment: ["PATH": "/usr/bin:/bin"], input: input)
        precondition(outcome.status == 0, outcome.errors)
    }
}

extension String {
    /// The text as a JSON value by Python's own reader, sorted and on one line; nil where it is none.
    var canonicalJSON: String? {
        let program = "import json,sys; print(json.dumps(json.load(sys.stdin), sort_keys=True))"
        guard let outcome = try? Subprocess.run(["/usr/bin/python3", "-c", program], environment: [:], input: self),
            outcome.status == 0
        else { return nil }
        return outcome.output
    }
}
