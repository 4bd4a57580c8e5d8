import ArgumentJudgement
import Glibc
import InstalledTrilatch
import LaunchPlan
import Policy
import PolicyFixtures
import Testing
import Wire

/// Paths are judged by where they lead in the box, over a real tree, whichever way a server may read them.
@Suite struct FolderRuleTests {
    /// A box over `work`, with a home and a `/tmp` in memory; beside `work` lies what nobody granted.
    private let folder = TemporaryFolder("trilatch-folders")

    init() {
        for directory in ["work", "work/sub", "work/sub/deeper", "work/a b", "work/[id]", "beside", "home", "granted"] {
            unsafe mkdir("\(folder.path)/\(directory)", 0o700)
        }
        for file in ["work/file", "work/a%20b", "beside/secret", "granted/file"] {
            close(unsafe open("\(folder.path)/\(file)", O_CREAT | O_WRONLY, 0o600))
        }
        let links = [
            "out": "../beside", "up": "..", "abs": "/etc", "in": "sub", "long": "sub/deeper", "self": "self",
            "sub/deep": "../../beside/secret",
            "none": "../beside/none", "chain": "out", "proc": "/proc/self/cwd", "over": "\(folder.path)/granted",
            "sub/back": "../../work/file",
        ]
        for (name, target) in links { unsafe symlink(target, "\(folder.path)/work/\(name)") }
    }

    private func judgement(_ folders: [String] = ["work"]) -> Judgement {
        func path(_ name: String) -> HostPath { HostPath("\(folder.path)/\(name)") ?? .root }
        var judgement = Judgement("/p", under: folders.map(path))
        judgement.policy.paths.workingDirectory = path("work")
        judgement.policy.paths.home = path("home")
        judgement.policy.paths.granted = [path("work"), path("granted"), "/usr"]
        judgement.policy.paths.covered = [path("home"), "/tmp"]
        judgement.policy.paths.links = [path("alias"): Array("work/sub".utf8)]
        judgement.policy.paths.variables = ["HOME", "PATH"]
        return judgement
    }

    private func passes(_ text: String, _ folders: [String] = ["work"]) -> Bool {
        var bytes: [UInt8] = []
        JSONNode.object([.init("p", .string(text.replacing("ROOT", with: folder.path)))]).append(to: &bytes)
        return judgement(folders).passes(String(decoding: bytes, as: UTF8.self))
    }

    static let inside = [
        "ROOT/work", "ROOT/work/", "ROOT/work/file", "ROOT//work/./file", "ROOT/work/new/deeper/file", "file", "./file",
        "",
        ".", "sub/../file", "ROOT/beside/../work/file", "in/x", "sub/back", "over/../work/file", "long/../x", "a b",
        "a%20b", "100%", "[id]/page.tsx",
        "routes/$postId.tsx", "a$b", "x:y", "file://ROOT/work/file",
        "file://localhostROOT/work/file", "FILE://ROOT/work/a%20b", "file:ROOT/work/file", "ROOT/alias/x", "ä/ö",
        "sub/-x", "./-x", "file with ' inside", "work",
    ]

    @Test(arguments: inside)
    func `what leads into the folder passes`(text: String) { #expect(passes(text)) }

    static let outside = [
        // Plainly.
        "ROOT", "ROOT/beside/secret", "/etc/passwd", "..", "../beside", "sub/../../beside/secret",
        "ROOT/work/../beside",
        "/", "//etc/passwd", "ROOT/workshop", "ROOT/work\u{0}", "ROOT/work/../work2",
        // Through links, of which some lead to nothing or to more links.
        "out", "out/secret", "out/new", "up", "up/beside", "abs/passwd", "sub/deep", "none", "chain/secret", "self",
        "proc",
        "over/file", "in/deep",
        // By the text alone it is inside, and behind the link it is not, or the other way round.
        "out/../file", "long/../../file", "sub/../up/beside", "abs/../../ROOT/work/file",
        // Encoded, once and more often.
        "%2e%2e/beside/secret", "..%2fbeside%2fsecret", "%252e%252e/beside", "%25252e%25252e/beside",
        "ROOT/work/%2e%2e/beside",
        "%00", "sub%00", "%2fetc%2fpasswd", "file%3a///etc/passwd", "%7e/x", "%2dx",
        // URIs.
        "file:///etc/passwd", "file://ROOT/beside/secret", "file://ROOT/work/%2e%2e/beside",
        "file://elsewhereROOT/work/file",
        "file:x", "file://", "file://ROOT/work/file?x", "file://ROOT/work/file#x", "file:///ROOT/work/%2E%2E%2Fbeside",
        "http://x.org/file", "https://x.org", "gopher://ROOT/work",
        // Homes and variables.
        "~", "~/x", "~root/x", "~x", "$HOME/x", "${HOME}", "x/$PATH", "${PATH}/x",
        // What servers strip or take for options.
        " ROOT/beside", "\tfile", "file\n", "\"ROOT/work\"", "'file'", "`file`", "-rf", "--output=ROOT/work/x",
        "\u{feff}file",
        "\u{a0}file",
        // JSON in a text.
        "[\"/etc/passwd\"]", "[\"file\",\"../beside\"]", "{\"path\":\"file\"}", "[1]", " [\"file\"]",
    ]

    @Test(arguments: outside)
    func `what leads elsewhere, or may, does not`(text: String) { #expect(!passes(text)) }

    @Test func `a list in a text is held to the rule by its elements, and as a name`() {
        #expect(passes("[\"file\",\"sub/x\"]"))
    }

    @Test func `a folder in memory goes by its text, and its links on the host count for nothing`() {
        #expect(passes("ROOT/home/x", ["home"]) && passes("~/x/../y", ["home"]) && !passes("~/../work", ["home"]))
        unsafe symlink("../beside", "\(folder.path)/home/link")
        #expect(passes("~/link/x", ["home"]))
        #expect(passes("over/file", ["work", "granted"]))
    }

    @Test func `a home in letters counts as well, where there is such a folder`() {
        #expect(passes("~/x", ["home"]))
        unsafe mkdir("\(folder.path)/work/~", 0o700)
        #expect(!passes("~/x", ["home"]), "a server that knows no homes would take it for work/~/x")
        #expect(passes("~/x", ["home", "work"]))
    }

    @Test func `a folder that the caller may not look into is none that a path can be said to lead to`() {
        var judgement = judgement()
        judgement.host = DeniedHost()
        #expect(judgement.objection(#"{"p":"sub/x"}"#)?.contains("does not say") == true)
    }

    @Test func `one message asks the host a bounded number of questions`() {
        let path = "\"" + String(repeating: "a/", count: 1000) + "b\""
        #expect(judgement().passes("{\"p\":[\(path),\(path)]}"))
        let objection = judgement().objection("{\"p\":[\(Array(repeating: path, count: 10).joined(separator: ","))]}")
        #expect(objection?.contains("more paths") == true)
        #expect(!passes(String(repeating: "a/", count: 3000)))
    }

    @Test func `a rule without folders lets no path pass`() { #expect(!passes("file", [])) }
}

/// A host that answers nothing.
private struct DeniedHost: HostView {
    func inspect(_ path: HostPath) throws(HostFailure) -> HostFile? { throw .denied }
    func readLink(_ path: HostPath) throws(HostFailure) -> [UInt8] { throw .denied }
    func list(_ directory: HostPath) throws(HostFailure) -> DirectoryListing { throw .denied }
    func read(_ path: HostPath, limit: Int) throws(HostFailure) -> [UInt8] { throw .denied }
}
