import Poisoning
import Testing
import Wire

/// Values that never reach a client.
@Suite struct KnownSecretsTests {
    private static let value = #"pa"ss/w0rd\+99 key"#
    private static let cleaner = ResultCleaner(
        links: .pass, secrets: KnownSecrets([.init(name: "token", value: Array(value.utf8))]))
    private static let gone = "[secret token removed by trilatch]"

    private func cleaned(_ text: String) -> String? {
        KnownSecretsTests.cleaner.clean(.string(text))?.node.text
    }

    @Test(arguments: [
        #"pa"ss/w0rd\+99 key"#, #"pa\"ss/w0rd\\+99 key"#, #"pa\"ss\/w0rd\\+99 key"#,
        "pa%22ss%2Fw0rd%5C%2B99%20key", "pa%22ss%2fw0rd%5c+99 key", "%70%61%22%73%73/w0rd%5C+99 key",
    ])
    func `every spelling of a value is replaced, and nothing around it`(spelling: String) {
        #expect(cleaned("before \(spelling) after \(spelling)!") == "before \(Self.gone) after \(Self.gone)!")
    }

    @Test(arguments: ["", "x", "xy"], ["", "z", "zz"])
    func `base64 of it is replaced wherever in a longer text the value begins`(before: String, after: String) throws {
        for alphabet in ["+/", "-_"] {
            let encoded = base64(Array((before + Self.value + after).utf8), alphabet)
            let text = try #require(cleaned("data: \(encoded)."))
            #expect(text.contains(Self.gone))
            // What is left of the encoding is too short to hold more than what stood around the value.
            #expect(text.utf8.count <= "data: \(Self.gone).".utf8.count + 8)
        }
    }

    @Test func `it is replaced in names, in structured content and as a number`() throws {
        let cleaner = ResultCleaner(secrets: KnownSecrets([.init(name: "pin", value: Array("48151623".utf8))]))
        let node = try JSONNode.reading(#"{"structuredContent":{"k48151623":[48151623,148151623.5]},"isError":true}"#)
        var bytes: [UInt8] = []
        try #require(cleaner.clean(node)).node.append(to: &bytes)
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"structuredContent":{"k[secret pin removed by trilatch]":["[secret pin removed by trilatch]","#
                + #""1[secret pin removed by trilatch].5"]},"isError":true}"#)
    }

    @Test(arguments: ["[removed]", "removed by", "secret", "h][s", "****", "]]]]"])
    func `words that stand for a value never spell one`(value: String) throws {
        let secrets = KnownSecrets([.init(name: "s", value: Array(value.utf8))])
        let cleaner = ResultCleaner(secrets: secrets)
        let once = try #require(cleaner.clean(.string("a\(value)\(value)]]] b")))
        #expect(once.node.text?.contains(value) == false)
        #expect(cleaner.clean(once.node) == nil)
    }

    @Test func `a value too short to be looked for is named`() {
        #expect(KnownSecrets([.init(name: "tiny", value: [1, 2, 3])]).tooShort == ["tiny"])
    }

    @Test func `no description shows a value`() {
        let secrets = KnownSecrets([.init(name: "n", value: Array("hunter22".utf8))])
        var dumped = ""
        dump(secrets, to: &dumped)
        #expect(!"\(secrets)\(secrets.debugDescription)\(dumped)".contains("hunter22"))
    }

    private func base64(_ bytes: [UInt8], _ tail: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\(tail)")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let part = bytes[start..<min(start + 3, bytes.count)]
            let bits = (part + [0, 0]).prefix(3).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            for place in 0...part.count { text.append(alphabet[Int(bits >> UInt32(18 - 6 * place)) & 63]) }
        }
        return text
    }
}
