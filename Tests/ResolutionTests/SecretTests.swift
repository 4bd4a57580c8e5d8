import Addresses
import Egress
import LaunchPlan
import Refusals
import Testing

@testable import Policy

/// What inspected hosts and secrets come to: rules and credentials of the broker's plan, and where the values are.
@Suite struct SecretTests {
    private static func host(
        _ text: String, credential: CredentialUse.Place? = nil, requests: [RequestRule] = []
    ) throws -> HostGrant {
        HostGrant(
            host: try #require(HostPattern(text)), at: Sample.location(9), inspect: true,
            credential: credential.map { CredentialUse("forge", in: $0, at: Sample.location(10)) }, requests: requests)
    }

    private static func secret(_ source: SecretSource) -> SecretGrant {
        SecretGrant("forge", from: source, variable: "FORGE_TOKEN", at: Sample.location(12))
    }

    private static func words(_ words: String...) throws -> SecretSource {
        var templates: [Template] = []
        for word in words { templates.append(try Template(word)) }
        return .command(templates)
    }

    /// Where a secret comes from on Ada's host; nil where it is refused.
    private static func resolved(
        _ source: SecretSource, in sample: Sample = Sample()
    ) throws(Refusal) -> BoxSecret.Source {
        let grants = sample.profile
        let plan: LaunchPlan
        do { plan = try sample.resolve().plan } catch { fatalError("the sample has a box: \(error)") }
        var profile = grants
        profile.secrets = [secret(source)]
        let variables = Variables(
            workspace: "\(Sample.workspace)", home: "/home/ada", user: "ada", set: sample.request.settings)
        return try SecretResolution(
            variables: variables, host: HostLookup(sample.host), request: sample.request, plan: plan
        )
        .secrets(of: profile)[0].source
    }

    private static func code(_ source: SecretSource, in sample: Sample = Sample()) -> RefusalCode? {
        do throws(Refusal) {
            _ = try resolved(source, in: sample)
            return nil
        } catch {
            #expect(error.location == Sample.location(12))
            return error.code
        }
    }

