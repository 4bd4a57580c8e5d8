import LaunchPlan
import Refusals
import Testing

@testable import Policy

/// What a box is told besides its files: environment, limits, switches.
@Suite struct BoxEnvironmentTests {
    @Test func `variables of the caller are dropped and named, never their values`() throws {
        var sample = Sample()
        sample.request.environment["API_TOKEN"] = "hunter2"
        sample.request.environment["LD_PRELOAD"] = "/tmp/evil.so"
        sample.request.environment["NODE_OPTIONS"] = "--require /tmp/evil.js"
        sample.request.environment["TERM"] = "xterm"
        let box = try sample.resolve()
        #expect(box.droppedVariables == ["API_TOKEN", "LD_PRELOAD", "NODE_OPTIONS"])
        #expect(!box.plan.command.environment.contains { $0.contains("hunter2") || $0.contains("evil") })
        #expect(!"\(box.lines)\(box.notes)\(box.droppedVariables)".contains("hunter2"))
    }

    @Test func `what the profile passes and sets is there, with its variables in place`() throws {
        var sample = Sample()
        sample.request.environment["TZ"] = "UTC"
        let location = Sample.location(1)
        sample.profile.environment.pass = [
            try PassedVariable("TZ", at: location), try PassedVariable("NO", at: location),
        ]
        sample.profile.environment.set = [try SetVariable("ROOT", to: Template("${workspace}/x"), at: location)]
        let box = try sample.resolve()
        #expect(box.variable("TZ") == "UTC")
        #expect(box.variable("NO") == nil)
        #expect(box.variable("ROOT") == "/home/ada/src/app/x")
        #expect(box.droppedVariables.isEmpty)
    }

    @Test func `a box has its own base`() throws {
        var sample = Sample()
        try sample.scratch("/tmp")
        let box = try sample.resolve()
        #expect(box.variable("HOME") == "/home/ada")
        #expect(box.variable("USER") == "ada")
        #expect(box.variable("TMPDIR") == "/tmp")
        #expect(box.variable("LANG") == "C.UTF-8")
        #expect(try Sample().resolve().variable("TMPDIR") == nil)
    }

    @Test func `programs of a box that trusts its broker are led there, unless the profile says otherwise`() throws {
        func environment(_ grants: EnvironmentGrants = EnvironmentGrants(), ownTrust: Bool) throws -> [String] {
            try BoxEnvironment(
                grants, base: .init(home: "/h", user: "u", path: [], temporary: nil, hasOwnTrust: ownTrust),
                caller: ["CURL_CA_BUNDLE": "/c", "SSL_CERT_FILE": "/d"], variables: Variables()
            ).pairs
        }
        let bundle = "/etc/ssl/certs/ca-certificates.crt"
        let led = try environment(ownTrust: true)
        #expect(led.contains("SSL_CERT_FILE=\(bundle)") && led.contains("CURL_CA_BUNDLE=\(bundle)"))
        #expect(led.contains("NODE_EXTRA_CA_CERTS=/etc/ssl/certs/trilatch-box.pem"))
        #expect(try !environment(ownTrust: false).contains { $0.contains("/etc/ssl") })
        let location = Sample.location(1)
        let said = EnvironmentGrants(
            pass: [try PassedVariable("CURL_CA_BUNDLE", at: location)],
            set: [try SetVariable("GIT_SSL_CAINFO", to: Template("/mine"), at: location)])
        let kept = try environment(said, ownTrust: true)
        #expect(kept.contains("CURL_CA_BUNDLE=/c") && kept.contains("GIT_SSL_CAINFO=/mine"))
        #expect(kept.contains("SSL_CERT_FILE=\(bundle)"))
    }

    @Test(arguments: [("de_DE.UTF-8", "de_DE.UTF-8"), ("../../evil", "C.UTF-8"), ("", "C.UTF-8"), ("a b", "C.UTF-8")])
    func `the caller's language is kept where it is one`(language: String, kept: String) throws {
        var sample = Sample()
        sample.request.environment["LANG"] = language
        #expect(try sample.resolve().variable("LANG") == kept)
    }

