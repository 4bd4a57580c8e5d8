internal import Glibc

/// A run of the attack list.
enum Probe {
    /// Runs what the options ask for and returns the exit status: 0 when the list was run, whatever came of it.
    static func run(_ options: ProbeOptions) -> Int32 {
        // Before anything else opens one.
        let inherited = (3..<4096).filter { node($0) != nil }.map { Int32($0) }
        let attacks = Attack.all.filter {
            options.only.isEmpty || options.only.contains($0.name) || options.only.contains($0.group.rawValue)
        }
        guard !attacks.isEmpty else { return complain("no attack has such a name") }
        return options.isControl
            ? control(options, attacks, inherited) : insideBox(options, attacks, inherited)
    }

    private static func insideBox(_ options: ProbeOptions, _ attacks: [Attack], _ inherited: [Int32]) -> Int32 {
        let scratch = "\(options.workspace ?? "/tmp")/.trilatch-probe-\(getpid())"
        // A box without any writable place has no scratch directory, and attacks that need one fail as they should.
        let made = call(.mkdirat, .number(here), .text(scratch), 0o700)
        defer { if made == 0 { removeTree(scratch) } }
        let scene = Scene(
            isControl: false, targets: options.targets, workspace: options.workspace, scratch: scratch,
            protected: options.protected, inherited: inherited, victim: 1, workspaceSocket: options.workspaceSocket,
            canaryVariable: options.canaryVariable)
        report(attacks, scene, options)
        return 0
    }

    private static func control(_ options: ProbeOptions, _ attacks: [Attack], _ inherited: [Int32]) -> Int32 {
        let base = unsafe getenv("TMPDIR").flatMap { unsafe String(validatingCString: $0) } ?? "/tmp"
        // Not the process number alone: a control that was killed has left its folder, and numbers come again.
        let directory = "\(base)/trilatch-probe-\(getpid())-\(UInt32.random(in: .min ... .max))"
        // 0711: others may reach what they know the name of, and make nothing here.
        guard call(.mkdirat, .number(here), .text(directory), 0o711) == 0 else {
            return complain("no directory for the control in \(base)")
        }
        defer { removeTree(directory) }
        let (workspace, scratch) = ("\(directory)/workspace", "\(directory)/scratch")
        for path in [workspace, scratch, "\(workspace)/.git", "\(workspace)/.git/hooks"] {
            guard call(.mkdirat, .number(here), .text(path), 0o700) == 0 else { return complain("no \(path)") }
        }
        guard write([], to: "\(workspace)/.git/config") == 0, let server = TargetServer(in: directory) else {
            return complain("the control's targets cannot be made here")
        }
        let scene = Scene(
            isControl: true, targets: server.targets, workspace: workspace, scratch: scratch,
            protected: ["\(workspace)/.git/config", "\(workspace)/.git/hooks"], inherited: inherited,
            victim: server.targets.process ?? 0, workspaceSocket: nil, canaryVariable: options.canaryVariable)
        report(attacks, scene, options)
        if options.holds {
            say("{\"targets\":[" + server.targets.flags.map(JSONText.quoted).joined(separator: ",") + "]}\n")
            let byte = Memory(count: 8)
            while call(.read, 0, .memory(byte), 1) > 0 {}
        }
        server.stop()
        return 0
    }

    private static func report(_ attacks: [Attack], _ scene: Scene, _ options: ProbeOptions) {
        let runner = AttackRunner(scene: scene)
        for attack in attacks {
            let result = runner.run(attack)
            // What an attack left in the scratch directory must not help or hinder the next one.
            for name in names(in: scene.scratch) { removeTree(scene.path(name)) }
            say((options.isJSON ? result.json : result.text) + "\n")
        }
    }

    /// Writes to standard output at once and unbuffered: a buffer would be written again by every child.
    private static func say(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = call(.write, 1, .bytes(Array(rest)), .number(rest.count))
            // Nobody listens any more.
            guard count > 0 else { _exit(1) }
            rest = rest.dropFirst(count)
        }
    }

    private static func complain(_ reason: String) -> Int32 {
        let line = "trilatch-probe: \(reason)\n"
        _ = call(.write, 2, .text(line), .number(line.utf8.count))
        return 1
    }
}
