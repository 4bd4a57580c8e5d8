import Testing
import Wire

/// What is one message of one meaning, and what is not.
@Suite struct JSONScannerTests {
    struct Refused: CustomTestStringConvertible {
        var bytes: [UInt8]
        var fault: JSONFault
        var testDescription: String { String(decoding: bytes, as: UTF8.self) }

        init(_ text: String, _ kind: JSONFault.Kind, at offset: Int) { self.init(Array(text.utf8), kind, at: offset) }

        init(_ bytes: [UInt8], _ kind: JSONFault.Kind, at offset: Int) {
            self.bytes = bytes
            fault = JSONFault(kind, at: offset)
        }
    }

    static let refused: [Refused] = [
        Refused("", .empty, at: 0), Refused(" \t\r\n", .empty, at: 4),
        Refused("\u{feff}{}", .byteOrderMark, at: 0),
        Refused("{", .truncated, at: 1), Refused("[1,", .truncated, at: 3), Refused(#"{"a"#, .truncated, at: 3),
        Refused(#"{"a":tru"#, .truncated, at: 8), Refused("-", .truncated, at: 1), Refused("[1.", .truncated, at: 3),
        Refused(#"["\ud83d\"#, .truncated, at: 9), Refused(#"["\u12"#, .truncated, at: 6),
        Refused("{}{}", .trailingData, at: 2), Refused("1 2", .trailingData, at: 2),
        Refused("[]]", .trailingData, at: 2), Refused("{},1]", .trailingData, at: 2),
        Refused(#""a",1]"#, .trailingData, at: 3), Refused("true:1}", .trailingData, at: 4),
        Refused("[1,]", .syntax, at: 3), Refused(#"{"a":1,}"#, .syntax, at: 7), Refused("[1 2]", .syntax, at: 3),
        Refused("{1:2}", .syntax, at: 1), Refused(#"{"a" 1}"#, .syntax, at: 5), Refused("[1}", .syntax, at: 2),
        Refused("NaN", .syntax, at: 0), Refused("[-Infinity]", .syntax, at: 2), Refused("[01]", .syntax, at: 2),
        Refused("[1.e3]", .syntax, at: 3), Refused("[.5]", .syntax, at: 1), Refused("[+1]", .syntax, at: 1),
        Refused("[nul]", .syntax, at: 4), Refused("// a\n{}", .syntax, at: 0), Refused("['a']", .syntax, at: 1),
        Refused("[\u{a0}1]", .syntax, at: 1), Refused("[1\u{c}]", .syntax, at: 2),
        Refused(#"["\x41"]"#, .invalidEscape, at: 2), Refused(#"["\u00g0"]"#, .invalidEscape, at: 6),
        Refused("[\"a\u{1}\"]", .controlCharacter, at: 3), Refused("[\"a\nb\"]", .controlCharacter, at: 3),
        Refused(#"["\ud83d"]"#, .loneSurrogate, at: 2), Refused(#"["\ude00"]"#, .loneSurrogate, at: 2),
        Refused(#"["\ud83d\ud83d"]"#, .loneSurrogate, at: 2), Refused(#"["\ud83dx"]"#, .loneSurrogate, at: 2),
        Refused(#"{"\ud83d":1}"#, .loneSurrogate, at: 2),
        Refused([0x22, 0xff, 0x22], .invalidUTF8, at: 1),
        // Overlong, a surrogate, too large, cut short, and a continuation of nothing.
        Refused([0x22, 0xc0, 0xaf, 0x22], .invalidUTF8, at: 1),
        Refused([0x22, 0xe0, 0x9f, 0xbf, 0x22], .invalidUTF8, at: 1),
        Refused([0x22, 0xed, 0xa0, 0x80, 0x22], .invalidUTF8, at: 1),
        Refused([0x22, 0xf4, 0x90, 0x80, 0x80, 0x22], .invalidUTF8, at: 1),
        Refused([0x22, 0x61, 0xc3, 0x22], .invalidUTF8, at: 2), Refused([0x22, 0x80, 0x22], .invalidUTF8, at: 1),
        Refused(#"{"a":1,"a":2}"#, .duplicateKey, at: 7), Refused(#"{"a":1,"\u0061":2}"#, .duplicateKey, at: 7),
        Refused(#"{"\u0061":1,"a":2}"#, .duplicateKey, at: 12), Refused(#"{"a/":1,"a\/":2}"#, .duplicateKey, at: 8),
        Refused(#"{"😀":1,"\uD83D\ude00":2}"#, .duplicateKey, at: 10), Refused(#"{"":1,"":2}"#, .duplicateKey, at: 6),
        Refused(#"{"x":[{"y":{"a":1,"b":{"a":2},"a":3}}]}"#, .duplicateKey, at: 30),
        Refused("[1e309]", .numberOutOfRange, at: 1), Refused("-1e400", .numberOutOfRange, at: 0),
        Refused("[1.7976931348623159e308]", .numberOutOfRange, at: 1),
        Refused(String(repeating: "1", count: 129), .numberTooLong, at: 0),
        Refused(String(repeating: "[", count: 65), .tooDeep, at: 64),
        Refused("{\"\(String(repeating: "k", count: 4097))\":1}", .keyTooLong, at: 1),
    ]

    /// A text with so much space around it that none of it is near the end, where bytes are looked at one by one.
    static func wide(_ bytes: [UInt8]) -> [UInt8] {
        let space = [UInt8](repeating: 0x20, count: 80)
        return space + bytes + space
    }

    @Test(arguments: refused)
    func `what is ambiguous is refused, and the byte named`(sample: Refused) {
        #expect(Self.fault(of: sample.bytes) == sample.fault)
        // Where the text has ended too early, the space after it is what comes next.
        let wide = Self.fault(of: Self.wide(sample.bytes))
        #expect(wide != nil)
        if ![.truncated, .empty, .byteOrderMark].contains(sample.fault.kind) {
            #expect(wide == JSONFault(sample.fault.kind, at: sample.fault.offset + 80))
        }
    }

    static let accepted = [
        "{}", "[]", " { } ", "[\(String(repeating: " ", count: 40))]", "{\(String(repeating: "\n", count: 17))}",
        "\r\n[ ]\t", "0", "-0", "-0.0e-0", "1E+2", "1.7976931348623157e308", "1e-999", "\"\"",
        "true",
        "false", "null", #"{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}"#, #"["a","a"]"#, #"{"a":1,"A":2,"\u0000":3}"#,
        // The same to Unicode, but to no reader of JSON.
        "{\"\u{e9}\":1,\"e\u{301}\":2}", #"["\u0000\ud83d\ude00\/\b\f\n\r\t\"\\"]"#, "[\"\u{7f}\u{ffff}\u{10ffff}\"]",
        String(repeating: "[", count: 64) + String(repeating: "]", count: 64), String(repeating: "9", count: 128),
        "{\"\(String(repeating: "k", count: 4096))\":1}",
    ]

    @Test(arguments: accepted)
    func `what all readers take for the same is accepted`(text: String) {
        #expect(Self.fault(of: Array(text.utf8)) == nil)
        #expect(Self.fault(of: Self.wide(Array(text.utf8))) == nil)
    }

    @Test(arguments: accepted.filter { $0.contains { "{[".contains($0) } })
    func `no part of a text is one`(text: String) {
        let bytes = Array(text.utf8)
        for end in 0..<(bytes.lastIndex { $0 == UInt8(ascii: "}") || $0 == UInt8(ascii: "]") } ?? 0) {
            #expect(Self.fault(of: Array(bytes[..<end])) != nil)
            #expect(Self.fault(of: Self.wide(Array(bytes[..<end]))) != nil)
        }
    }

    @Test func `the memory of one text does not show in the next`() throws {
        var scanner = JSONScanner()
        let many = (0..<1000).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        for text in ["{\(many),\"k7\":1}", "{\(many)", "[{\"k7\":{\(many)}},\(many)]", "{\"k7\":\"\\"] {
            _ = try? scanner.scan(Array(text.utf8).span)  // It is refused, and leaves keys open.
            _ = try scanner.scan(Array("{\(many)}".utf8).span)
            _ = try scanner.scan(Array(#"{"k7":{"k7":1}}"#.utf8).span)
        }
    }

    /// How a text is refused; nil where it is accepted.
    static func fault(of bytes: [UInt8], limits: JSONLimits = JSONLimits()) -> JSONFault? {
        var scanner = JSONScanner(limits: limits)
        do {
            _ = try scanner.scan(bytes.span)
            return nil
        } catch {
            return error
        }
    }
}
