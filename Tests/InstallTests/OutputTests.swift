import Glibc
import InstalledTrilatch
@testable import Installing
import Installed
import Kernel
import Policy
import Refusals
import Surface
import Testing
import Wire

/// What comes out of the boxes of an installation, and what is made of it.
@Suite struct OutputTests {
    @Test func `Base64 is read as Python writes it, and in one spelling alone`() throws {
        let script = """
            import base64, random
            random.seed(1)
            for count in list(range(70)) + [4095, 4096]:
                data = random.randbytes(count)
                print(data.hex(), base64.b64encode(data).decode())
            """
        let lines = try Subprocess.run(["/usr/bin/python3", "-c", script], environment: [:]).output.split(
            separator: "\n")
        #expect(lines.count == 72)
        for line in lines {
            let parts = line.split(separator: " ", omittingEmptySubsequences: false)
            let bytes = Base64.decode(Array(parts[1].utf8).span)
            #expect(bytes?.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == String(parts[0]))
        }
        for wrong in ["A", "AA", "AAA", "AA=A", "A===", "====", "AB==", "AAB=", "AA==AAAA", "AA\n=", "AA-_", "ÄA=="] {
            #expect(Base64.decode(Array(wrong.utf8).span) == nil, "\(wrong)")
        }
    }

    /// What a receiver makes of lines.
    private static func receive(_ lines: [String]) throws -> (
        receiver: ArchiveReceiver, refusal: Refusal?, folder: TemporaryFolder
    ) {
        let folder = TemporaryFolder("trilatch-receiver")
        let receiver = ArchiveReceiver(folder: folder.path)
        var ledger = RequestLedger()
        for line in lines {
            let judgement = receiver.judgeServer(Array(line.utf8).span, &ledger)
            // Nothing goes on to anybody.
            #expect(judgement.settlement == .drop && judgement.toClient.isEmpty && judgement.toServer.isEmpty)
            if let refusal = judgement.ending { return (receiver, refusal, folder) }
        }
        return (receiver, nil, folder)
    }

    @Test func `files come whole, with the digest of their bytes`() throws {
        let (receiver, refusal, folder) = try Self.receive(
            ["file a-1.0.whl", "=aGVs", "=bG8=", "end", "file b", "end", "program x", "done"])
        #expect(refusal == nil && receiver.isDone && receiver.programs == ["x"])
        #expect(receiver.archives.map(\.name) == ["a-1.0.whl", "b"] && receiver.archives.map(\.bytes) == [5, 0])
        #expect(receiver.archives[0].digest == ContentDigest(of: Array("hello".utf8)))
        let listing = try Subprocess.run(
            ["sh", "-c", "cd \(folder.path) && stat -c '%n %a %s' *"], environment: ["PATH": "/usr/bin:/bin"])
        #expect(listing.output == "a-1.0.whl 600 5\nb 600 0\n")
    }

    @Test(arguments: [
        ["file ../x"], ["file a/b"], ["file /etc/passwd"], ["file .hidden"], ["file -x"], ["file "], ["file"],
        ["file a b"],
        ["file a\u{0}"], ["file ä"], ["file a", "file b"], ["file a", "end", "file a"], ["end"], ["=AAAA"],
        ["file a", "=A"],
        ["file a", "="], ["file a", "=AAAA", "done"], ["file a", "program x"], ["done", "file a"], ["done", "done"],
        ["program ../x"], ["program"], ["anything"], [""], ["{\"jsonrpc\":\"2.0\"}"],
    ])
    func `every other line ends the box, and no file leaves its folder`(lines: [String]) throws {
        let (_, refusal, folder) = try Self.receive(lines)
        #expect(refusal?.code == .installOutputRefused)
        let listing = try Subprocess.run(["ls", "-A", folder.path], environment: ["PATH": "/usr/bin:/bin"])
        #expect(["", "a\n"].contains(listing.output))
    }