    @Test func `programs are looked for where the caller would, as far as the box sees it, and never in the workspace`()
        throws
    {
        var sample = Sample()
        sample.request.environment["PATH"] =
            "/opt/x:/home/ada/src/app/bin:/usr/local/bin:relative::/usr/bin:/etc/alternatives"
        sample.host.directory("/opt/x")
        sample.host.directory("/home/ada/src/app/bin")
        try sample.grant("${workspace}", writable: true)
        let path = try #require(try sample.resolve().variable("PATH"))
        #expect(path == "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin")
    }

    @Test func `the server starts where the caller stands, else in the workspace, else at home`() throws {
        var sample = Sample()
        sample.request.workingDirectory = "/home/ada/src/app"
        #expect(try sample.resolve().plan.command.workingDirectory == "/home/ada")
        sample.request.workingDirectory = "/opt"
        try sample.grant("${workspace}")
        #expect(try sample.resolve().plan.command.workingDirectory == "/home/ada/src/app")
        sample.host.directory("/home/ada/src/app/sub")
        sample.request.workingDirectory = "/home/ada/src/app/sub"
        #expect(try sample.resolve().plan.command.workingDirectory == "/home/ada/src/app/sub")
        sample.request.workingDirectory = "/"
        #expect(try sample.resolve().plan.command.workingDirectory == "/")
    }

    @Test func `the own etc says who the box's user is, and nothing of the host`() throws {
        let box = try Sample().resolve()
        var files: [String: String] = [:]
        for case .file(let path, let contents, let mode) in box.plan.fileSystem {
            files[path] = String(decoding: contents, as: UTF8.self)
            #expect(mode == 0o444)
        }
        #expect(files["/etc/passwd"]?.hasPrefix("ada:x:1001:1001::/home/ada:/bin/sh\n") == true)
        #expect(files["/etc/passwd"]?.contains("root") == false)
        #expect(files["/etc/group"]?.hasPrefix("ada:x:1001:\n") == true)
        #expect(box.binds["/etc/shadow"] == nil)
        #expect(box.binds["/etc"] == nil)
        #expect(box.binds["/etc/ssl/private"] == nil)
        #expect(box.binds["/etc/ssl/certs"]?.access == .readOnly)
        #expect(box.links["/etc/localtime"] == "/usr/share/zoneinfo/Etc/UTC")
        #expect(box.links["/bin"] == "usr/bin")
    }

    @Test(arguments: ["ro:ot", "a\nroot", "", String(repeating: "x", count: 40)])
    func `a name that would be another line of the password file is not written into it`(name: String) throws {
        var sample = Sample()
        sample.request.caller.name = name
        let box = try sample.resolve()
        #expect(box.variable("USER") == "user")
    }

    @Test func `a setting of the host that not everybody may read is left out`() throws {
        var sample = Sample()
        sample.host.file("/etc/services", permissions: 0o600)
        sample.host.link("/etc/timezone", to: "/home/ada/.bashrc")
        let box = try sample.resolve()
        #expect(box.binds["/etc/services"] == nil)
        #expect(box.binds["/home/ada/.bashrc"] == nil)
    }

    @Test func `on a system without merged directories each is bound`() throws {
        var sample = Sample()
        sample.host.file("/lib64/ld.so")
        let host = sample.host
        sample.host = FakeHost()
        for path in host.paths where !HostPath("/lib64").contains(path) {
            if let node = host.node(path) { sample.host.put(path, node) }
        }
        sample.host.file("/lib64/ld.so")
        let box = try sample.resolve()
        #expect(box.binds["/lib64"]?.access == .readOnly)
        #expect(box.links["/lib"] == "usr/lib")
    }

    /// A sample with limits of the whole box.
    private static var limited: Sample {
        var sample = Sample()
        sample.profile.limits.memory = Located(ByteCount(512 << 20), at: Sample.location(1))
        sample.profile.limits.processes = Located(64, at: Sample.location(2))
        sample.profile.limits.cpu = Located(ProcessorShare(thousandths: 1000), at: Sample.location(3))
        return sample
    }

