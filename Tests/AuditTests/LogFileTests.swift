import Audit
import AuditFixtures
import AuditReading
import Glibc
import Kernel
import Refusals
import Testing

/// The files of the log: many writers, files that are full, heads that are lost, disks without room.
@Suite struct LogFileTests {
    private func verify(_ folder: Folder) throws -> LogVerification {
        try LogVerification(of: LogSnapshot(of: folder.path))
    }

    private static let small = AuditSettings(rotation: .init(size: 4096, kept: 1000))

    @Test func `writers at once lose nothing when files are full and set aside under them`() async throws {
        let folder = Folder()
        let path = folder.path
        let finished = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<12 {
                group.addTask {
                    (0..<4).allSatisfy { _ in
                        (try? Sample.run(in: path, calls: 20, settings: LogFileTests.small)) != nil
                    }
                }
            }
            return await group.reduce(true) { $0 && $1 }
        }
        #expect(finished)
        let result = try verify(folder)
        #expect(result.findings == [])
        #expect(result.runCount == 48 && result.lineCount == 48 * 43)
        let sealed = Folder.names(in: path).filter { $0.hasSuffix(".jsonl") && $0 != "audit.jsonl" }
        #expect(sealed.count > 100, "files were set aside while others wrote")
        // Each is a little longer than the size: at most a line of every writer.
        for name in sealed { #expect((4096...16384).contains(folder.text(of: name).utf8.count)) }
        #expect(sealed.allSatisfy { Folder.mode("\(path)/\($0)") == 0o600 })
    }

    @Test func `the oldest files are removed, and what is left is whole; a newer one that is missing is found`() throws
    {
        let folder = Folder()
        let settings = AuditSettings(rotation: .init(size: 4096, kept: 3))
        for _ in 0..<10 { try Sample.run(in: folder.path, calls: 8, settings: settings) }
        let names = Folder.names(in: folder.path).filter { $0.hasSuffix(".jsonl") }
        #expect(names.count == 4)
        let result = try verify(folder)
        #expect(result.isGood, "\(result.findings)")
        unsafe unlink("\(folder.path)/\(names[1])")
        #expect(try !verify(folder).isGood)
    }

    @Test func `a run that goes on over files that were removed is not taken for a forged one`() throws {
        let folder = Folder()
        let settings = AuditSettings(rotation: .init(size: 4096, kept: 2))
        let trail = try AuditTrail(of: Sample.launch, in: folder.path, settings: settings)
        for number in 0..<100 { try Sample.exchange(Int64(number), on: trail) }
        try Sample.run(in: folder.path, settings: settings)
        try trail.end(Sample.end)
        let result = try verify(folder)
        #expect(result.isGood, "\(result.findings)")
    }

    @Test func `a head that is lost or whose writer was killed is found again from the files`() throws {
        let folder = Folder()
        try Sample.run(in: folder.path, settings: LogFileTests.small)
        let whole = folder.text(of: "audit.head")
        for round in 0..<4 {
            try Sample.run(in: folder.path, calls: 10, settings: LogFileTests.small)
            switch round {
            case 0: unsafe unlink(folder.path + "/audit.head")
            case 1: folder.replace("", in: "audit.head")
            case 2: folder.replace(whole.replacing(" settled  ", with: " unsettled"), in: "audit.head")
            default: folder.replace("rubbish", in: "audit.head")
            }
            try Sample.run(in: folder.path, calls: 1, settings: LogFileTests.small)
            let result = try verify(folder)
            #expect(result.isGood, "round \(round): \(result.findings)")
        }
    }

    @Test func `a file that was removed under a run is not written to any more`() throws {
        let folder = Folder()
        let trail = try AuditTrail(of: Sample.launch, in: folder.path)
        for name in ["audit.jsonl", "audit.head"] { unsafe unlink("\(folder.path)/\(name)") }
        try trail.end(Sample.end)
        #expect(folder.log.contains("\"event\":\"end\""), "the line is not lost")
        #expect(try !verify(folder).isGood, "and those before it are missed")
    }

