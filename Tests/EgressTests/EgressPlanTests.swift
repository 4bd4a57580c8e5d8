import Addresses
import Egress
import Testing

/// The broker's plan as bytes: they come from the supervisor, and are believed only when they are exactly a plan.
@Suite struct EgressPlanTests {
    private static func name(_ text: String) throws -> DNSName { try #require(DNSName(text)) }

    private static func plans() throws -> [EgressPlan] {
        let private10 = try #require(AddressRange("10.0.0.0/8"))
        let private6 = try #require(AddressRange("fc00::/7"))
        return [
            EgressPlan(grants: []),
            EgressPlan(
                grants: [
                    EgressGrant(host: .name(try name("api.example.org")), ports: [443]),
                    EgressGrant(host: .below(try name("example.com")), ports: [80, 443, 65535], tls: .unchecked),
                    EgressGrant(
                        host: .address(.v4(0x0b0b_0b0b)), ports: [1],
                        limits: GrantLimits(connections: 1, idleSeconds: 2, totalSeconds: 3, bytesOut: 4, bytesIn: .max)
                    ),
                    EgressGrant(
                        host: .address(.v6(0xfc << 120 | 1)), ports: [8080],
                        ranges: [private10, private6, AddressRange(of: .v6(0xfc << 120 | 1))]),
                ], poolSize: 16, literalsByName: true,
                limits: EgressLimits(connections: 1, idleSeconds: 0, openingSeconds: 1)),
            EgressPlan(grants: [], askSeconds: 600),
            try inspecting(),
        ]
    }

    private static func inspecting() throws -> EgressPlan {
        let placeholder = try #require(Placeholder(bytes: Array("ghp_0123456789abcdef".utf8)))
        let rule = RequestRules.Rule(
            methods: ["GET", "HEAD"], path: RequestRules.Pattern("/repos/*"),
            query: [RequestRules.Condition("page", RequestRules.Pattern("1"))],
            fields: [RequestRules.Condition("Accept", RequestRules.Pattern("application/*"))], allowsWebSocket: true)
        let places: [CredentialSwap.Place?] = [nil, .bearer, .basic, .field("X-Key"), .query("key")]
        return EgressPlan(
            grants: try places.enumerated().map { number, place in
                EgressGrant(
                    host: .name(try name("h\(number).example.org")), ports: [443],
                    inspection: Inspection(
                        rules: number == 0 ? .everything : RequestRules([rule]),
                        credential: place.map {
                            BoundCredential(
                                secret: UInt16(number), swap: CredentialSwap($0, placeholder: placeholder))
                        }))
            })
    }

    @Test func `Nobody looks into connections of an address, or without TLS`() throws {
        for wrong in [
            EgressGrant(
                host: .address(.v4(0x0b0b_0b0b)), ports: [443], inspection: Inspection(rules: .everything)),
            EgressGrant(
                host: .name(try Self.name("a.example.org")), ports: [443], tls: .unchecked,
                inspection: Inspection(rules: .everything)),
        ] {
            #expect(Self.decoded(EgressPlan(grants: [wrong]).encoded()) == nil)
            var control = wrong
            control.inspection = nil
            #expect(Self.decoded(EgressPlan(grants: [control]).encoded()) != nil)
        }
    }

    @Test func `The placeholders of a plan are each there once`() throws {
        #expect(try Self.inspecting().placeholders.map(\.description) == ["ghp_0123456789abcdef"])
    }

    private static func decoded(_ bytes: [UInt8]) -> EgressPlan? {
        // Why bytes are no plan is of no account here.
        try? EgressPlan(decoding: bytes)
    }

    @Test func `A plan is read as it was written, and no part of it is one`() throws {
        for plan in try Self.plans() {
            let bytes = plan.encoded()
            #expect(Self.decoded(bytes) == plan)
            for length in bytes.indices { #expect(Self.decoded(Array(bytes.prefix(length))) == nil, "\(length)") }
            #expect(Self.decoded(bytes + [0]) == nil)
        }
    }

    @Test func `A plan has one form: what reads as one is written as the same bytes`() throws {
        var generator = SplitMix(state: 11)
        for plan in try Self.plans() {
            for _ in 0..<20_000 {
                let bytes = generator.damage(plan.encoded())
                if let read = Self.decoded(bytes) { #expect(read.encoded() == bytes) }
            }
        }
    }

    @Test func `A plan that no profile comes to is none`() throws {
        let name = EgressGrant.Host.name(try Self.name("a.example.org"))
        let wrong = [
            EgressPlan(grants: [EgressGrant(host: name, ports: [])]),
            EgressPlan(grants: [EgressGrant(host: name, ports: [0])]),
            EgressPlan(grants: [EgressGrant(host: name, ports: [443, 0])]),
            EgressPlan(grants: [], limits: EgressLimits(connections: 0)),
            EgressPlan(grants: [], limits: EgressLimits(openingSeconds: 0)),
            EgressPlan(grants: [], poolSize: .max),
            EgressPlan(
                grants: Array(repeating: EgressGrant(host: name, ports: [443]), count: EgressPlan.maximumGrants + 1)),
        ]
        for plan in wrong { #expect(Self.decoded(plan.encoded()) == nil, "\(plan)") }
        let control = EgressPlan(
            grants: Array(repeating: EgressGrant(host: name, ports: [443]), count: EgressPlan.maximumGrants))
        #expect(Self.decoded(control.encoded()) == control)
    }

    @Test func `A count that is a lie reserves nothing`() {
        var bytes = EgressPlan(grants: []).encoded()
        bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: [255, 255, 255, 255])
        #expect(Self.decoded(bytes) == nil)
    }
}
