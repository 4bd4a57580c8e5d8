import BoxHarness
import Glibc
import InstalledTrilatch
import LaunchPlan
import Testing

/// A running box, looked at from the host.
@Suite struct LiveBoxTests {
    @Test(arguments: Caller.available)
    func `every thread of every process is without rights and behind a filter`(caller: Caller) throws {
        let box = try InhabitedBox(as: caller)
        for process in box.inhabitants {
            let threads = ProcessTable.names(in: "/proc/\(process)/task")
            #expect(!threads.isEmpty)
            for thread in threads {
                let path = "\(process)/task/\(thread)"
                for set in ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"] {
                    #expect(try ProcessTable.status(path, set) == "0000000000000000")
                }
                #expect(try ProcessTable.status(path, "NoNewPrivs") == "1")
                #expect(try ProcessTable.status(path, "Seccomp") == "2")
            }
        }
        let threads = box.inhabitants.map { ProcessTable.names(in: "/proc/\($0)/task").count }
        #expect(threads.max() ?? 0 > 3, "the server has threads")
    }

    @Test(arguments: Caller.available)
    func `every process has the box's one identity and no group that its caller lacks`(caller: Caller) throws {
        let box = try InhabitedBox(as: caller)
        let (user, inside) = (box.plan.identity.userOutside, box.plan.identity.userInside)
        #expect(user != 0)
        #expect(caller == .ordinary || user != geteuid())
        // Only root can give groups up (setgroups(2)); where an ordinary user runs the tests, the box has that user's.
        let groups = geteuid() == 0 ? "" : try ProcessTable.status("self", "Groups")
        for process in box.inhabitants {
            #expect(try ProcessTable.status("\(process)", "Uid") == "\(user) \(user) \(user) \(user)")
            #expect(try ProcessTable.status("\(process)", "Gid") == "\(user) \(user) \(user) \(user)")
            #expect(try ProcessTable.status("\(process)", "Groups") == groups)
            for map in ["uid_map", "gid_map"] {
                let line = try ProcessTable.text("/proc/\(process)/\(map)").split(whereSeparator: \.isWhitespace)
                #expect(line.map(String.init) == ["\(inside)", "\(user)", "1"])
            }
            #expect(try ProcessTable.text("/proc/\(process)/setgroups") == "deny\n")
        }
    }

    @Test(arguments: Caller.available)
    func `every process is in namespaces of the box's own`(caller: Caller) throws {
        let box = try InhabitedBox(as: caller)
        for kind in ["user", "mnt", "pid", "net", "ipc", "uts", "cgroup"] {
            // Only root may ask it of pid 1.
            let inside = Set(box.readable.map { ProcessTable.readLink("/proc/\($0)/ns/\(kind)") })
            #expect(inside.count == 1 && !inside.contains(nil))
            #expect(inside.first != ProcessTable.readLink("/proc/self/ns/\(kind)"))
        }
    }

    @Test(arguments: Caller.available)
    func `the server holds three pipes, and pid 1 only its lines to the supervisor`(caller: Caller) throws {
        let box = try InhabitedBox(as: caller)
        for process in box.inhabitants.dropFirst() {
            let open = Set(ProcessTable.names(in: "/proc/\(process)/fd"))
            #expect(open == ["0", "1", "2"])
            for number in open {
                #expect(ProcessTable.readLink("/proc/\(process)/fd/\(number)")?.hasPrefix("pipe:[") == true)
            }
        }
        guard geteuid() == 0 else { return print("skipped: only root may see what pid 1 holds") }
        let held = ProcessTable.names(in: "/proc/\(box.reaper)/fd")
        #expect(!held.isEmpty)
        for number in held {
            let target = ProcessTable.readLink("/proc/\(box.reaper)/fd/\(number)") ?? ""
            #expect(target.hasPrefix("pipe:[") || target == "anon_inode:[signalfd]", "\(number) is \(target)")
            #expect(!["0", "1", "2", "3"].contains(number), "a stream of the server's, or the plan")
        }
    }

    @Test(arguments: Caller.available)
    func `pid 1 cannot be looked at by the box's user`(caller: Caller) throws {
        let box = try InhabitedBox(as: caller)
        // The kernel gives a process that may not be dumped to root, and any other to its user.
        #expect(NodeState("/proc/\(box.reaper)/environ")?.owner == 0)
        #expect(NodeState("/proc/\(box.server)/environ")?.owner == box.plan.identity.userOutside)
    }

    @Test(arguments: Caller.available)
    func `only what was granted is writable, and no mount lends identities or devices`(caller: Caller) throws {
        let box = try InhabitedBox(as: caller)
        let mounts = try MountLine.all(of: box.server)
        #expect(mounts.allSatisfy { $0.options.contains("nosuid") })
        let writable = Set(mounts.filter { $0.options.contains("rw") }.map(\.point))
        #expect(writable == ["/tmp", "/dev/shm", "/proc", box.workspace.path, box.workspace.path(".git")])
        let withDevices = Set(mounts.filter { !$0.options.contains("nodev") }.map(\.point))
        let nodes = ["null", "zero", "full", "random", "urandom"].map { "/dev/\($0)" }
        #expect(withDevices.subtracting(nodes).isSubset(of: ["/dev"]))
        #expect(mounts.filter { $0.point == "/" }.count == 1, "no root below the root")
        #expect(mounts.allSatisfy { !$0.optional.contains("shared:") }, "nothing propagates")
    }

    @Test(arguments: Caller.available)
    func `limits are set, crash handlers are kept away, and memory goes first`(caller: Caller) throws {
        let box = try InhabitedBox(as: caller)
        let limits = try ProcessTable.text("/proc/\(box.server)/limits").split(separator: "\n")
        func limit(_ name: String) -> [Substring] {
            (limits.first { $0.hasPrefix(name) }?.dropFirst(name.count) ?? "").split(separator: " ").prefix(2).map {
                $0
            }
        }
        #expect(limit("Max core file size") == ["1", "1"])
        #expect(limit("Max processes") == ["64", "64"])
        #expect(limit("Max open files") == ["256", "256"])
        #expect(limit("Max data size") == ["\(1 << 30)", "\(1 << 30)"])
        #expect(limit("Max file size") == ["\(64 << 20)", "\(64 << 20)"])
        #expect(try ProcessTable.text("/proc/\(box.server)/oom_score_adj") == "500\n")
    }

    @Test(arguments: Caller.available)
    func `the box sees its own host name and its own working directory`(caller: Caller) throws {
        let plan = try BoxPlan.make(as: caller, command: ["/bin/sh", "-c", "hostname; pwd; id -u; umask"])
        let end = try LiveBox(plan, as: caller).finish()
        let inside = plan.identity.userInside
        #expect(end.output.split(separator: "\n").prefix(3) == ["box", "/tmp", "\(inside)"])
    }
}

