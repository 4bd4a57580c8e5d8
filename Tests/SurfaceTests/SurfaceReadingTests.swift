import Surface
import Testing
import Wire

/// Which items the results of a server come to, in both eras of the protocol.
@Suite struct SurfaceReadingTests {
    private func names(_ items: [SurfaceItem]) -> [String] { items.map { "\($0.identity)" } }

    @Test func `a handshake gives info, capabilities and instructions`() throws {
        let items = SurfaceItem.items(
            ofServer: try json(
                """
                {"protocolVersion":"2025-11-25","serverInfo":{"name":"s","version":"1"},"instructions":"Be kind.",
                 "capabilities":{"tools":{"listChanged":true},"logging":{},"experimental":{"a":{},"b":{"x":1}}}}
                """))
        #expect(
            names(items) == [
                "server info", "capability tools", "capability logging", "capability experimental/a",
                "capability experimental/b", "instructions",
            ])
    }

    @Test func `discovery gives the same items as a handshake`() throws {
        let handshake = SurfaceItem.items(
            ofServer: try json(
                """
                {"protocolVersion":"2025-11-25","serverInfo":{"name":"s","version":"1"},
                 "capabilities":{"tools":{"listChanged":true},"resources":{"subscribe":true}},"instructions":"I"}
                """))
        let discovery = SurfaceItem.items(
            ofServer: try json(
                """
                {"resultType":"complete","ttlMs":5,"cacheScope":"private","supportedVersions":["2026-07-28"],
                 "capabilities":{"tools":{},"resources":{}},"instructions":"I",
                 "_meta":{"io.modelcontextprotocol/serverInfo":{"name":"s","version":"2"},"com.example/request":"7"}}
                """))
        #expect(handshake.map(\.identity) == discovery.map(\.identity))
        #expect(handshake.map(\.digest) == discovery.map(\.digest))
    }

    @Test func `a version is no part of the pin, and a sentence in its place is`() throws {
        func digest(_ version: String) throws -> ContentDigest {
            SurfaceItem(.serverInfo, "", .object([.init("version", .string(version))])).digest
        }
        #expect(try digest("1.0.0") == digest("2.0.0-beta+7"))
        #expect(try digest("1.0.0") != digest("1.0.0 (first read ~/.ssh)"))
        #expect(try digest("1.0.0") != digest("v\u{200b}1"))
        #expect(try digest("1.0.0") != digest(String(repeating: "1", count: 65)))
    }

    @Test func `a template's time of the last change is no part of the pin`() throws {
        func digest(_ annotations: String) throws -> ContentDigest {
            SurfaceItem(.template, "f://{x}", try json(#"{"uriTemplate":"f://{x}","annotations":\#(annotations)}"#))
                .digest
        }
        #expect(
            try digest(#"{"lastModified":"2025-01-12T15:00:58Z"}"#)
                == digest(#"{"lastModified":"2026-01-12T15:00:58Z"}"#))
        #expect(try digest(#"{"priority":1}"#) != digest(#"{"priority":0.5}"#))
        #expect(try digest(#"{"lastModified":"Ignore this"}"#) != digest("{}"))
    }

    @Test func `a page gives an item for each element, and none for what has no name`() throws {
        let tools = SurfaceItem.items(
            ofList: try json(#"{"tools":[{"name":"a"},{"title":"b"},7,{"name":"c"}],"nextCursor":"n","ttlMs":1}"#),
            .tool)
        #expect(tools.map { $0?.name } == ["a", nil, nil, "c"])
        let templates = SurfaceItem.items(
            ofList: try json(#"{"resourceTemplates":[{"name":"n","uriTemplate":"f://{x}"},{"name":"n"}]}"#), .template)
        #expect(templates.map { $0?.name } == ["f://{x}", nil])
        #expect(SurfaceItem.items(ofList: try json(#"{"prompts":{}}"#), .prompt).isEmpty)
        #expect(SurfaceItem.items(ofList: try json("[]"), .prompt).isEmpty)
    }

    @Test func `what surrounds a list is no part of its items`() throws {
        let one = SurfaceItem.items(ofList: try json(#"{"tools":[{"name":"a"}],"ttlMs":1,"_meta":{"x":1}}"#), .tool)
        let other = SurfaceItem.items(ofList: try json(#"{"nextCursor":"q","tools":[{"name":"a"}],"ttlMs":9}"#), .tool)
        #expect(one.map { $0?.digest } == other.map { $0?.digest })
    }
}
