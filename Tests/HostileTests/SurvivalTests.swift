import BoxHarness
import Glibc
import InstalledTrilatch
import Testing

/// Parts of a running box that somebody may kill.
enum Part: Int, CaseIterable, Sendable {
    case supervisor, launcher, reaper, server
}

/// Whatever is killed, and in whatever order: nothing of the box lives on.
@Suite struct SurvivalTests {
    static let orders: [[Part]] =
        Part.allCases.map { [$0] } + [
            [.supervisor, .launcher, .reaper], [.supervisor, .reaper, .launcher], [.launcher, .supervisor, .reaper],
            [.launcher, .reaper, .supervisor], [.reaper, .supervisor, .launcher], [.reaper, .launcher, .supervisor],
        ]

    private static let stubborn = StubbornProgram.text(announcedOn: .errors)

    @Test(arguments: orders, Caller.available)
    func `nothing of a box survives`(order: [Part], caller: Caller) throws {
        let site = try HostileSite(as: caller)
        let run = try HostileRun(["/usr/bin/python3", "-c", Self.stubborn], site: site)
        try run.waitForWord("up")
        let processes = run.processes
        #expect(processes.count == 8, "supervisor, launcher, pid 1, the server and its four")
        for part in order { kill(processes[part.rawValue], SIGKILL) }
        #expect(ProcessTable.waitForEnd(of: Array(processes.dropFirst())) == [])
    }

    @Test(arguments: Caller.available)
    func `a server that ignores its end is ended`(caller: Caller) throws {
        let site = try HostileSite(as: caller)
        let run = try HostileRun(["/usr/bin/python3", "-c", Self.stubborn], site: site)
        try run.waitForWord("up")
        let processes = run.processes
        run.process.closeInput()
        _ = try run.process.end(seconds: 30)
        #expect(ProcessTable.waitForEnd(of: processes) == [])
    }

    @Test(arguments: Caller.available)
    func `a signal to the supervisor ends everything`(caller: Caller) throws {
        let site = try HostileSite(as: caller)
        let run = try HostileRun(["/usr/bin/python3", "-c", Self.stubborn], site: site)
        try run.waitForWord("up")
        let processes = run.processes
        run.process.signal(SIGTERM)
        _ = try run.process.end(seconds: 30)
        #expect(ProcessTable.waitForEnd(of: processes) == [])
    }
}
