import Policy
import PolicyYAML
import Refusals
import Testing

@Suite("Finding profiles")
struct LibraryTests {
    static let directories = ["/user", "/etc/p", "/built-in"].map { ProfileLibrary.Directory(path: $0) }

    static func library(_ files: [String: String], links: [String: String] = [:]) -> ProfileLibrary {
        ProfileLibrary(
            directories: directories, files: MemoryFiles(files: files.mapValues { "version: 1\n" + $0 }, links: links),
            workspace: "/w")
    }

    static func codes(_ library: ProfileLibrary, _ name: String) -> [String] {
        switch library.check(name) {
        case .success: []
        case .failure(let failure): failure.all.map { "\($0.location.map { "\($0) " } ?? "")\($0.code.rawValue)" }
        }
    }

    @Test("A name is looked up in the order of the directories")
    func order() throws {
        let library = Self.library(["/etc/p/a.yaml": "summary: system", "/built-in/a.yaml": "summary: built in"])
        #expect(try library.load("a").profile.summary?.value == "system")
        #expect(try library.load("a").sources.map(\.path) == ["/etc/p/a.yaml"])
    }

    @Test("A chain is merged, and its files are named child first")
    func chain() throws {
        let library = Self.library([
            "/built-in/base.yaml": "network: loopback",
            "/built-in/mid.yaml": "extends: base\nfilesystem: [{ read: /srv/mid }]",
            "/user/top.yaml": "extends: mid\nfilesystem: [{ read: /srv/top }]",
        ])
        let loaded = try library.load("top")
        #expect(loaded.sources.map(\.displayName) == ["/user/top.yaml", "/built-in/mid.yaml", "/built-in/base.yaml"])
        #expect(loaded.profile.pathGrants.map(\.path.description) == ["/srv/mid", "/srv/top"])
        #expect(loaded.profile.network.loopback?.file == "/built-in/base.yaml")
        #expect(loaded.profile.extends == nil)
        #expect(loaded.sources[0].bytes.starts(with: "version: 1\nextends: mid".utf8))
    }

    @Test("A profile that extends its own name extends the one that it stands in front of")
    func inFront() throws {
        let library = Self.library([
            "/user/git.yaml": "extends: git\nfilesystem: [{ read: /srv/mine }]",
            "/built-in/git.yaml": "filesystem: [{ read: /srv/theirs }]",
        ])
        #expect(try library.load("git").profile.pathGrants.map(\.path.description) == ["/srv/theirs", "/srv/mine"])
    }

    @Test("Chains that do not end are refused at the line that closes them")
    func circles() {
        let library = Self.library([
            "/user/a.yaml": "extends: b", "/user/b.yaml": "extends: a", "/built-in/self.yaml": "extends: self",
        ])
        #expect(Self.codes(library, "a") == ["/user/b.yaml:2:10 profile.inheritance"])
        #expect(Self.codes(library, "self") == ["/built-in/self.yaml:2:10 profile.inheritance"])
        var files = ["/user/p0.yaml": "summary: root"]
        for index in 1...10 { files["/user/p\(index).yaml"] = "extends: p\(index - 1)" }
        #expect(Self.codes(Self.library(files), "p7") == [])
        #expect(Self.codes(Self.library(files), "p8") == ["/user/p1.yaml:2:10 profile.inheritance"])
    }

    @Test("A missing name brings a near one to mind")
    func missing() {
        let library = Self.library(["/built-in/python.yaml": "summary: x", "/user/a.yaml": "extends: pyhton"])
        #expect(Self.codes(library, "pyton") == ["profile.not-found"])
        #expect(Self.codes(library, "a") == ["/user/a.yaml:2:10 profile.inheritance"])
        guard case .failure(let failure) = library.check("pyton") else { return }
        #expect(failure.first.hint?.hasPrefix("did you mean `python`?") == true)
        #expect(library.names() == ["a", "python"])
    }

