import Testing
import Wire

/// Where the parts of a message are found, and how they are read.
@Suite struct MessageOutlineTests {
    static func outline(_ text: String) throws -> (outline: MessageOutline, bytes: [UInt8]) {
        let bytes = Array(text.utf8)
        var scanner = JSONScanner()
        return (try scanner.scan(bytes.span), bytes)
    }

    @Test(arguments: MessageMember.allCases)
    func `a member is found by its name, plain or escaped, and at its place only`(member: MessageMember) throws {
        let name = try #require(member.path.last)
        let escaped = name.utf8.map { "\\u00" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        for spelling in [name, escaped] {
            for value in ["1", "null", "\"a\\\"}\"", "[{\"id\":2}]", " { \"\(name)\" : [] } "] {
                let inner = "{\"x\":0, \"\(spelling)\" : \(value), \"y\":[]}"
                let text = member.path.count == 1 ? inner : "{\"z\":{}, \"\(member.path[0])\":\(inner)}"
                let (outline, bytes) = try Self.outline(text)
                let found = try #require(outline[member])
                #expect(found.source(in: bytes.span) == value.trimmed)
                for other in MessageMember.allCases where other != member && other.path != [member.path[0]] {
                    #expect(outline[other] == nil, "\(other)")
                }
            }
        }
        let deeper =
            "{\"a\":{\"\(name)\":1},\"b\":[{\"\(name)\":1}],\"params\":[{\"\(name)\":1}],\"\(name)x\":1,\"\":2}"
        #expect(try Self.outline(deeper).outline[member] == nil || member == .params)
        #expect(try Self.outline("[\(deeper)]").outline[member] == nil)
    }

    @Test(arguments: ["", String(repeating: " ", count: 80)])
    func `the members of each part are its own, and what follows a part is the message's`(space: String) throws {
        let (outline, bytes) = try Self.outline(
            #"{"params":{"name":"a","x":{"uri":1}},"id":7,"result":{"content":[{"task":2}],"_meta":{}},"x":{"code":0},"error":{"code":3,"data":[]}}"#
                + space)
        let found = MessageMember.allCases.compactMap { member in
            outline[member].map { "\(member) \($0.source(in: bytes.span))" }
        }
        let expected = [
            "id 7", #"params {"name":"a","x":{"uri":1}}"#, #"result {"content":[{"task":2}],"_meta":{}}"#,
            #"error {"code":3,"data":[]}"#, #"paramsName "a""#, #"resultContent [{"task":2}]"#, "resultMeta {}",
            "errorCode 3", "errorData []",
        ]
        #expect(found.sorted() == expected.sorted())
    }

    @Test func `a text's kind and its place are told`() throws {
        #expect(try Self.outline(" {} ").outline.kind == .object)
        #expect(try Self.outline(" {} ").outline.value.bounds == 1..<3)
        #expect(try Self.outline("[{}]").outline.kind == .array)
        for text in ["1", "null", "\"{}\""] { #expect(try Self.outline(text).outline.kind == .other) }
    }

    @Test(arguments: [
        ("{\"a\":\"b\"}", false, false, false), ("{\"a\":\"b\\n\"}", false, true, false),
        ("{\"a\\u0062\":1}", false, true, true), ("{\"é\":1}", true, false, false),
        ("[\"\\\\u0041\"]", false, true, false), ("[{\"x\":{\"y\":[\"漢\\ud83d\\ude00\"]}}]", true, true, true),
    ])
    func `what a look for hidden characters may skip is told`(
        text: String, nonASCII: Bool, escapes: Bool, unicodeEscapes: Bool
    ) throws {
        for text in [text, "{\"filling\":\"\(String(repeating: "f", count: 100))\",\"text\":\(text)}"] {
            let outline = try Self.outline(text).outline
            #expect(outline.hasNonASCII == nonASCII)
            #expect(outline.hasEscapes == escapes)
            #expect(outline.hasUnicodeEscapes == unicodeEscapes)
        }
    }

    @Test(arguments: [
        ("\"tools/call\"", true), ("\"tools\\/call\"", true), ("\"\\u0074ools/call\"", true),
        ("\"tools/cal\"", false), ("\"tools/calls\"", false), ("\"\"", false), ("\"tools/cal\\u006d\"", false),
        ("\"tools/cal\\u0100\"", false), ("\"toöls/call\"", false), ("7", false), ("[\"tools/call\"]", false),
    ])
    func `a string is compared by what it spells`(value: String, isSame: Bool) throws {
        let (outline, bytes) = try Self.outline("{\"method\":\(value)}")
        let method = try #require(outline[.method])
        #expect(method.isString("tools/call", in: bytes.span) == isSame)
        #expect((method.string(in: bytes.span) == "tools/call") == isSame)
    }

    @Test func `the parts of arrays and objects come in order`() throws {
        let (outline, bytes) = try Self.outline(#" [ 1 ,"a]",{"k":[2,{}]} , [ ] ] "#)
        var elements: [String] = []
        outline.value.forEachElement(in: bytes.span) { elements.append($0.source(in: bytes.span)) }
        #expect(elements == ["1", "\"a]\"", "{\"k\":[2,{}]}", "[ ]"])
        outline.value.forEachMember(in: bytes.span) { _, _ in Issue.record("an array has no members") }

        let object = try Self.outline(#"{ "a\"" : 1, "b" :{"b":2},"":[]}"#)
        var members: [String] = []
        object.outline.value.forEachMember(in: object.bytes.span) { key, value in
            members.append("\(key.string(in: object.bytes.span) ?? "?")=\(value.source(in: object.bytes.span))")
        }
        #expect(members == ["a\"=1", "b={\"b\":2}", "=[]"])
        #expect(object.outline.value.member("b", in: object.bytes.span)?.kind(in: object.bytes.span) == .object)
        #expect(object.outline.value.member("c", in: object.bytes.span) == nil)
    }

    @Test(arguments: [
        ("", MessageID.absent), ("\"id\":null", .null), ("\"id\":7", .usable(.integer(7))),
        ("\"id\":-0", .usable(.integer(0))), ("\"id\":\"a\\u0062\"", .usable(.string("ab"))),
        ("\"id\":9007199254740991", .usable(.integer(9_007_199_254_740_991))), ("\"id\":9007199254740992", .unusable),
        ("\"id\":-9007199254740993", .unusable), ("\"id\":1.0", .unusable), ("\"id\":1e2", .unusable),
        ("\"id\":[1]", .unusable), ("\"id\":true", .unusable),
        ("\"id\":\"\(String(repeating: "i", count: 1025))\"", .unusable),
    ])
    func `an id is usable when every reader keeps it`(member: String, expected: MessageID) throws {
        let (outline, bytes) = try Self.outline("{\(member)}")
        #expect(outline.id(in: bytes.span) == expected)
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
