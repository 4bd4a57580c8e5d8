import Poisoning
import Testing
import Wire

/// What becomes of a result on its way to the client.
@Suite struct ResultCleanerTests {
    /// A text result, cleaned; nil where nothing was found.
    private func cleaned(_ text: String, _ cleaner: ResultCleaner = .sample) -> String? {
        cleaner.clean(.result(text: text))?.node.at(pointer: "/content/0/text")?.text
    }

    @Test(arguments: [
        ("\u{1b}[31mred\u{1b}[0m", "\\u{1b}[31mred\\u{1b}[0m"), ("a\u{200b}b", "a\\u{200b}b"),
        ("\u{202e}gnp", "\\u{202e}gnp"), ("x\u{e0041}", "x\\u{e0041}"), ("50%\r100%", "50%\\u{d}100%"),
        ("\u{9b}2K", "\\u{9b}2K"), ("a\u{fe0f}\u{200d}\u{1f525}", "a\\u{fe0f}\\u{200d}\u{1f525}"),
        ("\u{1814}\u{200c}\u{180e}", "\u{1814}\\u{200c}\\u{180e}"),
    ])
    func `what hides is shown as an escape`(text: String, shown: String) {
        #expect(cleaned(text) == shown)
    }

    @Test(arguments: [
        "plain", "two\r\nlines\tand a tab", "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} \u{26a0}\u{fe0f}",
        "[read](docs/a.md) ![logo](img/a.png) [top](#top)", "see https://elsewhere.example/a?b=c for more",
        "<https://elsewhere.example/>", "![i](data:image/png;base64,iVBORw0KGgo=)", "[mail](mailto:a@b.example)",
        "![ok](https://granted.example/a.png) [ok](https://cdn.granted.example/)", "if a<b && c>d { x = [1](2) }",
        "<p class=\"x\">text</p>", "<svg xmlns=\"http://www.w3.org/2000/svg\">", "array[0]: https://elsewhere.example",
        "hxxps://elsewhere.example", "use url(https://elsewhere.example) there", "100% sure, 5%20off",
    ])
    func `what hides nothing and leads nowhere keeps every byte`(text: String) {
        #expect(cleaned(text) == nil)
    }

    @Test(arguments: [
        ("![x](https://evil.example/?q=1)", "![x](hxxps://evil.example/?q=1)"),
        ("[x](HTTP://evil.example)", "[x](hxxp://evil.example)"),
        ("![x](//evil.example/a)", "![x](hxxps://evil.example/a)"),
        ("![x]( <https://evil.example/a b> \"t\")", "![x]( <hxxps://evil.example/a%20b> \"t\")"),
        ("![x](https&#58;//evil.example)", "![x](hxxps://evil.example)"),
        ("![x](https&colon;&sol;&sol;evil.example)", "![x](hxxps://evil.example)"),
        ("![x](https:\\/\\/evil.example)", "![x](hxxps://evil.example)"),
        ("![x](https:/evil.example)", "![x](hxxps:/evil.example)"),
        ("![x](https://granted.example@evil.example)", "![x](hxxps://granted.example@evil.example)"),
        ("![x](https://granted.example\\.evil.example)", "![x](hxxps://granted.example.evil.example)"),
        ("![x](https://granted.example.evil.example)", "![x](hxxps://granted.example.evil.example)"),
        ("![x](https://evil.example#granted.example)", "![x](hxxps://evil.example#granted.example)"),
        ("![x](https://evilgranted.example)", "![x](hxxps://evilgranted.example)"),
        ("![x](ftp://evil.example/a)", "![x](ftp[:]//evil.example/a)"),
        ("![x](\\\\\\\\evil.example\\share)", "![x](hxxps:%5c%5cevil.example%5cshare)"),
        ("![x](file://evil.example/share)", "![x](file[:]//evil.example/share)"),
        ("![x][r]\n\n[r]: https://evil.example/", "![x][r]\n\n[r]: hxxps://evil.example/"),
        ("> 1. [r]:\n  https://evil.example/", "> 1. [r]:\n  hxxps://evil.example/"),
        ("[a\nb]: https://evil.example/", "[a\nb]: hxxps://evil.example/"),
        ("<style>@import 'https://evil.example/';", "<style>@import 'hxxps://evil.example/';"),
        ("<img src=\"https://evil.example/a\">", "<img src=\"hxxps://evil.example/a\">"),
        ("<IMG\nSRC = 'https://evil.example/a'", "<IMG\nSRC = 'hxxps://evil.example/a'"),
        ("<img/src=https://evil.example/a>", "<img/src=hxxps://evil.example/a>"),
        ("<img alt=\">\" src=\"ht\ntps://evil.example\">", "<img alt=\">\" src=\"hxxps://evil.example\">"),
        ("<img srcset=\"a.png 1x, https://evil.example/b 2x\">", "<img srcset=\"hxxps://evil.example/b\">"),
        ("<p style=\"background:url(https://evil.example)\">", "<p style=\"hxxps://evil.example\">"),
        ("<a href=\"https://evil.example\">x</a>", "<a href=\"hxxps://evil.example\">x</a>"),
        ("<STYLE>p{background:url( 'https://evil.example' )}", "<STYLE>p{background:url( 'hxxps://evil.example' )}"),
        ("![x](https://evil.example.)", "![x](hxxps://evil.example.)"),
        ("![x](https://granted.example.)", "![x](https://granted.example.)"),
        ("![x](https://\u{ff47}ranted.example)", "![x](hxxps://\u{ff47}ranted.example)"),
    ])
    func `a link that is followed or fetched outside the grants is made one that is not`(text: String, defanged: String)
    {
        #expect((cleaned(text) ?? text) == defanged)
    }