/// A box with threads, children and a workspace, for looking at.
private final class InhabitedBox {
    let box: LiveBox
    let plan: LaunchPlan
    let workspace: Workspace
    /// Pid 1 first, then the server and everything that it started; numbers of the host.
    let inhabitants: [Int32]

    var reaper: Int32 { inhabitants[0] }
    var server: Int32 { inhabitants[1] }
    /// Those that the test may look into.
    var readable: ArraySlice<Int32> { inhabitants.dropFirst(geteuid() == 0 ? 0 : 1) }

    private static let program = """
        import os, sys, threading, time
        for _ in range(3): threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
        if os.fork() == 0: time.sleep(600)
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0: time.sleep(600)
            os._exit(0)
        os.wait()
        print("up", flush=True)
        sys.stdin.read()
        """

    init(as caller: Caller) throws {
        workspace = try Workspace.repository(as: caller)
        plan = try BoxPlan.make(
            as: caller, command: ["/usr/bin/python3", "-c", Self.program],
            grants: try BoxPlan.workspace(workspace.path, protecting: Workspace.protectedNames, as: caller))
        box = try LiveBox(plan, as: caller)
        _ = try box.lines(1)
        inhabitants = Array(ProcessTable.tree(of: box.launcher).dropFirst())
        #expect(inhabitants.count == 4, "pid 1, the server, a child, and an orphan")
    }
}

/// One line of a mount table.
private struct MountLine {
    let point: String
    /// The mount's own options.
    let options: [Substring]
    /// Fields such as `shared:1`.
    let optional: String

    /// The mounts that a process sees.
    ///
    /// Source: proc_pid_mountinfo(5).
    static func all(of process: Int32) throws -> [MountLine] {
        try ProcessTable.text("/proc/\(process)/mountinfo").split(separator: "\n").map { line in
            let fields = line.split(separator: " ")
            return MountLine(
                point: String(fields[4]), options: fields[5].split(separator: ","),
                optional: fields[6...].prefix { $0 != "-" }.joined(separator: " "))
        }
    }
}
