import Audit
import AuditFixtures
import Glibc
import Refusals
import Testing

/// The log: complete lines, for its owner alone, or no run at all.
@Suite struct AuditTrailTests {
    private static let record = LaunchRecord(
        name: "git", program: "/usr/bin/mcp-server-git", profile: "profiles/git.yaml", profileDigest: "ab",
        planDigest: "cd", workspace: "/srv/a \"b\"\n", minimumTier: "full-minus landlock",
        legs: [.init(name: "private-data", grants: ["git.yaml:3:5 read: /srv"])],
        narrowings: [.init(grant: "read: /srv", narrowing: "origin: trusted", because: "ours")],
        limits: [.init(name: "memory", value: "512MiB", heldBy: "rlimit")], omittedEnvironment: ["AWS_SECRET"])

    private static let end = EndRecord(
        exitStatus: 125, refusal: "launch.timed-out", duration: .milliseconds(1234),
        fromClient: .init(messages: 1, bytes: 2), fromServer: .init(messages: 3, bytes: 4))

    @Test func `a run's lines say what was granted, that it was ready and how it ended`() throws {
        let folder = Folder()
        let trail = try AuditTrail(of: AuditTrailTests.record, in: folder.path)
        try trail.ready(tier: "full", landlockABI: 7)
        try trail.end(AuditTrailTests.end)
        let lines = folder.log.split(separator: "\n").map(String.init)
        try #require(lines.count == 3)
        let head =
            #/\{"time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z","run":"[0-9a-f]{32}","server":"git","seq":[0-2],/#
        #expect(lines.allSatisfy { $0.prefixMatch(of: head) != nil && $0.contains(trail.run) })
        let launch: [String] = [
            #""event":"launch","program":"/usr/bin/mcp-server-git","profile":"profiles/git.yaml""#,
            #""profile-digest":"sha256:ab","plan-digest":"sha256:cd","workspace":"/srv/a \"b\"\n","minimum-tier":"full-minus landlock""#,
            #""legs":[{"leg":"private-data","grants":["git.yaml:3:5 read: /srv"]}]"#,
            #""narrowings":[{"grant":"read: /srv","narrowing":"origin: trusted","because":"ours"}]"#,
            #""limits":[{"limit":"memory","value":"512MiB","held-by":"rlimit"}]"#,
            #""omitted-environment":["AWS_SECRET"],"digest-key":""#,
        ]
        #expect(lines[0].contains(launch.joined(separator: ",")))
        #expect(lines[1].contains(#""event":"ready","tier":"full","landlock-abi":7,"chain":""#))
        let end: [String] = [
            #""event":"end","exit-status":125,"refusal":"launch.timed-out","milliseconds":1234"#,
            #""messages-from-client":1,"bytes-from-client":2,"messages-from-server":3,"bytes-from-server":4,"after":""#,
        ]
        #expect(lines[2].contains(end.joined(separator: ",")))
    }

    @Test func `what a box left behind is a line, and nothing is none`() throws {
        let folder = Folder()
        let trail = try AuditTrail(of: AuditTrailTests.record, in: folder.path)
        try trail.leftBehind([], isIncomplete: false)
        try trail.leftBehind(["/srv/a/.vscode", "/srv/\"b\""], isIncomplete: false)
        try trail.leftBehind([], isIncomplete: true)
        let lines = folder.log.split(separator: "\n")
        try #require(lines.count == 3)
        let found = #""event":"left-behind","trusted-files":["/srv/a/.vscode","/srv/\"b\""],"complete":"yes","after":""#
        #expect(lines[1].contains(found))
        #expect(lines[2].contains(#""event":"left-behind","trusted-files":[],"complete":"no","after":""#))
    }

    @Test func `directory and file are made for their owner alone, parents too`() throws {
        let folder = Folder()
        let deep = folder.path + "/a/b"
        _ = try AuditTrail(of: AuditTrailTests.record, in: deep)
        #expect(Folder.mode(folder.path + "/a") == 0o700)
        #expect(Folder.mode(deep) == 0o700)
        #expect(Folder.mode(deep + "/audit.jsonl") == 0o600)
    }

