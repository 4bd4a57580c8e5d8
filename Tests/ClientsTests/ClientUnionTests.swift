import Policy
import Refusals
import Testing

@testable import Clients

/// What the servers of a client hold together.
@Suite struct ClientUnionTests {
    private func servers(_ text: String, doubt: String? = nil) throws -> [ServerLegs] {
        let configuration = try ClientConfiguration(Array(text.utf8), format: .claudeCode, file: ".claude.json")
        let legs: [String: Set<Leg>] = [
            "none": [], "private": [.privateData], "input": [.untrustedInput], "egress": [.egress],
            "reading": [.privateData, .untrustedInput],
        ]
        return configuration.servers.map { server in
            ServerLegs(server, doubt: { _ in doubt }) { box, _ throws(Refusal) in
                guard let own = legs[box.profile ?? ""] else { throw Refusal(.profileNotFound, "there is none") }
                return own
            }
        }
    }

    private func boxed(_ name: String, _ profile: String) -> String {
        #""\#(name)":{"command":"trilatch","args":["run","--profile","\#(profile)","--","x"]}"#
    }

    private func union(_ entries: String...) throws -> ClientUnion {
        let text = #"{"mcpServers":{\#(entries.joined(separator: ","))}}"#
        return try #require(ClientUnion.unions(of: try servers(text)).first)
    }

    private static let remote = #""web":{"type":"http","url":"https://example.org/mcp"}"#

    @Test func `a program without a box holds all three, and so does what is not understood`() throws {
        for entry in [
            #""a":{"command":"x"}"#, #""a":{"command":"x","url":"y"}"#, #""a":1"#, #""a":{}"#,
            #""a":{"command":"x","type":"http"}"#, #""a":{"command":["x"]}"#, #""a":{"command":"x","args":[1]}"#,
            #""a":{"command":"trilatch","args":["run","x"]}"#, #""a":{"command":"trilatch","args":["check"]}"#,
            #""a":{"command":"trilatch","args":["run","--new","x","--","y"]}"#,
            #""a":{"url":"x","headers":{"Authorization":"k"}}"#, #""a":{"url":"https://example.org/mcp?key=k"}"#,
            #""a":{"url":"https://k@example.org/"}"#, #""a":{"url":"https://${input:host}/"}"#, #""a":{"url":["x"]}"#,
            #""a":{"url":"x","experimental_bearer_token":"k"}"#, #""a":{"url":"x","some-new-key":true}"#,
        ] {
            let union = try union(entry)
            #expect(union.holdsAll, "\(entry)")
            #expect(union.closing.map { $0.map(\.name) } == [["a"]], "\(entry)")
        }
    }

    @Test func `a remote server without a credential has no private data of the user's`() throws {
        let text =
            #"{"mcpServers":{"web":{"type":"http","url":"https://example.org/mcp","timeout":5,"disabled":true}}}"#
        #expect(try servers(text)[0].legs == [.untrustedInput, .egress])
    }

    @Test func `a box that may be another program's is none`() throws {
        let text = #"{"mcpServers":{\#(boxed("a", "none"))}}"#
        #expect(try servers(text)[0].legs.isEmpty)
        #expect(try servers(text, doubt: "it is another")[0].legs.count == 3)
    }

    @Test func `the pair that closes the triad is named, and no pair that does not`() throws {
        let union = try union(boxed("git", "reading"), boxed("time", "none"), Self.remote, boxed("mail", "private"))
        #expect(union.closing.map { $0.map(\.name) } == [["git", "web"], ["web", "mail"]])
    }

    @Test func `where no pair does, three are named`() throws {
        let union = try union(boxed("a", "private"), boxed("b", "input"), boxed("c", "egress"), boxed("d", "private"))
        #expect(union.closing.map { $0.map(\.name) } == [["a", "b", "c"]])
    }

    @Test func `two legs together close nothing`() throws {
        let union = try union(boxed("a", "reading"), boxed("b", "private"), boxed("c", "none"))
        #expect(union.legs == [.privateData, .untrustedInput])
        #expect(!union.holdsAll && union.closing.isEmpty)
    }

    @Test func `a box that does not start adds no leg, and is told`() throws {
        let union = try union(boxed("a", "unknown"))
        #expect(union.legs.isEmpty)
        #expect(union.servers[0].holding == .refused(Refusal(.profileNotFound, "there is none")))
    }

    @Test func `servers of one project meet those of everywhere, and not those of another project`() throws {
        let text = #"""
            {"mcpServers":{\#(boxed("everywhere", "reading"))},"projects":{
            "/p":{"mcpServers":{\#(Self.remote)}},"/q":{"mcpServers":{\#(boxed("other", "private"))}},"/r":{}}}
            """#
        let unions = ClientUnion.unions(of: try servers(text))
        #expect(unions.map(\.project) == ["/p", "/q"])
        #expect(unions.map(\.holdsAll) == [true, false])
        #expect(unions[0].servers.map(\.name) == ["everywhere", "web"])
    }
}