    /// Nodes that are made below `tree`, and what is said of them; nil where they have a place in a server.
    @Test(
        arguments: [
            ("echo x >tree/file; mkdir tree/folder; ln -s file tree/link; ln -s ../file tree/folder/up", nil),
            ("ln -s /usr/bin/interpreter tree/python", nil), ("ln -s . tree/self; ln -s nowhere tree/dangling", nil),
            ("ln -s /etc/passwd tree/x", "x, which is a link that leads out: /etc/passwd"),
            ("ln -s ../x tree/x", "x, which is a link that leads out: ../x"),
            ("mkdir tree/a; ln -s ../../x tree/a/x", "a/x, which is a link that leads out: ../../x"),
            ("mkdir tree/a; ln -s a/../../x tree/x", "x, which is a link that leads out: a/../../x"),
            ("ln -s .. tree/x", "x, which is a link that leads out: .."),
            (
                "ln -s /usr/bin/interpreter/../sh tree/x",
                "x, which is a link that leads out: /usr/bin/interpreter/../sh"
            ),
            ("echo >tree/x; chmod u+s tree/x", "x, which is a file with set-ID bits"),
            ("echo >tree/x; chmod g+s tree/x", "x, which is a file with set-ID bits"),
            ("mkdir tree/x; chmod g+s tree/x", "x, which is a directory with set-ID bits"),
            ("echo >tree/x; ln tree/x tree/y", "x, which is a file with several names"),
            ("echo >outside; ln outside tree/x", "x, which is a file with several names"),
            ("mkfifo tree/x", "x, which is neither a file nor a directory nor a link"),
            (
                "python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"tree/x\")'",
                "x, which is neither a file nor a directory nor a link"
            ),
        ] as [(String, String?)])
    func `a tree of an installed server has files, folders and links inside`(make: String, objection: String?) throws {
        let folder = TemporaryFolder("trilatch-tree")
        let made = try Subprocess.run(
            ["sh", "-ec", "cd \(folder.path); mkdir tree; \(make)"], environment: ["PATH": "/usr/bin:/bin"])
        try #require(made.status == 0, "\(made.errors)")
        let judge = TreeJudge(interpreter: "/usr/bin/interpreter")
        guard let objection else { return try judge.admit("\(folder.path)/tree") }
        let refusal = #expect(throws: Refusal.self) { try judge.admit("\(folder.path)/tree") }
        #expect(refusal?.code == .installOutputRefused && refusal?.reason == "the box has made \(objection)")
    }

    @Test func `permissions become those of a server: executable or not, and writable for nobody else`() throws {
        let folder = TemporaryFolder("trilatch-tree")
        let made = try Subprocess.run(
            [
                "sh", "-ec",
                """
                cd \(folder.path); umask 0; mkdir -m 777 tree tree/a; mkdir -m 700 tree/b
                for mode in 777 666 600 755 555 444; do echo >tree/$mode; chmod $mode tree/$mode; done
                """,
            ], environment: ["PATH": "/usr/bin:/bin"])
        try #require(made.status == 0, "\(made.errors)")
        try TreeJudge(interpreter: "/usr/bin/python3").admit("\(folder.path)/tree")
        let listing = try Subprocess.run(
            ["sh", "-c", "cd \(folder.path) && stat -c '%n %a' tree tree/*"], environment: ["PATH": "/usr/bin:/bin"])
        #expect(
            listing.output == """
                tree 755
                tree/444 444
                tree/555 555
                tree/600 444
                tree/666 444
                tree/755 555
                tree/777 555
                tree/a 755
                tree/b 755

                """)
    }

    @Test func `a record reads back, and nothing else is one`() throws {
        let digest = ContentDigest(of: Array("x".utf8))
        let record = InstallRecord(
            package: try #require(RegistryPackage("npm:@a/b@1.0.0")), date: "2026-11-23", profile: "install-npm",
            hosts: ["registry.npmjs.org"], interpreter: "/usr/bin/node", ranScripts: true,
            program: "environment/node_modules/.bin/b",
            archives: [InstallRecord.Archive(name: "a+b-1.0.0.tgz", digest: digest, bytes: 3)],
            tree: InstallRecord.Tree(digest: digest, files: 1, bytes: 2))
        #expect(InstallRecord(record.text) == record)
        let text = String(decoding: record.text, as: UTF8.self)
        for (part, other) in [
            ("\"version\":1", "\"version\":2"), ("npm:@a/b@1.0.0", "npm:@a/b"), ("environment/", "../"),
            ("environment/", "/"), ("environment/", "environment/../"), ("\"files\":1", "\"files\":-1"),
            ("\"bytes\":3", "\"bytes\":\"3\""),
            (digest.description, "00"), ("\"scripts\":true", "\"scripts\":1"), ("{\"version\"", "[\"version\""),
        ] {
            let changed = text.replacing(part, with: other)
            #expect(changed != text && InstallRecord(Array(changed.utf8)) == nil, "\(other)")
        }
    }
}