    @Test func `what is open to others is closed to them`() throws {
        let folder = Folder()
        _ = try AuditTrail(of: AuditTrailTests.record, in: folder.path)
        unsafe chmod(folder.path, 0o777)
        unsafe chmod(folder.path + "/audit.jsonl", 0o666)
        _ = try AuditTrail(of: AuditTrailTests.record, in: folder.path)
        #expect(Folder.mode(folder.path) == 0o700)
        #expect(Folder.mode(folder.path + "/audit.jsonl") == 0o600)
    }

    @Test func `lines are appended, and a line that was cut short is closed first`() throws {
        let folder = Folder()
        _ = try AuditTrail(of: AuditTrailTests.record, in: folder.path)
        folder.append("{\"cut")
        _ = try AuditTrail(of: AuditTrailTests.record, in: folder.path)
        let lines = folder.log.split(separator: "\n")
        try #require(lines.count == 3)
        #expect(lines[1] == "{\"cut")
        #expect(lines[2].hasPrefix("{\"time\""))
        #expect(folder.log.hasSuffix("\n"))
    }

    /// What may stand where the log should, and keeps a run from starting.
    enum Obstacle: CaseIterable {
        case link, danglingLink, pipe, directory, fileInsteadOfFolder

        func put(in folder: Folder) {
            let log = folder.path + "/audit.jsonl"
            switch self {
            case .link:
                folder.append("", to: "elsewhere")
                unsafe symlink(folder.path + "/elsewhere", log)
            case .danglingLink: unsafe symlink(folder.path + "/nowhere", log)
            case .pipe: unsafe mkfifo(log, 0o600)
            case .directory: unsafe mkdir(log, 0o700)
            case .fileInsteadOfFolder: folder.append("", to: "file")
            }
        }
    }

    @Test(arguments: Obstacle.allCases)
    func `a log that cannot be written keeps a run from starting`(obstacle: Obstacle) throws {
        let folder = Folder()
        obstacle.put(in: folder)
        let path = obstacle == .fileInsteadOfFolder ? folder.path + "/file" : folder.path
        #expect(refusal(in: path)?.code == .auditUnavailable)
        #expect(refusal(in: path)?.reason.contains(path) == true)
        #expect(!Folder.exists(folder.path + "/nowhere"))
    }

    @Test(.enabled(if: geteuid() == 0, "only root can make another user's file"))
    func `another user's directory or file keeps a run from starting`() throws {
        let folder = Folder()
        _ = try AuditTrail(of: AuditTrailTests.record, in: folder.path)
        unsafe chown(folder.path + "/audit.jsonl", 4242, 4242)
        #expect(refusal(in: folder.path)?.code == .auditUnavailable)
        unsafe chown(folder.path + "/audit.jsonl", 0, 0)
        unsafe chown(folder.path, 4242, 4242)
        #expect(refusal(in: folder.path)?.code == .auditUnavailable)
        unsafe chown(folder.path, 0, 0)
        #expect(refusal(in: folder.path) == nil)
    }

    @Test func `runs that write at once do not write into each other's lines`() async throws {
        let folder = Folder()
        let path = folder.path
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    guard let trail = try? AuditTrail(of: AuditTrailTests.record, in: path) else { return }
                    for _ in 0..<50 { try? trail.ready(tier: "full", landlockABI: 7) }
                }
            }
        }
        let lines = folder.log.split(separator: "\n")
        #expect(lines.count == 20 * 51)
        #expect(lines.allSatisfy { $0.hasPrefix("{\"time\":\"") && $0.hasSuffix("}") })
    }

    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
    func `digests are SHA-256`(text: String, digest: String) {
        // The vectors of FIPS 180-4.
        #expect(Digest.sha256(Array(text.utf8)) == digest)
    }

    private func refusal(in path: String) -> Refusal? {
        do {
            _ = try AuditTrail(of: AuditTrailTests.record, in: path)
            return nil
        } catch {
            return error
        }
    }
}
