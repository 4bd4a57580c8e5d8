import Refusals
import Testing

@testable import Policy

/// Paths are bytes, and mean what the kernel means by them.
@Suite struct HostPathTests {
    @Test(arguments: ["", "a", "/a/", "//", "/a//b", "/.", "/a/..", "/a/./b", "./a", "/a\0b"])
    func `what is not absolute and normalised is no path`(text: String) {
        #expect(HostPath(text) == nil)
    }

    @Test func `two encodings of one letter are two paths`() {
        let composed: HostPath = "/\u{e9}"
        let decomposed: HostPath = "/e\u{301}"
        // As strings they are equal, which no file system thinks.
        #expect("/\u{e9}" == "/e\u{301}")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(!composed.contains(decomposed))
    }

    @Test func `a directory comes before what is below it, and that before its siblings`() {
        let paths: [HostPath] = ["/a", "/a/b", "/a/b/c", "/a-b", "/a.b", "/a0", "/b"]
        #expect(paths.shuffled().sorted() == paths)
        #expect([HostPath.root, "/a"].sorted().first == .root)
    }

    @Test func `only whole components count as above`() {
        let path: HostPath = "/home/ada"
        #expect(path.contains("/home/ada"))
        #expect(path.contains("/home/ada/x"))
        #expect(!path.contains("/home/adam"))
        #expect(!path.contains("/home"))
        #expect(HostPath.root.contains(path))
    }

    @Test func `what lies between is listed outermost first, without the ends`() {
        #expect(HostPath("/a").between("/a/b/c/d") == ["/a/b", "/a/b/c"])
        #expect(HostPath.root.between("/a/b") == ["/a"])
        #expect(HostPath("/a").between("/a/b") == [])
        #expect(HostPath("/a").between("/b/c") == [])
    }

    @Test(arguments: [
        ("x", "/a/b/x"), ("../x", "/a/x"), ("../../../x", "/x"), ("/x/../y", "/y"), (".", "/a/b"), ("..", "/a"),
    ])
    func `text alone leads where text leads`(name: String, path: String) {
        #expect(HostPath("/a/b").lexically(name) == HostPath(path))
    }

    @Test func `what a person reads moves no cursor`() {
        #expect("\(HostPath.root.appending("a\u{1b}[2J\n\u{202e}\u{e9}"))" == "/a\\u{1b}[2J\\u{a}\\u{202e}\u{e9}")
        #expect("\(HostPath.root.appending([0x61, 0xff]))" == "/a\\u{ff}")
        #expect(HostPath.root.appending([0xff]).text == nil)
    }

    @Test(arguments: [
        ("/l/../x", "/d/x", 1), ("/l/./f", "/d/e/f", 1), ("/d/e/../../l", "/d/e", 1), ("/chain", "/d/e", 2),
        ("/../d", "/d", 0), ("/up", "/", 1), ("/d//e/", "/d/e", 0),
    ])
    func `a path is resolved as the kernel does, the links before the dots`(
        spelled: String, canonical: String, links: Int
    ) throws {
        var host = FakeHost()
        host.file("/d/e/f")
        host.file("/d/x")
        host.link("/l", to: "d/e")
        host.link("/chain", to: "/l/.")
        host.link("/d/up", to: "../..")
        host.link("/up", to: "d/../..")
        let found = try HostLookup(host).canonical(Array(spelled.utf8))
        #expect(found?.path == HostPath(canonical))
        #expect(found?.links.count == links)
    }

    @Test(arguments: ["/none", "/f/x", "/f/..", "/dangling", "relative", "", "/a\0"])
    func `what leads nowhere is nothing`(spelled: String) throws {
        var host = FakeHost()
        host.file("/f")
        host.link("/dangling", to: "none")
        #expect(try HostLookup(host).canonical(Array(spelled.utf8)) == nil)
    }

    @Test func `links in a circle are refused, and as many as the kernel follows are not`() throws {
        var host = FakeHost()
        host.link("/circle", to: "circle")
        do {
            _ = try HostLookup(host).canonical("/circle")
            Issue.record("the circle has an end")
        } catch {
            #expect(error.code == .pathNotAllowed)
        }
        host.file("/l40")
        for index in 0..<40 { host.link(HostPath.root.appending("l\(index)"), to: "l\(index + 1)") }
        #expect(try HostLookup(host).canonical("/l0")?.links.count == 40)
    }
}