    @Test func `a lock that another holds keeps a run from starting, and for no longer than it says`() throws {
        let folder = Folder()
        try Sample.run(in: folder.path)
        let holder = try PrivateFiles.updating(in: try Replacing.openDirectory(folder.path), "audit.head")
        try holder.lock(patience: .zero)
        let start = MonotonicTime.now
        #expect(throws: Refusal.self) { try Sample.run(in: folder.path) }
        #expect(MonotonicTime.now - start >= .seconds(5))
        holder.unlock()
        #expect(throws: Never.self) { try Sample.run(in: folder.path) }
        #expect(try verify(folder).isGood)
    }

    @Test(.enabled(if: geteuid() == 0, "only root can mount a small disk"))
    func `with best effort a full disk costs lines, and their number is told in the log and at the end`() throws {
        let folder = Folder()
        let disk = try SmallDisk(at: folder.path)
        var settings = AuditSettings()
        settings.completeness = .bestEffort
        let trail = try AuditTrail(of: Sample.launch, in: folder.path, settings: settings)
        disk.fill()
        for number in 0..<100 { try Sample.exchange(Int64(number), on: trail) }
        let missing = trail.lost
        #expect(missing > 100)
        #expect(trail.incompleteness?.reason.contains("\(missing) events") == true)
        disk.free()
        try Sample.exchange(on: trail)
        disk.fill()
        for number in 0..<50 { try Sample.exchange(Int64(number), on: trail) }
        #expect(trail.lost > missing)
        disk.free()
        try trail.end(Sample.end)
        let lines = folder.log.split(separator: "\n")
        #expect(lines.contains { $0.contains("\"event\":\"lost\",\"events\":\(missing),") })
        #expect(lines.contains { $0.contains("\"event\":\"lost\",\"events\":\(trail.lost - missing),") })
        #expect(lines.last?.contains("\"lost-events\":\(trail.lost),") == true)
        let result = try verify(folder)
        #expect(result.isGood, "\(result.findings)")
        _ = disk
    }

    @Test(.enabled(if: geteuid() == 0, "only root can mount a small disk"))
    func `a launch that found no room comes first when there is room again`() throws {
        let folder = Folder()
        let disk = try SmallDisk(at: folder.path)
        try Sample.run(in: folder.path)
        disk.fill()
        // The last page of the log has room for some lines yet.
        #expect(throws: Refusal.self, "not without best effort") {
            for _ in 0..<20 { try Sample.run(in: folder.path) }
        }
        let trail = try AuditTrail(
            of: Sample.launch, in: folder.path, settings: AuditSettings(completeness: .bestEffort))
        try trail.ready(tier: "full", landlockABI: 7)
        #expect(trail.lost == 2)
        disk.free()
        try Sample.exchange(on: trail)
        try trail.end(Sample.end)
        #expect(trail.lost == 1, "the launch is on record after all")
        let events = folder.log.split(separator: "\n").filter { $0.contains(trail.run) }
            .compactMap { $0.firstMatch(of: #/"event":"([a-z-]+)"/#).map { String($0.output.1) } }
        #expect(events == ["launch", "lost", "call", "result", "end"])
        let result = try verify(folder)
        #expect(result.isGood, "\(result.findings)")
        _ = disk
    }
}

/// A file system of 64 KiB over a folder, for as long as this lives.
private final class SmallDisk {
    private let path: String

    init(at path: String) throws {
        self.path = path
        try #require(unsafe mount("full", path, "tmpfs", 0, "size=64k,mode=0700") == 0)
    }

    deinit { _ = unsafe umount2(path, Int32(MNT_DETACH)) }

    /// Leaves no room for another page.
    func fill() {
        let number = unsafe open(path + "/filler", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        let page = [UInt8](repeating: 0, count: 4096)
        while unsafe write(number, page, page.count) > 0 {}
        close(number)
    }

    func free() { _ = unsafe unlink(path + "/filler") }
}