    @Test("A name is never a path", arguments: ["..", "a b", "A", "", "git\0", "%2e"])
    func names(name: String) { #expect(Self.codes(Self.library([:]), name) == ["profile.not-found"]) }

    @Test("A project's profile answers to its path only")
    func explicit() throws {
        let library = Self.library([
            "/w/git.yaml": "summary: project", "/w/.trilatch/git.yaml": "summary: project",
            "/built-in/git.yaml": "summary: built in", "/w/child.yaml": "extends: git",
        ])
        #expect(try library.load("git").profile.summary?.value == "built in")
        #expect(try library.load("/w/git.yaml").profile.summary?.value == "project")
        #expect(try library.load("/w/child.yaml").profile.summary?.value == "built in")
    }

    @Test("A link among your own profiles does not give a project's profile a name, nor a child")
    func linked() {
        let library = Self.library(
            ["/w/p.yaml": "summary: project", "/user/child.yaml": "extends: p"], links: ["/user/p.yaml": "/w/p.yaml"])
        #expect(Self.codes(library, "p") == ["profile.untrusted"])
        #expect(Self.codes(library, "child") == ["/user/child.yaml:2:10 profile.untrusted"])
    }

    static let untrusted: [(String, String)] = [
        ("filesystem: [{ read: /srv/x, origin: trusted, because: x }]", "2:30"),
        ("filesystem: [{ read: /srv/x, reveal: [.env], because: x }]", "2:39"),
        ("environment: { pass: [{ name: API_TOKEN, because: x }] }", "2:23"),
        ("environment: { set: { API_KEY: { value: x, because: x } } }", "2:23"),
        (
            "network: [{ host: x.org, inspect: true, credential: c }]\nsecrets: [{ name: c, file: ~/c, variable: C }]",
            "3:11"
        ),
        ("network: [{ host: x.org, inspect: true, origin: trusted, because: x }]", "2:41"),
        ("pin: off", "2:6"), ("unknown-methods: pass", "2:18"), ("results: { escapes: pass }", "2:21"),
        ("results: { invisible: pass }", "2:23"), ("audit: best-effort", "2:8"), ("audit: { arguments: full }", "2:21"),
    ]

    @Test(
        "A profile in the workspace holds no secrets, no narrowings and takes no check away; the same elsewhere may",
        arguments: untrusted)
    func inWorkspace(text: String, place: String) {
        let library = Self.library(
            ["/w/p.yaml": text, "/home/ann/p.yaml": text, "/wide/p.yaml": text],
            links: ["/home/ann/link.yaml": "/w/p.yaml"])
        #expect(Self.codes(library, "/w/p.yaml") == ["/w/p.yaml:\(place) profile.untrusted"])
        #expect(Self.codes(library, "/home/ann/link.yaml") == ["/home/ann/link.yaml:\(place) profile.untrusted"])
        #expect(Self.codes(library, "/home/ann/p.yaml") == [])
        #expect(Self.codes(library, "/wide/p.yaml") == [])
    }

    @Test("What the administrator forbids is refused at the profile's line, and the rest is not")
    func administrator() {
        let text = "filesystem: [{ read: /srv/x, origin: trusted, sensitivity: public, because: x }]"
        func codes(_ policy: String) -> [String] {
            Self.codes(Self.library(["/user/a.yaml": text, "/etc/trilatch/policy.yaml": policy]), "a")
        }
        #expect(codes("forbid-narrowings: []") == [])
        #expect(codes("forbid-narrowings: [origin, audience]") == ["/user/a.yaml:2:30 narrowing.not-allowed"])
        #expect(codes("forbid-narrowings: [sensitivity, origin]").count == 2)
    }

    @Test("The administrator's limits lower what is above them, and name their own line")
    func caps() throws {
        let policy = "limits: { memory: 1GiB, processes: 10, cpu: 0.5, enforce: cgroup }"
        func limits(_ text: String) throws -> LimitSettings {
            try Self.library(["/user/a.yaml": text, "/etc/trilatch/policy.yaml": policy]).load("a").profile.limits
        }
        let above = try limits("limits: { memory: 2GiB, processes: 10, cpu: 1 }")
        #expect(above.memory?.value == ByteCount(1 << 30))
        #expect(above.memory.map { "\($0.location)" } == "/etc/trilatch/policy.yaml:2:19")
        #expect(above.processes.map { "\($0.location)" } == "/user/a.yaml:2:36")
        #expect(above.cpu?.value == ProcessorShare(thousandths: 500))
        #expect(above.enforce?.value == .cgroup)
        let below = try limits("limits: { memory: 64MiB }")
        #expect(below.memory?.value == ByteCount(64 << 20))
        #expect(below.processes?.value == 10, "a limit that no profile sets")
    }

    @Test("What the administrator asks of the wire holds for every profile, and names its own line")
    func wirePolicy() throws {
        let policy = "pin: required\nunknown-methods: refuse\naudit: { keeping: strict, arguments: digest }"
        func wire(_ text: String, _ policy: String = policy) throws -> WireSettings {
            try Self.library(["/user/a.yaml": text, "/etc/trilatch/policy.yaml": policy]).load("a").profile.wire
        }
        let loose = try wire("pin: off\nunknown-methods: pass\naudit: { keeping: best-effort, arguments: full }")
        #expect(loose.pin.map { "\($0.value) \($0.location)" } == "required /etc/trilatch/policy.yaml:2:6")
        #expect(loose.unknownMethods?.value == .refuse && loose.unknownMethods?.location.line == 3)
        #expect(loose.audit.isStrict && !loose.audit.recordsArguments)
        #expect(try wire("summary: x").pin?.value == .required, "where a profile says nothing")
        #expect(try wire("pin: required").pin?.location.file == "/user/a.yaml")
        #expect(try wire("pin: required", "pin: off").pin?.value == .required, "a policy only takes away")
        #expect(try wire("summary: x", "pin: first-use").pin == nil, "what holds anyway")
    }

    @Test(
        "A profile that accepts a weaker tier than the administrator asks for is refused",
        arguments: [
            ("full", "landlock", false), ("full", "{ full-minus: [landlock] }", false), ("full", "full", true),
            ("{ full-minus: [landlock] }", "{ full-minus: [landlock] }", true),
            ("{ full-minus: [landlock] }", "{ full-minus: [landlock, uts-namespace] }", false),
            ("landlock", "{ full-minus: [landlock] }", true),
        ])
    func requiredTier(required: String, accepted: String, isAllowed: Bool) {
        let library = Self.library([
            "/user/a.yaml": "minimum-tier: \(accepted)", "/etc/trilatch/policy.yaml": "require-tier: \(required)",
        ])
        #expect(Self.codes(library, "a") == (isAllowed ? [] : ["/user/a.yaml:2:15 policy.tier-too-weak"]))
    }

    @Test("Every file of a chain comes from a place that the administrator lists")
    func sources() {
        func codes(_ allowed: String, _ name: String) -> [String] {
            let files = [
                "/user/mine.yaml": "extends: theirs", "/built-in/theirs.yaml": "summary: x",
                "/w/p.yaml": "extends: theirs",
                "/srv/p.yaml": "summary: x", "/etc/trilatch/policy.yaml": "profile-sources: [\(allowed)]",
            ]
            let library = ProfileLibrary(
                directories: [
                    ProfileLibrary.Directory(path: "/user"),
                    ProfileLibrary.Directory(path: "/built-in", origin: .builtIn),
                ],
                files: MemoryFiles(files: files.mapValues { "version: 1\n" + $0 }), workspace: "/w")
            return Self.codes(library, name)
        }
        let refused = ["/etc/trilatch/policy.yaml:2:18 policy.source-not-allowed"]
        #expect(codes("user, built-in", "mine") == [])
        #expect(codes("built-in", "mine") == refused)
        #expect(codes("user", "mine") == refused, "a parent counts as well")
        #expect(codes("built-in, project", "/w/p.yaml") == [])
        #expect(codes("built-in, path", "/w/p.yaml") == refused)
        #expect(codes("path", "/srv/p.yaml") == [])
        #expect(codes("", "theirs") == refused)
    }

    @Test("A policy that others than root can change refuses every profile")
    func exposedPolicy() {
        let files = ["/user/a.yaml": "version: 1\n", "/etc/trilatch/policy.yaml": "version: 1\n"]
        func codes(_ exposed: Set<String>) -> [String] {
            let library = ProfileLibrary(
                directories: Self.directories, files: MemoryFiles(files: files, exposed: exposed))
            return Self.codes(library, "a")
        }
        #expect(codes([]) == [])
        #expect(codes(["/etc/trilatch"]) == ["policy.untrusted-owner"])
    }

    @Test(
        "A policy of the administrator that cannot be understood refuses every profile",
        arguments: [
            ("forbid-narrowing: [origin]", "/etc/trilatch/policy.yaml:2:1 profile.unknown-key"),
            ("forbid-narrowings: [orign]", "/etc/trilatch/policy.yaml:2:21 profile.invalid-value"),
            ("forbid-narrowings: origin", "/etc/trilatch/policy.yaml:2:20 profile.wrong-type"),
            ("forbid-narrowings: [", "/etc/trilatch/policy.yaml:2:21 profile.syntax"),
            ("require-tier: strong", "/etc/trilatch/policy.yaml:2:15 profile.invalid-value"),
            ("limits: { memory: 1 }", "/etc/trilatch/policy.yaml:2:19 profile.invalid-value"),
            ("profile-sources: [users]", "/etc/trilatch/policy.yaml:2:19 profile.invalid-value"),
        ])
    func badPolicy(policy: String, fault: String) {
        let library = Self.library(["/user/a.yaml": "summary: x", "/etc/trilatch/policy.yaml": policy])
        #expect(Self.codes(library, "a") == [fault])
    }

    @Test("All faults of the first faulty file of a chain are told")
    func faults() {
        let library = Self.library(["/user/a.yaml": "extends: b", "/built-in/b.yaml": "x: 1\ny: 2"])
        #expect(
            Self.codes(library, "a") == [
                "/built-in/b.yaml:2:1 profile.unknown-key", "/built-in/b.yaml:3:1 profile.unknown-key",
            ])
    }

    @Test("A contradiction between child and parent is refused at the child's line")
    func conflict() {
        let library = Self.library([
            "/user/a.yaml": "extends: b\nruntime: { unix-sockets: true }",
            "/built-in/b.yaml": "runtime: { unix-sockets: false }",
        ])
        #expect(Self.codes(library, "a") == ["/user/a.yaml:3:26 profile.conflict"])
    }
}
