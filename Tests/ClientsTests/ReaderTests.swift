import Refusals
import Testing

@testable import Clients

/// What a configuration may be, and what is refused.
@Suite struct ReaderTests {
    private func code(_ text: String, _ syntax: ConfigurationText.Syntax) -> RefusalCode? {
        refusal { () throws(Refusal) in _ = try ConfigurationText(Array(text.utf8), syntax: syntax, file: "f") }?.code
    }

    @Test(arguments: [
        "{}", " {} ", "{\"a\":1}", "{\"a\":[1,2,],}", "{/* c */\"a\":// d\n1}", "{\"a\":-0.5e+10}", "{\"a\":{}}\n",
        "{\"\\ud83d\\ude00\":null}", "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\"}", "{\"a\":true,\"b\":false}",
        "{}//",
        "{\"ü\":\"\u{2028}\"}", "{\"a\": \"//\", \"b\": \"/*\"}",
    ])
    func `JSON with comments and a last comma is read`(text: String) {
        #expect(code(text, .json) == nil)
    }

    @Test(arguments: [
        "", "[]", "1", "{", "}", "{\"a\"}", "{\"a\":}", "{\"a\":1 \"b\":2}", "{,}", "{\"a\":[,]}", "{\"a\":[1,,2]}",
        "{'a':1}", "{a:1}", "{\"a\":01}", "{\"a\":.5}", "{\"a\":1.}", "{\"a\":+1}", "{\"a\":0x1}", "{\"a\":NaN}",
        "{\"a\":tru}", "{} x", "{}{}", "{\"a\":\"\n\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\\ud800\\u0041\"}", "{\"a\":\"\\udc00\"}", "{\"a\":\"\\u12\"}", "{\"a\":\"", "{/*", "{/",
        "{\"a\":1/2}",
        "\u{FEFF}{}", "{\"a\":1}\0", "# no\n{}", "{\"a\":1;}",
    ])
    func `what is not JSON is refused`(text: String) {
        #expect(code(text, .json) == .clientSyntax)
    }

    @Test(arguments: [
        #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, #"{"x":[{"b":{"c":1,"d":2,"c":3}}]}"#,
        #"{"mcpServers":{},"mcpServers":{"a":{"command":"x"}}}"#,
    ])
    func `a key that stands twice is refused, however it is written`(text: String) {
        #expect(code(text, .json) == .clientDuplicateKey)
    }

    @Test func `what nests too deep is refused, and what is just deep enough is not`() {
        func nested(_ depth: Int) -> String {
            "{\"a\":" + String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1) + "}"
        }
        #expect(code(nested(ConfigurationText.maximumDepth), .json) == nil)
        #expect(code(nested(ConfigurationText.maximumDepth + 1), .json) == .clientSyntax)
        #expect(code(nested(100_000), .json) == .clientSyntax)
        #expect(code("a = " + String(repeating: "[", count: 100_000), .toml) == .clientSyntax)
        #expect(code("a = " + String(repeating: "{a=", count: 100_000), .toml) == .clientSyntax)
        #expect(code("[" + String(repeating: "a.", count: 100_000) + "a]", .toml) == .clientSyntax)
    }

    @Test func `bytes that are not UTF-8 are refused where they stand`() {
        let bytes = Array("{\n\"ü\u{FFFD}\": \"".utf8) + [0xff, 0x22, 0x7d]
        let refused = refusal { () throws(Refusal) in _ = try ConfigurationText(bytes, syntax: .json, file: "f") }
        #expect(refused?.code == .clientSyntax)
        #expect(refused?.location == SourceLocation(file: "f", line: 2, column: 8))
    }

    @Test(arguments: [
        "", "# c", "a = 1", "a.b.c = 'x'\na.b.d = 2", "[a]\n[a.b]\n[c]", "[a.b]\n[a]", "[[a]]\nb=1\n[[a]]\nb=1",
        "[[a]]\n[a.b]\n[[a]]\n[a.b]", "a = [\n1, # one\n2,\n]", "a = { b = 1, c.d = 2 }", "a = {}", "\"a b\" = ''",
        "a = '''x''y'''", "a = \"\"\"x\n\\\n  y\"\"\"\"\"", "a = 1979-05-27 07:32:00.5-07:00", "a = 07:32:00",
        "a = -inf",
        "a = 0xDEADBEEF\r\nb = 1_000\r\n", "a = \"\\u00e9\\U0001F600\"", "'' = 1", "a = true # yes",
        "[fruit]\napple.color = 'red'\n[fruit.apple.texture]\nsmooth = true",
    ])
    func `TOML is read`(text: String) {
        #expect(code(text, .toml) == nil)
    }

    @Test(arguments: [
        "a", "a =", "= 1", "a = 1 b = 2", "[a", "[a]]", "[[a]", "[]", "a = [1 2]", "a = {b = 1,}", "a = {b = 1\n}",
        "a = 'x", "a = \"x\ny\"", "a = \"\\q\"", "a = \"\\ud800\"", "a = yes", "a = 1\u{0}", "a = 1\r", "a . = 1",
        "\"\"\"a\"\"\" = 1", "a = \"\"\"x\"\"\"\"\"\"", "# \u{1}", "a = #", "a = nul",
    ])
    func `what is not TOML is refused`(text: String) {
        #expect(code(text, .toml) == .clientSyntax)
    }

    @Test(arguments: [
        "a = 1\na = 2", "a = 1\n\"a\" = 2", "[a]\n[a]", "[a]\nb = 1\n[a.b]", "a.b = 1\n[a]", "a = {b = 1}\na.c = 2",
        "a = {b = 1, b = 2}", "[a.b]\n[a]\nb.c = 1", "[[a]]\n[a]", "a = [1]\n[[a]]", "[a]\n[[a]]",
        "[mcp_servers.x]\ncommand='a'\n[mcp_servers.'x']\ncommand='b'",
    ])
    func `a table or a key that stands twice is refused`(text: String) {
        #expect(code(text, .toml) == .clientDuplicateKey)
    }

    @Test(arguments: Sample.all)
    func `no change of one byte is read past the end or traps`(sample: Sample) throws {
        let bytes = try sample.bytes
        var accepted = 0
        for place in bytes.indices {
            for byte in [0x22, 0x5c, 0x7b, 0x5d, 0x2f, 0x0a, 0x23, 0xff] as [UInt8] {
                var changed = bytes
                changed[place] = byte
                accepted += try rewritten(sample, changed)
            }
            var shorter = bytes
            shorter.remove(at: place)
            accepted += try rewritten(sample, shorter)
            _ = try rewritten(sample, Array(bytes[..<place]))
        }
        #expect(accepted > 0, "some changes leave a configuration")
    }

    /// Reads, wraps and unwraps: 1 where it can be read, and then the bytes come back.
    private func rewritten(_ sample: Sample, _ bytes: [UInt8]) throws -> Int {
        guard let before = try? sample.read(bytes) else { return 0 }
        guard let wrapped = try? ConfigurationChange.wrapping(before, before.boxes, program: RoundTripTests.program),
            !before.boxes.isEmpty
        else { return 1 }
        let already = Set(before.boxed)
        let boxed = wrapped.after.boxed.filter { !already.contains($0) }
        let unwrapped = try ConfigurationChange.unwrapping(wrapped.after, boxed)
        if unwrapped.after.text.bytes != bytes { Issue.record("\(String(decoding: bytes, as: UTF8.self))") }
        return 1
    }
}
