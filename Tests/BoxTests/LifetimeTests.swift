import BoxHarness
import Glibc
import InstalledTrilatch
import Kernel
import LaunchPlan
import Testing

/// When any part of a box ends, however it ends, nothing of it lives on.
@Suite struct LifetimeTests {
    /// A part of a box that somebody may kill, with processes that do not want to die beside it.
    enum Part: String, CaseIterable, Sendable {
        case supervisor, launcher, reaper, server
    }

    @Test(arguments: Part.allCases, Caller.available)
    func `when one part is gone, everything is`(part: Part, caller: Caller) throws {
        let box = try StubbornBox(as: caller)
        switch part {
        case .supervisor: box.live.dropLifeline()
        case .launcher: kill(box.live.launcher, SIGKILL)
        case .reaper: kill(box.inhabitants[0], SIGKILL)
        case .server: kill(box.inhabitants[1], SIGKILL)
        }
        #expect(ProcessTable.waitForEnd(of: box.inhabitants) == [])
        try box.live.waitForReportEnd()
        let end = try box.live.end()
        switch part {
        case .launcher: #expect(end == .signalled(9))
        case .supervisor, .reaper, .server: #expect(end == .exited(137))
        }
    }

    @Test(arguments: [[], [0], [PlanTransfer.consent]] as [[UInt8]], Caller.available)
    func `the server runs when the supervisor consents, and not before`(word: [UInt8], caller: Caller) throws {
        let plan = try BoxPlan.make(as: caller, command: ["/bin/echo", "ran"])
        let end = try LiveBox(plan, as: caller, word: word).finish()
        if word == [PlanTransfer.consent] {
            #expect(end.output == "ran\n" && end.status == .exited(0))
        } else {
            #expect(end.output.isEmpty && end.status == .exited(125), "\(end)")
        }
    }

    @Test(arguments: Caller.available)
    func `a stopped launcher does not keep the box alive`(caller: Caller) throws {
        let box = try StubbornBox(as: caller)
        kill(box.live.launcher, SIGSTOP)
        box.live.dropLifeline()
        #expect(ProcessTable.waitForEnd(of: box.inhabitants) == [])
        kill(box.live.launcher, SIGCONT)
        #expect(try box.live.end() == .exited(137))
    }

    @Test(arguments: Caller.available)
    func `without the lifeline it would`(caller: Caller) throws {
        let box = try StubbornBox(as: caller, omitting: [.lifeline])
        kill(box.live.launcher, SIGSTOP)
        box.live.dropLifeline()
        #expect(ProcessTable.waitForEnd(of: box.inhabitants, milliseconds: 500) == box.inhabitants)
        kill(box.live.launcher, SIGKILL)
        #expect(ProcessTable.waitForEnd(of: box.inhabitants) == [])
    }

    @Test(arguments: Caller.available)
    func `the server's own exit code is the launcher's, and ends its children`(caller: Caller) throws {
        let plan = try BoxPlan.make(
            as: caller, command: ["/bin/sh", "-c", "setsid sleep 600 >/dev/null 2>&1 </dev/null & echo $!; exit 7"])
        let box = try LiveBox(plan, as: caller)
        let end = try box.finish()
        #expect(end.status == .exited(7))
        #expect(end.reports.last == .exited(code: 7))
        #expect(end.errors == "")
    }

    @Test(arguments: Caller.available)
    func `a signal that ends the server is told`(caller: Caller) throws {
        let plan = try BoxPlan.make(as: caller, command: ["/bin/sh", "-c", "kill -SEGV $$"])
        let end = try LiveBox(plan, as: caller).finish()
        #expect(end.status == .exited(128 + 11))
        #expect(end.reports.last == .signalled(signal: 11))
    }

    @Test(arguments: Caller.available)
    func `a byte on the lifeline is a signal for the server, and for nobody else`(caller: Caller) throws {
        let script = "trap 'echo caught; exit 3' TERM; echo up; while :; do sleep 0.05; done"
        let plan = try BoxPlan.make(as: caller, command: ["/bin/sh", "-c", script])
        let box = try LiveBox(plan, as: caller)
        _ = try box.lines(1)
        try box.signal(UInt8(SIGTERM))
        #expect(try box.lines(2) == ["up", "caught"])
        #expect(try box.finish().status == .exited(3))
    }

    @Test(arguments: Caller.available)
    func `a program that is not there is told as such and nothing runs`(caller: Caller) throws {
        let plan = try BoxPlan.make(as: caller, command: ["/usr/bin/no-such-program"])
        let end = try LiveBox(plan, as: caller).finish()
        #expect(end.reports.contains(.execFailed(errno: ENOENT)))
        #expect(end.status == .exited(125))
    }

    @Test(arguments: Caller.available)
    func `a box that signals everybody ends only itself`(caller: Caller) throws {
        let bystander = try StubbornBox(as: caller)
        let plan = try BoxPlan.make(
            as: caller, command: ["/bin/sh", "-c", "trap '' TERM; kill -TERM -1; kill -9 -1; echo survived"]
        ).with { $0.identity = bystander.plan.identity }
        _ = try LiveBox(plan, as: caller).finish()
        #expect(bystander.inhabitants.allSatisfy(ProcessTable.isAlive))
        #expect(ProcessTable.isAlive(getpid()))
    }
}

/// A box whose processes ignore what can be ignored and have left their session.
private final class StubbornBox {
    let plan: LaunchPlan
    let live: LiveBox
    /// Pid 1 first, then the server; numbers of the host.
    let inhabitants: [Int32]

    init(as caller: Caller, omitting: Set<Layer> = []) throws {
        plan = try BoxPlan.make(
            as: caller, command: ["/usr/bin/python3", "-c", StubbornProgram.text(announcedOn: .output)],
            omitting: omitting)
        live = try LiveBox(plan, as: caller)
        _ = try live.lines(1)
        inhabitants = Array(ProcessTable.tree(of: live.launcher).dropFirst())
        #expect(inhabitants.count == 6)
    }
}