    /// What a host has, what a profile demands, and who holds memory, processes and cpu then.
    static let holders: [(means: LimitMeans, enforce: LimitSettings.Enforcement?, held: [HeldLimit.Holder])] = [
        (LimitMeans(), nil, [.rlimit, .rlimit, .nothing]),
        (LimitMeans(canWatch: true), .any, [.watch, .rlimit, .nothing]),
        (LimitMeans(group: [.memory, .processes, .cpu], canWatch: true), nil, [.watch, .rlimit, .nothing]),
        (LimitMeans(group: [.memory, .processes, .cpu]), .cgroup, [.group, .group, .group]),
        (LimitMeans(group: [.memory, .processes, .cpu], groupIsAtHand: true), .any, [.group, .group, .group]),
        (LimitMeans(group: [.memory, .processes], groupIsAtHand: true), .any, [.group, .group, .nothing]),
    ]

    @Test(arguments: holders)
    func `each limit says by what it is held`(
        means: LimitMeans, enforce: LimitSettings.Enforcement?, held: [HeldLimit.Holder]
    ) throws {
        var sample = Self.limited
        sample.request.limitMeans = means
        sample.profile.limits.enforce = enforce.map { Located($0, at: Sample.location(4)) }
        let box = try sample.resolve()
        #expect(box.limits.map(\.name) == ["memory", "processes", "cpu", "message"])
        #expect(box.limits.map(\.holder) == held + [.supervisor])
        #expect(box.supervisedLimits.usesGroup == held.contains(.group))
        #expect(box.supervisedLimits.processorThousandths == (held[2] == .group ? 1000 : nil))
        // Whoever holds the box as a whole: a process that runs into its own limit is told so.
        #expect(box.plan.limits.dataBytes == 512 << 20 && box.plan.limits.processes == 64)
        #expect(box.messageLimit == 16 << 20)
    }

    @Test(arguments: [Set<LimitMeans.Kind>(), [.memory, .processes]])
    func `a limit that must be a control group's and cannot be is refused by name`(group: Set<LimitMeans.Kind>) {
        var sample = Self.limited
        sample.request.limitMeans = LimitMeans(group: group, groupMissing: "of a reason", canWatch: true)
        sample.profile.limits.enforce = Located(.cgroup, at: Sample.location(4))
        do {
            _ = try sample.resolve()
            Issue.record("a box came to be")
        } catch let refusal as Refusal {
            #expect(refusal.code == .limitNotEnforceable && refusal.location == Sample.location(4))
            #expect(refusal.reason.contains(group.isEmpty ? "`memory`" : "`cpu`"))
            #expect(refusal.reason.hasSuffix("of a reason"))
        } catch {
            Issue.record(error)
        }
    }

    @Test func `switches of the runtime reach the plan`() throws {
        var sample = Sample()
        #expect(try sample.resolve().plan.network == .none)
        sample.profile.network.loopback = Sample.location(1)
        sample.profile.runtime.unixSockets = Located(true, at: Sample.location(2))
        sample.profile.runtime.writeXorExecute = Located(true, at: Sample.location(3))
        sample.profile.runtime.proc = Located(.empty, at: Sample.location(4))
        let plan = try sample.resolve().plan
        #expect(plan.network == .loopback)
        #expect(plan.syscalls == SyscallVariant(unixSockets: true, internetSockets: true, writeXorExecute: true))
        #expect(plan.writeXorExecute)
        #expect(plan.processFileSystem == .empty)
        #expect(plan.omittedLayers.isEmpty)
    }

    @Test func `a box with all three legs is not resolved`() throws {
        var sample = Sample()
        let location = try sample.grant("${workspace}", writable: true)
        sample.profile.client = ClientGrants([.sampling: Located(true, at: location)])
        #expect(sample.refusal() == .trifectaAllThreeLegs)
    }

    @Test func `every line says where it came from`() throws {
        var sample = Sample()
        let location = try sample.grant("${workspace}", writable: true)
        sample.host.file(Sample.workspace.appending(".env"))
        let lines = try sample.resolve().lines.map(\.description)
        #expect(lines.contains("read and write /home/ada/src/app — \(location)"))
        #expect(lines.contains("read /usr — base system"))
        #expect(lines.contains { $0.hasPrefix("see nothing of /home/ada/src/app/.env — always: ") })
    }
}
