import Glibc
import InstalledTrilatch
import Kernel
import Pins
import Policy
import Refusals
import Surface
import Testing

/// The lock file on the disk: shared by many, and never lost.
@Suite struct PinStoreTests {
    private static func mode(_ path: String) -> UInt32 {
        var node = stat()
        return unsafe lstat(path, &node) == 0 ? node.st_mode & 0o7777 : 0
    }

    private func shell(_ site: PinSite, _ script: String) throws {
        let run = try Subprocess.run(
            ["/bin/sh", "-c", "cd '\(site.folder)' && \(script)"], environment: ["PATH": "/usr/bin:/bin"])
        try #require(run.status == 0, "\(run.errors)")
    }

    @Test func `nothing is known where there is no file, and reading makes none`() throws {
        let site = PinSite()
        #expect(try site.store.read() == LockFile())
        #expect(try site.store.view(of: site.key) == PinView())
        #expect(Self.mode("\(site.folder)/state") == 0)
    }

    @Test func `the file and its folder are for their owner alone`() throws {
        let site = PinSite()
        try site.run([tool("a")])
        #expect(Self.mode("\(site.folder)/state") == 0o700)
        #expect(Self.mode(site.store.path) == 0o600)
        #expect(Self.mode("\(site.folder)/state/trilatch.lock.guard") == 0o600)
    }

    @Test(
        arguments: [
            ("chmod g+w", .pinFileUntrusted), ("chmod o+w", .pinFileUntrusted),
            ("mv state/trilatch.lock real && ln -s ../real", .pinFileUntrusted),
            ("rm state/trilatch.lock && mkfifo", .pinFileUntrusted),
            ("rm state/trilatch.lock && mkdir", .pinFileUntrusted),
            ("echo x >>", .pinFileInvalid), ("truncate -s 100", .pinFileInvalid), ("truncate -s 0", .pinFileInvalid),
            ("truncate -s 33M", .pinFileInvalid),
        ] as [(String, RefusalCode)])
    func `a file that others may have made, or that is damaged, is refused, and left as it is`(
        act: String, code: RefusalCode
    ) throws {
        let site = PinSite()
        try site.run([tool("a")])
        try shell(site, "\(act) state/trilatch.lock && stat -c %i state/trilatch.lock > before")
        #expect(refusalCode { _ = try site.store.read() } == code)
        var changes = PinChanges()
        changes.recorded[tool("b").identity] = tool("b")
        #expect(refusalCode { _ = try site.store.record(changes, for: site.key) } == code)
        try shell(site, "test $(cat before) = $(stat -c %i state/trilatch.lock)")
    }

    @Test(.enabled(if: geteuid() == 0, "only root can make another user's file"))
    func `another user's file is refused`() throws {
        let site = PinSite()
        try site.run([tool("a")])
        try shell(site, "chown 4242 state/trilatch.lock")
        #expect(refusalCode { _ = try site.store.read() } == .pinFileUntrusted)
    }

    @Test func `a project's file is readable for others, has no packages, and is written in its place`() throws {
        let site = PinSite()
        try shell(site, "mkdir project")
        let store = PinStore(shared: "\(site.folder)/project/trilatch.lock", state: "\(site.folder)/state")
        var judge = PinJudge(site.key, try store.view(of: site.key), mode: .firstUse)
        _ = judge.judge(package("1"))
        _ = judge.judge(tool("a"))
        _ = try store.record(judge.takeChanges(), for: site.key)
        #expect(Self.mode(store.path) == 0o644)
        let shared = ServerKey(name: "git", profile: "git", program: "")
        #expect(try store.read().entries.keys.elementsEqual([shared]), "by name and profile")
        #expect(try store.read()[shared]?.package == nil)
        #expect(try store.read()[shared]?.items.count == 1)
        #expect(try site.entry?.package == package("1"), "which is in one's own, without the surface")
        #expect(try site.entry?.items.isEmpty == true)

        var later = PinJudge(site.key, try store.view(of: site.key), mode: .firstUse)
        #expect(PinSite.word(later.judge(package("2"))) == "pin.package-changed")
        #expect(PinSite.word(later.judge(tool("a", "Other."))) == "pin.surface-changed")
        let hint = later.refusal(of: tool("a").identity)?.advice
        #expect(hint?.contains("trilatch lock approve git --lock \(store.path)") == true)
        #expect(later.refusal(of: tool("b").identity)?.advice.contains("--lock") == false, "that of the package")
        _ = try store.record(later.takeChanges(), for: site.key)
        #expect(try site.entry?.heldPackage == package("2"))
        #expect(try store.read()[shared]?.held.count == 1)
        var elsewhere = PinJudge(
            site.key, try store.view(of: .init(name: "git", profile: "git", program: "/other")), mode: .firstUse)
        #expect(PinSite.word(elsewhere.judge(tool("a"))) == "pinned")
        try shell(site, "test $(ls -A project | wc -l) = 1")
        try shell(site, "mv project/trilatch.lock real && ln -s ../real project/trilatch.lock")
        #expect(refusalCode { _ = try store.read() } == .pinFileUntrusted)
    }

