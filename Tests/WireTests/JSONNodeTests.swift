import Testing
import Wire

/// Trees of texts.
@Suite struct JSONNodeTests {
    static func node(_ text: String) throws -> JSONNode { try JSONNode.read(Array(text.utf8).span) }

    @Test func `a tree keeps order and spelling, and is written without space`() throws {
        let text = #" {"b" : [1.50, -0, 1E2, "\u0061\n\/", null], "a" : {"" : true, "é" : false}} "#
        var bytes: [UInt8] = []
        let node = try Self.node(text)
        node.append(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == #"{"b":[1.50,-0,1E2,"a\n/",null],"a":{"":true,"é":false}}"#)
        #expect(try JSONNode.read(bytes.span) == node)
    }

    @Test func `strings are equal by their bytes, and not as Unicode has it`() throws {
        let (composed, decomposed) = ("\u{e9}", "e\u{301}")
        #expect(composed == decomposed, "to Swift they are the same")
        #expect(JSONNode.string(composed) != .string(decomposed))
        let object = try Self.node("{\"\(composed)\":1,\"\(decomposed)\":2}")
        #expect(object[composed] == .number("1"))
        #expect(object[decomposed] == .number("2"))
        #expect(object.at(pointer: "/\(decomposed)") == .number("2"))
        let nodes: Set = [JSONNode.string(composed), .string(decomposed), .string(composed)]
        #expect(nodes.count == 2)
    }

    static let document = """
        {"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\\\j":5,"k\\"l":6," ":7,"m~n":8,"01":9}
        """

    /// The table of RFC 6901, section 5, and what is no pointer or leads nowhere.
    @Test(
        arguments: [
            ("/foo/0", "\"bar\""), ("/foo", "[\"bar\",\"baz\"]"), ("/", "0"), ("/a~1b", "1"), ("/c%d", "2"),
            ("/e^f", "3"),
            ("/g|h", "4"), ("/i\\j", "5"), ("/k\"l", "6"), ("/ ", "7"), ("/m~0n", "8"), ("/01", "9"),
            ("foo", nil), ("/foo/2", nil), ("/foo/-", nil), ("/foo/00", nil), ("/foo/01", nil), ("/foo/+1", nil),
            ("/foo/", nil),
            ("/m~n", nil), ("/m~2n", nil), ("/foo/0/0", nil), ("/foo/99999999999999999999", nil), ("/bar", nil),
        ] as [(String, String?)])
    func `a pointer leads where RFC 6901 says`(pointer: String, expected: String?) throws {
        let part = try Self.node(Self.document).at(pointer: pointer)
        #expect(try part == expected.map { try Self.node($0) })
    }

    @Test func `the empty pointer is the whole`() throws {
        let node = try Self.node(Self.document)
        #expect(node.at(pointer: "") == node)
    }

    @Test func `what is no string has no text, and what is no object no members`() throws {
        #expect(try Self.node("\"a\"").text == "a")
        for text in ["1", "null", "[\"a\"]", "{\"a\":\"a\"}"] { #expect(try Self.node(text).text == nil) }
        for text in ["1", "[\"a\"]", "\"a\""] { #expect(try Self.node(text)["a"] == nil) }
    }

    @Test func `the deepest text that is accepted is read`() throws {
        let text = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(throws: Never.self) { try Self.node(text) }
    }
}
