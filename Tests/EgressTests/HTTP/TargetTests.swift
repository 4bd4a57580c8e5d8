import Egress
import Testing

@Suite struct TargetTests {
    private static func read(_ text: String) -> HTTPTarget? {
        let bytes = Array(text.utf8)
        do throws(HTTPFault) { return try HTTPTarget(bytes.span) } catch { return nil }
    }

    @Test(arguments: [
        ("/", "/"), ("/a/b", "/a/b"), ("/a/", "/a/"), ("/a?b=/../c", "/a"), ("/%41%7e", "/A~"), ("/%c3%a9", "/%C3%A9"),
        ("/a%20b", "/a%20b"), ("/a%3ab", "/a%3Ab"), ("/...", "/..."), ("/.well-known", "/.well-known"), ("/?", "/"),
        ("/a@b:c,d=e", "/a@b:c,d=e"),
    ])
    func `a path has one spelling`(text: String, path: String) {
        #expect(Self.read(text)?.description == path)
    }

    @Test(arguments: [
        "", "a", "*", "?", "//", "/a//b", "/a//", "/.", "/..", "/a/./b", "/a/../b", "/a/..", "/%2e", "/%2E%2e/a",
        "/a/.%2e",
        "/a%2fb", "/a%2Fb", "/a%5cb", #"/a\b"#, "/a;b", "/a%3bb", "/a;/../b", "/%252e%252e/", "/a%25", "/%00", "/%0a",
        "/%7f", "/%", "/%4", "/%zz", "/%u002e", "/%c0%ae%c0%ae/", "/%c0%af", "/%ff", "/a#b", "/a?b#c", "/a b", "/é",
        "/a\"b",
        "/a?%", "/a?%4", "/a?é", "/{a}", "/a^b", "http://api.example.org/",
    ])
    func `a path that two servers could read differently is none`(text: String) {
        #expect(Self.read(text) == nil)
    }
}
