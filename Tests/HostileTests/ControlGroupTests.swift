import BoxHarness
import Glibc
import InstalledTrilatch
import Kernel
import Testing

/// Boxes in control groups, on a machine with cgroup v2 and systemd: `make test` boots one.
@Suite(.serialized) struct ControlGroupTests {
    /// How a group comes to be had.
    enum Source: String, CaseIterable, Sendable {
        /// The profile demands one, and systemd makes it.
        case manager
        /// We were started in a group that is delegated to us.
        case delegation

        /// What starts trilatch in such a place.
        fileprivate func prefix(_ caller: Caller) -> [String] {
            guard self == .delegation else { return caller.absolutePrefix }
            let scope = ["/usr/bin/systemd-run"] + (caller == .root ? [] : ["--user"])
            // As whoever starts boxes from a service does it: beside them, because a group with processes has no groups. A
            // user's manager does not mark what it delegates.
            let beside = """
                group=/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)
                python3 -c 'import os, sys; os.setxattr(sys.argv[1], "user.delegate", b"1")' $group
                mkdir $group/main && echo $$ >$group/main/cgroup.procs && exec "$@"
                """
            return caller.absolutePrefix + ["/usr/bin/env", "XDG_RUNTIME_DIR=/run/user/\(caller.identifier)"] + scope
                + ["--quiet", "--scope", "--property=Delegate=yes", "/bin/sh", "-euc", beside, "sh"]
        }
    }

    /// Nothing where there is no such machine.
    static let sources = environmentVariable("TRILATCH_LINGERER") == nil ? [] : Source.allCases

    /// What runs the other tests leaves this suite out by its name; whoever runs it means to have it tried.
    @Test func `there is a machine to try groups on`() {
        #expect(!Self.sources.isEmpty, "TRILATCH_LINGERER is not set: see docs/kernels.md")
    }

    @Test(arguments: sources, Caller.available)
    func `the box alone is in a group, with all of its limits, and sees nothing of it`(
        source: Source, caller: Caller
    ) throws {
        let box = try GroupedBox(source, caller, "print(open('/proc/self/cgroup').read(), file=sys.stderr, flush=True)")
        try box.run.read(seconds: 10) { box.run.text(from: 2).contains("0::") }
        #expect(box.run.text(from: 2).contains("0::/\n"), "\(box.run.text(from: 2))")
        let group = try box.group()
        for (file, value) in [
            "memory.max": "\(96 << 20)", "memory.oom.group": "1", "pids.max": "20", "cpu.max": "50000 100000",
        ] {
            #expect(try ProcessTable.text("\(group)/\(file)") == value + "\n", "\(file)")
        }
        let inhabitants = try ProcessTable.text("\(group)/cgroup.procs").split(separator: "\n").compactMap { Int32($0) }
        #expect(inhabitants.sorted() == box.inside.sorted())
    }

    @Test(arguments: sources, Caller.available)
    func `a group goes with its box, however the run ends`(source: Source, caller: Caller) throws {
        for signal in [SIGTERM, SIGKILL] {
            let box = try GroupedBox(source, caller, "")
            let (group, inside) = (try box.group(), box.inside)
            kill(box.supervisor, signal)
            #expect(ProcessTable.waitForEnd(of: inside) == [])
            // A group that was delegated outlives a supervisor that was killed; the next run removes it.
            if source == .delegation, signal == SIGKILL { continue }
            let isGone = try Clock.wait(seconds: 5) { unsafe access(group, F_OK) != 0 ? true : nil }
            #expect(isGone)
        }
    }

    @Test(arguments: sources, Caller.available)
    func `a box whose calls are recorded is in a group too`(source: Source, caller: Caller) throws {
        let box = try GroupedBox(source, caller, "", command: "learn")
        #expect(try ProcessTable.text("\(box.group())/memory.max") == "\(96 << 20)\n")
    }

    @Test(arguments: sources.isEmpty ? [] : [Source.delegation], Caller.available)
    func `a group at hand is used without being demanded`(source: Source, caller: Caller) throws {
        let box = try GroupedBox(source, caller, "", enforce: "any")
        #expect(try box.group().contains("/trilatch-"))
        #expect(try ProcessTable.text("\(box.group())/memory.max") == "\(96 << 20)\n")
    }
}

/// A server in a box in a control group.
private final class GroupedBox {
    let run: LiveProcess
    private let site: HostileSite

    init(
        _ source: ControlGroupTests.Source, _ caller: Caller, _ program: String, enforce: String = "cgroup",
        command: String = "run"
    ) throws {
        site = try HostileSite(as: caller)
        // By its name: a profile that is learned extends none that is a path.
        for folder in [".config", ".config/trilatch", ".config/trilatch/profiles"] {
            try site.home.makeDirectory(folder)
        }
        try site.home.write(
            """
            version: 1
            summary: A box in a group.
            extends: python
            limits: { memory: 96MiB, processes: 20, cpu: 0.5, enforce: \(enforce) }
            """, to: ".config/trilatch/profiles/grouped.yaml")
        run = try LiveProcess(
            source.prefix(caller) + [
                Installation.shared.trilatch, command, "--profile", "grouped", "--workspace", site.workspace.path, "--",
                "/usr/bin/python3", "-c",
                "import os, sys, time\nprint('up', file=sys.stderr, flush=True)\n\(program)\ntime.sleep(600)",
            ], environment: ["PATH=/usr/bin:/bin", "HOME=\(site.home.path)", "LANG=C.UTF-8"])
        try run.read(seconds: 20) { self.run.text(from: 2).contains("up\n") }
    }

    /// What was started became the supervisor: every step before it was an `exec`.
    var supervisor: Int32 { run.number }

    /// The box's own processes.
    var inside: [Int32] { Array(ProcessTable.tree(of: run.number).dropFirst(2)) }

    /// The directory of the box's group.
    func group() throws -> String {
        guard let first = inside.first else { throw HarnessFailure.missing("a box: \(run.text(from: 2))") }
        let text = try ProcessTable.text("/proc/\(first)/cgroup")
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("0::") }) else {
            throw HarnessFailure.missing("a group")
        }
        return "/sys/fs/cgroup" + line.dropFirst(3)
    }
}