    @Test func `what the protocol has a client fetch is made unfetchable, and data is left alone`() throws {
        let node = try JSONNode.reading(
            """
            {"content":[{"type":"resource_link","uri":"https://evil.example/a","name":"a"},
             {"type":"resource","resource":{"uri":"https://evil.example/b","text":"t"}},
             {"type":"text","text":"t","icons":[{"src":"https://evil.example/i"},{"src":"data:image/png;base64,AA=="}]}],
             "structuredContent":{"url":"https://elsewhere.example/","uri":"https://elsewhere.example/","src":"https://e.example"},
             "isError":true}
            """)
        let cleaned = try #require(ResultCleaner.sample.clean(node))
        #expect(cleaned.node.at(pointer: "/content/0/uri")?.text == "hxxps://evil.example/a")
        #expect(cleaned.node.at(pointer: "/content/1/resource/uri")?.text == "hxxps://evil.example/b")
        #expect(cleaned.node.at(pointer: "/content/2/icons/0/src")?.text == "hxxps://evil.example/i")
        #expect(cleaned.node.at(pointer: "/content/2/icons/1/src")?.text == "data:image/png;base64,AA==")
        #expect(cleaned.node["structuredContent"] == node["structuredContent"])
        #expect(cleaned.node["isError"] == .bool(true))
        let change = try #require(cleaned.changes.first)
        #expect(cleaned.changes.count == 1 && change.count == 3)
        #expect(change.kind == .link && change.name == "“evil.example”" && change.place == "/content/0/uri")
        let url = try JSONNode.reading(#"{"mode":"url","url":"https://evil.example/login","message":"m"}"#)
        #expect(ResultCleaner.sample.clean(url)?.node["url"]?.text == "hxxps://evil.example/login")
        let typed = try JSONNode.reading(#"{"type":"x","url":"https://evil.example/login","mode":"url"}"#)
        #expect(ResultCleaner.sample.clean(typed)?.node["url"]?.text == "hxxps://evil.example/login")
    }

    @Test func `a treatment says whether a kind passes, is replaced or is refused`() {
        let text = "\u{1b}[0m \u{200b} ![x](https://evil.example)"
        for treatment in ResultCleaner.Treatment.allCases {
            let cleaner = ResultCleaner(escapes: treatment, invisible: treatment, links: treatment)
            let cleaned = cleaner.clean(.result(text: text))
            #expect((cleaned == nil) == (treatment == .pass))
            #expect((cleaned?.refusal != nil) == (treatment == .refuse))
        }
    }

    @Test func `names of members are cleaned and go on to differ`() throws {
        let node = try JSONNode.reading(#"{"a\u200b":1,"a\\u{200b}":2}"#)
        let cleaned = try #require(ResultCleaner.sample.clean(node)?.node)
        #expect(cleaned == .object([.init("a\\u{200b}", .number("1")), .init("a\\u{200b}~", .number("2"))]))
    }

    @Test func `a report of many hosts stays short`() throws {
        let text = (0..<1000).map { "![x](https://h\($0).example)" }.joined(separator: " ")
        let cleaned = try #require(ResultCleaner.sample.clean(.result(text: text)))
        #expect(cleaned.changes.count == ResultCleaner.longestReport)
    }
}

extension ResultCleaner {
    static let sample = ResultCleaner(granted: GrantedHosts(["granted.example", "*.granted.example"]))
}

extension JSONNode {
    static func result(text: String) -> JSONNode {
        .object([.init("content", .array([.object([.init("type", .string("text")), .init("text", .string(text))])]))])
    }

    static func reading(_ text: String) throws -> JSONNode { try JSONNode.read(Array(text.utf8).span) }
}