    @Test func `requests become the broker's rules, in their order, and none let everything pass`() throws {
        let requests = [
            RequestRule(
                methods: ["GET"], path: "/repos/{owner}/issues",
                query: [RequestCondition("state", "open", at: Sample.location(2))],
                headers: [RequestCondition("Accept", "text/*", at: Sample.location(2))], at: Sample.location(1)),
            RequestRule(methods: ["GET"], path: "/live", allowsWebSocket: true, at: Sample.location(3)),
        ]
        let way = try #require(
            try WayOut(
                NetworkGrants(hosts: [
                    try Self.host("a.example.org", requests: requests), try Self.host("b.example.org"),
                ])))
        #expect(
            way.plan.grants.map(\.inspection) == [
                Inspection(
                    rules: RequestRules([
                        RequestRules.Rule(
                            methods: ["GET"], path: RequestRules.Pattern("/repos/{owner}/issues"),
                            query: [RequestRules.Condition("state", RequestRules.Pattern("open"))],
                            fields: [RequestRules.Condition("Accept", RequestRules.Pattern("text/*"))]),
                        RequestRules.Rule(
                            methods: ["GET"], path: RequestRules.Pattern("/live"), allowsWebSocket: true),
                    ])), Inspection(rules: .everything),
            ])
        #expect(try EgressPlan(decoding: way.plan.encoded()) == way.plan)
    }

    @Test func `one host is judged by its own grant, whatever is said of all below another, and in whatever order`()
        throws
    {
        let exact = try Self.host("api.example.org")
        var wide = HostGrant(host: try #require(HostPattern("*.example.org")), at: Sample.location(1))
        wide.inspect = false
        let wider = HostGrant(host: try #require(HostPattern("*.b.example.org")), at: Sample.location(1))
        let way = try #require(try WayOut(NetworkGrants(hosts: [wide, wider, exact])))
        #expect(way.plan.grants.map { "\($0.host)".contains("api") } == [true, false, false])
        let judge = ConnectionJudge(way.plan)
        let name = try #require(DNSName("api.example.org"))
        let opening = judge.judge(try #require(IPAddress("198.18.1.1")), port: 443, standingFor: name)
        guard case .granted(let grant, _, _) = opening else {
            Issue.record("\(opening)")
            return
        }
        #expect(grant.inspection != nil)
    }

    static let places: [(CredentialUse.Place, CredentialSwap.Place)] = [
        (.bearer, .bearer), (.basic, .basic), (.header("X-Key"), .field("X-Key")), (.query("key"), .query("key")),
    ]

    @Test(arguments: places)
    func `a bound secret has its placeholder in the broker's plan and in the box, and neither before`(
        stated: CredentialUse.Place, place: CredentialSwap.Place
    ) throws {
        var sample = Sample()
        var box = try sample.resolve()
        let way = try #require(
            try WayOut(
                NetworkGrants(hosts: [
                    try Self.host("b.example.org"), try Self.host("a.example.org", credential: stated),
                ]
                ), secrets: [Self.secret(.environment("REAL"))]))
        sample.profile.secrets = [Self.secret(.environment("REAL"))]
        box.egress = way.plan
        box.credentialPlaces = way.credentials
        box.secrets = [
            BoxSecret(
                name: "forge", location: Sample.location(12), source: .environment("REAL"), variable: "FORGE_TOKEN")
        ]
        box.plan.command.environment.append("FORGE_TOKEN=something-else")
        #expect(way.plan.placeholders.isEmpty)
        let made = Egress.Placeholder(bytes: Array("forge_0123456789abcdef".utf8))
        let placeholder = try #require(made)
        box.bind([placeholder])
        #expect(
            box.egress?.grants.map(\.inspection?.credential) == [
                nil, BoundCredential(secret: 0, swap: CredentialSwap(place, placeholder: placeholder)),
            ])
        #expect(box.variable("FORGE_TOKEN") == "forge_0123456789abcdef")
        #expect(box.plan.command.environment.count { $0.hasPrefix("FORGE_TOKEN=") } == 1)
    }

    @Test func `where a secret comes from is no variable that the server lacks`() throws {
        var sample = Sample()
        sample.request.environment["REAL"] = "x"
        sample.request.environment["FORGE_TOKEN"] = "y"
        #expect(try sample.resolve().droppedVariables == ["FORGE_TOKEN", "REAL"])
        sample.profile.secrets = [Self.secret(.environment("REAL"))]
        let box = try sample.resolve()
        #expect(box.droppedVariables.isEmpty)
        #expect(box.variable("REAL") == nil && box.variable("FORGE_TOKEN") == nil)
        #expect(box.secrets.map(\.source) == [.environment("REAL")])
    }

    @Test func `a file is named by where it is, and may not be what the box sees`() throws {
        #expect(try Self.resolved(.file(try PathTemplate("~/forge/token"))) == .file("/home/ada/forge/token"))
        var sample = Sample()
        sample.host.file("/home/ada/forge/token")
        try sample.grant("~/forge")
        #expect(Self.code(.file(try PathTemplate("~/forge/token")), in: sample) == .secretExposed)
        #expect(Self.code(.file(try PathTemplate("/usr/share/token")), in: sample) == .secretExposed)
        #expect(Self.code(.file(try PathTemplate("~/forge-2/token")), in: sample) == nil)
        #expect(Self.code(.file(try PathTemplate("${nowhere}/token"))) == .profileUnknownVariable)
    }

    @Test func `a file that a scratch of the box covers is not what the box sees`() throws {
        var sample = Sample()
        sample.host.directory("/srv/data/x")
        try sample.grant("/srv/data")
        try sample.scratch("/srv/data/x")
        #expect(Self.code(.file(try PathTemplate("/srv/data/y")), in: sample) == .secretExposed)
        #expect(Self.code(.file(try PathTemplate("/srv/data/x/y")), in: sample) == nil)
    }

    @Test func `a command is looked up in the caller's PATH, and its words are expanded`() throws {
        var sample = Sample()
        sample.request.settings = ["entry": "forge"]
        sample.host.program("/usr/bin/pass")
        #expect(
            try Self.resolved(try Self.words("pass", "show", "${entry}"), in: sample)
                == .command(executable: "/usr/bin/pass", arguments: ["pass", "show", "forge"]))
        #expect(Self.code(try Self.words("pass", "${other}"), in: sample) == .profileUnknownVariable)
        #expect(Self.code(try Self.words("nowhere"), in: sample) == .programNotFound)
    }

    @Test func `a command that the project or the box could have written is not run`() throws {
        var sample = Sample()
        sample.host.program("/home/ada/src/app/bin/pass")
        sample.host.program("/home/ada/tools/pass")
        sample.host.link("/home/ada/.local/bin/pass", to: "/home/ada/src/app/bin/pass")
        #expect(Self.code(try Self.words("pass"), in: sample) == .secretExposed)
        #expect(Self.code(try Self.words("/home/ada/src/app/bin/pass"), in: sample) == .secretExposed)
        #expect(Self.code(try Self.words("/home/ada/tools/pass"), in: sample) == nil)
        var reading = sample
        try reading.grant("~/tools")
        #expect(Self.code(try Self.words("/home/ada/tools/pass"), in: reading) == nil)
        try sample.grant("~/tools", writable: true)
        #expect(Self.code(try Self.words("/home/ada/tools/pass"), in: sample) == .secretExposed)
    }

    @Test func `an entry of PATH that depends on where the caller stands gives no command`() throws {
        var sample = Sample()
        sample.host.program("/home/ada/pass")
        sample.request.environment["PATH"] = ".::bin:/usr/bin:/bin"
        #expect(Self.code(try Self.words("pass"), in: sample) == .programNotFound)
    }
}
