import LaunchPlan
import Refusals
import Testing

@testable import Policy

/// Whatever a workspace holds, the plan stays within what was granted; or there is no box.
@Suite struct HostileWorkspaceTests {
    /// A generator with a fixed sequence for a seed (SplitMix64), so that a failure can be had again.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var value = state
            value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
            value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
            return value ^ (value >> 31)
        }
    }

    private static let names: [[UInt8]] =
        [
            ".env", ".env.example", ".git", ".git", ".mcp.json", ".vscode", ".envrc", ".github", "workflows", "HEAD",
            "objects", "refs", "config", "hooks", "modules", "commondir", "worktrees", "node_modules", "site-packages",
            "a", "b", "src", "new\nline", "\u{1b}[2J", "bin", "pyvenv.cfg", ".trilatch", "e\u{301}", "\u{e9}", ".aws",
            ".ssh", "key.pem", ".npmrc", " ", "-rf", "lib",
        ].map { Array($0.utf8) } + [[0xff, 0xfe], [0x61, 0x80]]

    private static let targets = [
        "/", "/etc/shadow", "/home/ada", "/home/ada/.ssh", "..", "../..", ".", "a", ".git", "b/../../../../..",
        "/proc/self/root", "/usr/bin", "loop", "/home/ada/src/app/a", "\u{1b}]0;x",
    ]
    private static let contents = [
        "", "gitdir: /etc\n", "[core]\n\thooksPath = ../../../..\n", "[include]\n\tpath = /etc/shadow\n",
        "[core] hooksPath = .\n", "[core]\n\thooksPath = a/hooks\n", "-----BEGIN PRIVATE KEY-----", "home = /root\n",
        "#!/etc/shadow\n", "[include] path = ../a/b/config\n",
    ]

    /// A workspace of random nodes, more often than not where they hurt.
    private static func fill(_ host: inout FakeHost, _ dice: inout Dice) {
        var folders = [Sample.workspace]
        for _ in 0..<Int.random(in: 1...40, using: &dice) {
            guard let folder = folders.randomElement(using: &dice), let name = names.randomElement(using: &dice) else {
                continue
            }
            let path = folder.appending(name)
            guard !host.holds(path) || Int.random(in: 0..<4, using: &dice) == 0 else { continue }
            switch Int.random(in: 0..<20, using: &dice) {
            case 0..<9:
                host.directory(path)
                folders.append(path)
            case 9..<17:
                host.file(
                    path, contents.randomElement(using: &dice) ?? "",
                    names: UInt64.random(in: 1...20, using: &dice) == 20 ? 2 : 1)
            case 17: host.link(path, to: targets.randomElement(using: &dice) ?? "")
            case 18:
                host.repository(path, config: contents.randomElement(using: &dice) ?? "")
            default: host.deny(path)
            }
        }
    }

    @Test func `a random hostile workspace changes nothing outside itself`() throws {
        var boxes = 0
        for seed in 0..<1500 {
            var dice = Dice(state: UInt64(seed))
            var sample = Sample()
            if seed.isMultiple(of: 3) { sample.becomeRoot() }
            HostileWorkspaceTests.fill(&sample.host, &dice)
            try sample.grant(seed.isMultiple(of: 3) ? "/home/ada/src/app" : "${workspace}", writable: true)
            if seed.isMultiple(of: 2) { try sample.grant("/home/ada/src/app/a", optional: true, hide: ["b*"]) }
            if seed.isMultiple(of: 5) {
                sample.request.command = "/home/ada/src/app/bin/run"
                sample.host.program("/home/ada/src/app/bin/run", "#!/usr/bin/env python3\n")
            }
            let box: ResolvedBox
            do {
                box = try PlanResolver.resolve(sample.profile, request: sample.request, host: sample.host)
            } catch {
                let expected: Set<RefusalCode> = [
                    .pathProtectFailed, .pathNotAllowed, .pathKind, .programUnsupported, .programNotExecutable,
                    .programNotFound,
                ]
                #expect(expected.contains(error.code), "seed \(seed): \(error.code)")
                #expect(!"\(error)".unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "seed \(seed)")
                continue
            }
            boxes += 1
            let inside = Sample.workspace
            let invariants = PlanInvariants(box: box, host: sample.host, granted: [inside], writable: [inside])
            #expect(invariants.violations() == [], "seed \(seed)")
            #expect(!box.lines.contains { "\($0)".unicodeScalars.contains { $0.value < 0x20 } }, "seed \(seed)")
            sample.host.listsBackwards = true
            #expect(try sample.resolve().plan == box.plan, "the order of listings is of no account: seed \(seed)")
        }
        // Were all refused, nothing would have been tested.
        #expect(boxes > 300)
    }

    @Test func `the invariants notice a plan without a pin, without a cover and with a writable hook`() throws {
        var sample = Sample()
        sample.host.file(Sample.workspace.appending("a/.vscode/tasks.json"))
        sample.host.file(Sample.workspace.appending(".env"))
        try sample.grant("${workspace}", writable: true)
        let box = try sample.resolve()
        let inside = Sample.workspace
        for spoiled in ["\(inside)/a", "\(inside)/.env", "\(inside)/.git/hooks", "\(inside)/.git"] {
            var worse = box
            worse.plan.fileSystem.removeAll { step in
                switch step {
                case .bind(let bind): bind.node.path == spoiled
                case .hide(let path, _): path == spoiled
                default: false
                }
            }
            #expect(worse.plan.fileSystem.count == box.plan.fileSystem.count - 1)
            let invariants = PlanInvariants(box: worse, host: sample.host, granted: [inside], writable: [inside])
            #expect(!invariants.violations().isEmpty, "without \(spoiled)")
        }
    }

    @Test func `a workspace's own profile, lock and configuration change nothing`() throws {
        var sample = Sample()
        try sample.grant("${workspace}", writable: true)
        let before = try sample.resolve()
        sample.host.file(Sample.workspace.appending("git.yaml"), "version: 1\nfilesystem: [{read: /}]\n")
        sample.host.file(Sample.workspace.appending("base.yaml"), "version: 1\n")
        let after = try sample.resolve()
        #expect(after.plan == before.plan)
        sample.host.file(Sample.workspace.appending(".trilatch/profiles/git.yaml"), "version: 1\n")
        let again = try sample.resolve()
        #expect(again.binds["\(Sample.workspace)/.trilatch"]?.access == .readOnly)
        #expect(again.plan.fileSystem.count == before.plan.fileSystem.count)
    }
}
