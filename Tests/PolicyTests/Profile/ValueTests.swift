import Policy
import PolicyFixtures
import Refusals
import Testing

@Suite("Values of the profile language")
struct ValueTests {
    @Test(
        "A path is absolute and has one spelling",
        arguments: [
            "relative", "./x", "../x", "/a/../b", "/a/./b", "/a//b", "/a/", "", "~ann/x", "${user}/x", "/x/${home}",
            "${workspace}x", "${home}${workspace}", "$HOME/x", "${}/x", "${UPPER}/x", "${a", "${workspace}/..",
            "a${set}",
        ])
    func badPath(text: String) {
        do {
            let path = try PathTemplate(text)
            Issue.record("\(text) was read as \(path)")
        } catch {}
    }

    @Test(
        "A path expands with its variables",
        arguments: [
            ("/a/b", "/a/b"), ("~/.gitconfig", "/home/ann/.gitconfig"), ("${home}", "/home/ann"), ("~", "/home/ann"),
            ("${workspace}/a b", "/w/a b"), ("/srv/${name}/x", "/srv/n/x"), ("${root}/x", "/r/x"),
        ])
    func expands(text: String, expected: String) throws {
        let variables = Variables(workspace: "/w", home: "/home/ann", set: ["name": "n", "root": "/r"])
        #expect(try PathTemplate(text).expanded(with: variables) == expected)
    }

    @Test(
        "A value that leads out of the path's shape expands to nothing",
        arguments: [
            "..", "a/../..", "/", "", "a//b", ".", "a\0b",
        ])
    func escaping(value: String) throws {
        #expect(try PathTemplate("/srv/${name}").expanded(with: Variables(set: ["name": value])) == nil)
    }

    @Test("A variable without a value expands to nothing, and --set cannot give a built-in one")
    func missing() throws {
        #expect(try PathTemplate("${workspace}").expanded(with: Variables()) == nil)
        #expect(try PathTemplate("${workspace}").expanded(with: Variables(set: ["workspace": "/x"])) == nil)
    }

    @Test(
        "A size is a whole number with a unit",
        arguments: [
            ("64MiB", 64 << 20), ("1GiB", 1 << 30), ("0B", 0), ("10KiB", 10240), ("1023B", 1023),
        ] as [(String, UInt64)])
    func size(text: String, bytes: UInt64) {
        #expect(ByteCount(parsing: text)?.bytes == bytes)
        #expect(ByteCount(parsing: ByteCount(bytes).description)?.bytes == bytes)
    }

    @Test(
        "Nothing else is a size",
        arguments: [
            "64", "64MB", "64 MiB", "-1MiB", "1.5GiB", "064MiB", "MiB", "", "17179869184GiB", "18446744073709551616B",
            "1mib",
        ])
    func badSize(text: String) { #expect(ByteCount(parsing: text) == nil) }

    @Test(
        "Processors are shown as a decimal number",
        arguments: [
            (1000, "1.0"), (1500, "1.5"), (10, "0.01"), (2125, "2.125"), (100, "0.1"), (1010, "1.01"),
        ] as [(UInt32, String)])
    func processors(thousandths: UInt32, text: String) {
        #expect(ProcessorShare(thousandths: thousandths).description == text)
    }

    @Test(
        "A host is a name, a name below which all count, or an address",
        arguments: [
            ("api.example.org", "api.example.org"), ("*.example.org", "*.example.org"), ("192.0.2.1", "192.0.2.1"),
            ("2001:DB8:0::1", "2001:db8::1"), ("::1", "::1"), ("localhost", "localhost"),
            ("xn--bcher-kva.example", "xn--bcher-kva.example"), ("_srv.example.org", "_srv.example.org"),
        ])
    func host(text: String, shown: String) { #expect(HostPattern(text)?.description == shown) }

    @Test(
        "Nothing else is a host",
        arguments: [
            "", "*", "*.org", "*.*.org", "a.*.org", "https://example.org", "example.org:443", "example.org/x",
            "Example.org",
            "example.org.", ".example.org", "a..b", "-a.org", "a-.org", "010.0.0.1", "1.2.3", "1.2.3.4.5", "0x7f.1",
            "127.1",
            "2130706433", "256.1.1.1", "::ffff:1.2.3.4", "fe80::1%eth0", "[::1]", "1::2::3", ":::", "12345::",
            "a b.org",
            "bücher.example", "*.127.0.0.1",
        ])
    func badHost(text: String) { #expect(HostPattern(text) == nil) }

    @Test(
        "A private range is known by its text",
        arguments: [
            ("10.0.0.1", true), ("127.0.0.1", true), ("169.254.169.254", true), ("172.16.0.1", true),
            ("172.32.0.1", false),
            ("192.168.1.1", true), ("100.64.0.1", true), ("100.128.0.1", false), ("0.0.0.0", true), ("224.0.0.1", true),
            ("8.8.8.8", false), ("::1", true), ("::", true), ("fe80::1", true), ("fd00::1", true),
            ("::ffff:808:808", true),
            ("64:ff9b::1", true), ("2001:db8::1", true), ("2002:a00:1::", true), ("2606:4700::1111", false),
            ("localhost", true), ("printer", true), ("printer.local", true), ("db.internal", true),
            ("*.home.arpa", true),
            ("nas.home.arpa", true), ("example.org", false), ("*.corp.internal", true),
        ])
    func privateRange(text: String, isPrivate: Bool) { #expect(HostPattern(text)?.isPrivate == isPrivate) }

    @Test("A set variable shows its name and never its value")
    func redaction() throws {
        let variable = try SetVariable(
            "API_TOKEN", to: try Template("hunter2"), at: Fixture.place(1), because: Fixture.because)
        #expect(!"\(variable)".contains("hunter2"))
        var profile = Profile()
        profile.environment.set = [variable]
        #expect(!profile.rendered().contains("hunter2"))
    }
}
