import Addresses
import Egress
import LaunchPlan
package import Policy
import Refusals

/// Profiles at random, of everything that the language has.
///
/// They obey the rules that hold within one file, so that each could have been read from one. Every entry has a line of
/// its own.
package struct RandomProfile {
    package var random: SeededGenerator
    private let file: String
    private var line = 0

    package init(seed: UInt64, file: String = "random.yaml") {
        random = SeededGenerator(seed: seed)
        self.file = file
    }

    /// A whole profile.
    package mutating func profile() -> Profile {
        var profile = Profile()
        profile.summary = Located("A profile: made \"up\" for tests", at: place())
        for _ in 0..<Int.random(in: 0...4, using: &random) { addEntry(to: &profile) }
        if random.once(in: 2) { profile.limits = limits() }
        if random.once(in: 2) { profile.runtime = runtime() }
        if random.once(in: 2) { profile.wire = wire() }
        if random.once(in: 3) { profile.minimumTier = Located(tier(), at: place()) }
        if random.once(in: 4), profile.network.hosts.isEmpty, profile.network.loopback == nil {
            profile.network.none = place()
        }
        if random.once(in: 6) {
            profile.network.none = nil
            profile.network.unknownHosts = UnknownHostGrant(
                at: place(), seconds: UInt16.random(in: 1...600, using: &random))
        }
        return profile
    }

    /// Adds one grant of any kind, unless what it is about is granted already.
    package mutating func addEntry(to profile: inout Profile) {
        switch Int.random(in: 0..<8, using: &random) {
        case 0, 1, 2:
            let grant = fileSystemGrant()
            if !profile.filesystem.contains(where: { $0.path == grant.path }) { profile.filesystem.append(grant) }
        case 3, 4:
            let grant = hostGrant()
            guard !profile.network.hosts.contains(where: { $0.overlaps(grant) }) else { return }
            profile.network.none = nil
            profile.network.hosts.append(grant)
            if let use = grant.credential, !profile.secrets.contains(where: { $0.name == use.secret }) {
                profile.secrets.append(secret(use.secret))
            }
        case 5:
            let name = random.pick(["TZ", "API_TOKEN", "LANG", "DB_PASSWORD"])
            if !names(profile).contains(name) { profile.environment.pass.append(passed(name)) }
        case 6:
            let name = random.pick(["HOME", "MODE", "APP_SECRET"])
            if !names(profile).contains(name) { profile.environment.set.append(set(name)) }
        default:
            let act = random.pick(ClientAct.allCases)
            if profile.client.stated[act] == nil {
                profile.client.stated[act] = Located(random.once(in: 2), at: place())
            }
        }
    }

    private mutating func wire() -> WireSettings {
        var wire = WireSettings()
        wire.tools = filter()
        wire.resources = filter()
        for _ in 0..<Int.random(in: 0...3, using: &random) { wire.rules.append(rule()) }
        if random.once(in: 2) { wire.pin = Located(random.pick(PinMode.allCases), at: place()) }
        if random.once(in: 3) { wire.unknownMethods = Located(random.pick(UnknownMethods.allCases), at: place()) }
        if random.once(in: 3) { wire.results.escapes = Located(random.pick(TextTreatment.allCases), at: place()) }
        if random.once(in: 3) { wire.results.largest = Located(ByteCount(1 << 20), at: place()) }
        if random.once(in: 3) { wire.audit.keeping = Located(random.pick(AuditSettings.Keeping.allCases), at: place()) }
        return wire
    }

    private mutating func filter() -> NameFilter {
        let patterns = ["git_*", "*", "file:///srv/*.md", "löschen", "a b"].map(Fixture.pattern)
        var filter = NameFilter()
        if random.once(in: 3) {
            let names = patterns.filter { _ in random.once(in: 2) }
            filter.allow = Located(names.map { Located($0, at: place()) }, at: place())
        }
        if random.once(in: 3) { filter.deny = [Located(random.pick(patterns), at: place())] }
        return filter
    }

    private mutating func rule() -> RuleStatement {
        let pattern = Fixture.pattern(random.pick(["git_*", "*"]))
        let subject: RuleSubject = random.pick([
            .tool(pattern), .prompt(pattern), .resource(pattern), .request(.sampling),
        ])
        var demands = RuleDemands()
        var under: [Located<PathTemplate>]?
        if random.once(in: 3) { demands.pattern = Fixture.textPattern(random.pick(["[^-].*", #"\w{1,8}|"""#])) }
        if random.once(in: 3) { demands.longest = random.pick([0, 400]) }
        if random.once(in: 3) { demands.values = [.text("off"), .number("17"), .boolean(false)] }
        if demands.isEmpty { under = [Located(path(["${workspace}", "/srv/ünïcode"]), at: place())] }
        var pointer = ArgumentPointer.root
        if subject.key != "resource" {
            demands.isRequired = random.once(in: 3)
            pointer = Fixture.pointer(random.pick(["/path", "/files/*/a~1b", "/ä"]))
        }
        return RuleStatement(subject, at: pointer, demands, under: under, location: place())
    }

    private func names(_ profile: Profile) -> [String] {
        profile.environment.pass.map(\.name) + profile.environment.set.map(\.name)
    }

    private mutating func place() -> SourceLocation {
        line += 1
        return SourceLocation(file: file, line: line, column: 3)
    }

    private mutating func reason() -> Reason {
        guard let reason = Reason(random.pick(["it is so", "we wrote it: all of it", "# nobody else writes \"here\""]))
        else {
            fatalError("a reason with text is one")
        }
        return reason
    }

    private mutating func path(_ texts: [String]) -> PathTemplate {
        do { return try PathTemplate(random.pick(texts)) } catch {
            fatalError("a path of the fixtures is wrong: \(error)")
        }
    }

    private mutating func fileSystemGrant() -> FileSystemGrant {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return .scratch(ScratchGrant(path: path(["/tmp", "${home}"]), at: place(), size: size()))
        case 1:
            return .socket(
                NodeGrant(path: path(["/srv/socket"]), at: place(), because: random.once(in: 2) ? reason() : nil))
        case 2: return .device(NodeGrant(path: path(["/dev/kvm"]), at: place(), isOptional: random.once(in: 2)))
        default: return .path(pathGrant())
        }
    }

    private mutating func pathGrant() -> PathGrant {
        let personal = ["${workspace}", "${workspace}/sub dir", "~/.gitconfig", "${cache}", "/home/shared/x"]
        let other = ["/srv/public", "/srv/ünïcode", "/opt/data.v1"]
        let isOther = random.once(in: 2)
        let isWritable = random.once(in: 2)
        let reveal = random.once(in: 4) ? patterns([".env", "*.pem"]) : []
        let because = random.once(in: 2) || !reveal.isEmpty ? reason() : nil
        var narrowings: [Narrowing] = []
        if let because {
            if random.once(in: 2) { narrowings.append(Narrowing(.originTrusted, because: because, at: place())) }
            if isOther, reveal.isEmpty, random.once(in: 2) {
                narrowings.append(Narrowing(.sensitivityPublic, because: because, at: place()))
            }
        }
        return PathGrant(
            path: path(isOther ? other : personal), at: place(), isWritable: isWritable, isOptional: random.once(in: 3),
            isShared: isWritable && random.once(in: 3),
            protect: isWritable && random.once(in: 2) ? patterns([".git/hooks", "a b/c"]) : [],
            hide: random.once(in: 3) ? patterns(["secret", "*.key", "notes/private"]) : [], reveal: reveal,
            narrowings: narrowings, because: because)
    }

    private mutating func patterns(_ texts: [String]) -> [Located<RelativePath>] {
        texts.compactMap { text in
            guard random.once(in: 2) || text == texts[0], let path = RelativePath(text) else { return nil }
            return Located(path, at: place())
        }
    }

    private mutating func hostGrant() -> HostGrant {
        let text = random.pick([
            "api.example.org", "*.example.org", "db.internal", "192.0.2.7", "8.8.8.8", "2606:4700::1111", "github.com",
        ])
        guard let host = HostPattern(text) else { fatalError("a host of the fixtures is wrong") }
        let isAddress = if case .address = host { true } else { false }
        let isName = if case .name = host { true } else { false }
        let inspect = !isAddress && random.once(in: 2)
        let credential = inspect && isName && random.once(in: 2) ? credential() : nil
        let isPrivate = host.isPrivate || random.once(in: 4)
        let requests =
            inspect && (credential != nil || isPrivate || random.once(in: 2))
            ? (0..<Int.random(in: 1...2, using: &random)).map { _ in requestRule(isPlain: credential != nil) } : []
        let because = random.once(in: 2) ? reason() : nil
        var narrowings: [Narrowing] = []
        if let because, text == "api.example.org", inspect {
            narrowings.append(Narrowing(random.pick([.originTrusted, .audienceOwn]), because: because, at: place()))
        }
        let ranges = ["10.1.0.0/16", "fd00::/8"].compactMap { AddressRange($0) }
        return HostGrant(
            host: host, at: place(), ports: random.pick([[443], [80, 443], [8443]]), inspect: inspect,
            isPrivate: isPrivate, ranges: isPrivate && random.once(in: 2) ? ranges : [],
            requiresTLS: inspect || random.once(in: 2), credential: credential, requests: requests,
            limits: random.once(in: 3)
                ? GrantLimits(connections: 4, totalSeconds: 60, bytesOut: 1 << 20)
                : random.once(in: 3) ? GrantLimits(idleSeconds: 1, bytesIn: 1 << 30) : GrantLimits(),
            narrowings: narrowings, because: because)
    }

    private mutating func credential() -> CredentialUse {
        let place: CredentialUse.Place = random.pick([.bearer, .basic, .header("X-Api-Key"), .query("api_key")])
        return CredentialUse(random.pick(["forge", "other-1"]), in: place, at: self.place())
    }

    private mutating func requestRule(isPlain: Bool) -> RequestRule {
        RequestRule(
            methods: random.pick([["GET", "HEAD"], ["GET"]]),
            path: random.pick(["/v1/*", "/repos/{owner}/{repo}/issues*", "/"]),
            query: random.once(in: 3)
                ? [
                    RequestCondition("per_page", "1*", at: place()),
                    RequestCondition("filter[a]", "no \"x\"", at: place()),
                ] : [],
            headers: random.once(in: 3) ? [RequestCondition("X-GitHub-Api-Version", "2022-11-28", at: place())] : [],
            allowsWebSocket: !isPlain && random.once(in: 3), at: place())
    }

    private mutating func secret(_ name: String) -> SecretGrant {
        let words = ["pass", "show", "${home}/x y"].map { text in
            do { return try Template(text) } catch { fatalError("a word of the fixtures is wrong: \(error)") }
        }
        return SecretGrant(
            name,
            from: random.pick([
                .file(path(["~/.config/x", "/srv/x"])), .environment("OWN_TOKEN"), .systemdCredential("a b"),
                .command(words),
            ]), variable: name == "forge" ? "FORGE_TOKEN" : "OTHER_TOKEN", at: place())
    }

    private mutating func passed(_ name: String) -> PassedVariable {
        let because = SecretName.looksSecret(name) ? reason() : nil
        do { return try PassedVariable(name, at: place(), because: because) } catch { fatalError("\(error)") }
    }

    private mutating func set(_ name: String) -> SetVariable {
        let because = SecretName.looksSecret(name) ? reason() : nil
        do {
            let value = try Template(random.pick(["", "no", "1", "${home}/x", "a: b # c", "\\ \"quoted\""]))
            return try SetVariable(name, to: value, at: place(), because: because)
        } catch {
            fatalError("\(error)")
        }
    }

    private mutating func size() -> ByteCount {
        random.pick([ByteCount(64 << 20), ByteCount(4097), ByteCount(3 << 30)])
    }

    private mutating func limits() -> LimitSettings {
        var limits = LimitSettings()
        if random.once(in: 2) { limits.memory = Located(ByteCount(512 << 20), at: place()) }
        if random.once(in: 2) { limits.processes = Located(random.pick([1, 64]), at: place()) }
        if random.once(in: 2) {
            limits.cpu = Located(ProcessorShare(thousandths: random.pick([10, 1000, 1500, 2125])), at: place())
        }
        if random.once(in: 2) { limits.openFiles = Located(256, at: place()) }
        if random.once(in: 2) { limits.fileSize = Located(size(), at: place()) }
        if random.once(in: 2) { limits.message = Located(ByteCount(1 << 20), at: place()) }
        if random.once(in: 2) { limits.enforce = Located(random.pick([.any, .cgroup]), at: place()) }
        return limits
    }

    private mutating func runtime() -> RuntimeSettings {
        var runtime = RuntimeSettings()
        if random.once(in: 2) { runtime.proc = Located(random.pick(ProcessFileSystem.allCases), at: place()) }
        if random.once(in: 2) { runtime.unixSockets = Located(random.once(in: 2), at: place()) }
        if random.once(in: 2) { runtime.writeXorExecute = Located(random.once(in: 2), at: place()) }
        return runtime
    }

    private mutating func tier() -> MinimumTier {
        random.pick([.full, .landlock, .fullMinus([.landlock]), .fullMinus([.landlock, .cgroupNamespace])])
    }
}