    @Test func `a change that is refused, or none, leaves the file as it is`() throws {
        let site = PinSite()
        try site.run([tool("a")])
        try shell(site, "stat -c %i state/trilatch.lock > before")
        #expect(
            refusalCode {
                try site.store.change { lock throws(Refusal) in
                    lock[site.key] = nil
                    throw Refusal(.pinNotFound, "none")
                }
            } == .pinNotFound)
        try site.store.change { _ in }
        try shell(site, "test $(cat before) = $(stat -c %i state/trilatch.lock)")
        #expect(try site.entry?.items.count == 1)
    }

    @Test func `a server with too many items is refused whole`() throws {
        let site = PinSite()
        try site.run([tool("a")])
        var changes = PinChanges()
        for index in 0...LockFile.itemLimit {
            let item = tool("t\(index)")
            changes.recorded[item.identity] = item
        }
        #expect(refusalCode { _ = try site.store.record(changes, for: site.key) } == .pinTooLarge)
        #expect(try site.entry?.items.count == 1)
    }

    @Test func `of many writers at once every word is kept`() throws {
        let site = PinSite()
        try site.run([tool("a")])
        let writers = (1...12).map { "w\($0)" }
        let commands = writers.map { LockWriter.command(site, $0, 8).map { "'\($0)'" }.joined(separator: " ") + " &" }
        let wait = "for job in $(jobs -p); do wait $job || exit 1; done"
        let run = try Subprocess.run(
            ["/bin/bash", "-c", (commands + [wait]).joined(separator: "\n")], environment: ["PATH": "/usr/bin:/bin"])
        #expect(run.status == 0)
        let lock = try site.store.read()
        for writer in writers {
            let entry = lock[ServerKey(name: writer, profile: "p", program: "/x")]
            #expect(entry?.items.count == 8)
        }
        #expect(lock[ServerKey(name: "shared", profile: "p", program: "/x")]?.items.count == 96)
        #expect(lock[site.key]?.items.count == 1)
    }

    /// Errors, and the end of the process.
    @Test(arguments: [ENOSPC, EIO, 0])
    func `whatever call fails, or is the last, the file is whole, and holds what it held or what was written`(
        error: Int32
    ) throws {
        let site = PinSite()
        try site.run([tool("a")])
        var call = 1
        var outcomes: Set<Int> = []
        while try LockWriter.run(site, "w", failing: call, with: error).happened {
            try #require(call < 2000, "the program does not end")
            let lock = try site.store.read()
            #expect(lock[site.key]?.items.count == 1, "call \(call)")
            let written = lock.entries.values.reduce(0) { $0 + ($1.key == site.key ? 0 : $1.items.count) }
            outcomes.insert(written)
            // Whatever is left behind is in nobody's way, and gone with the next change.
            let date = "2026-01-\(10 + call % 2)"
            try site.store.change { lock throws(Refusal) in
                for key in lock.entries.keys where key != site.key { lock[key] = nil }
                lock[site.key]?.date = date
            }
            try shell(site, "test -z \"$(ls -A state | grep -v '^trilatch[.]lock' )\"")
            call += 1
        }
        #expect(outcomes == [0, 1, 2])
        #expect(call > 20)
    }
}
