import Pins
import Refusals
import Surface
import Testing
import Wire

/// The lock file's text: reviewable, the same for the same pins, and read with nothing taken for granted.
@Suite struct LockFileTests {
    private let key = ServerKey(name: "git", profile: "git", program: "/srv/venv/bin/mcp-server-git")

    private func lock() throws -> LockFile {
        var entry = PinEntry(key: key, date: "2026-11-23")
        entry.accept(package("one"), byPerson: true)
        entry.seen = [.tools, .server]
        entry.accept(tool("git_status", "Shows\nthe \u{202e}status."), byPerson: false)
        entry.accept(SurfaceItem(.instructions, "", .string("Be kind.")), byPerson: true)
        entry.held[.init(.tool, "git_push")] = .shown(
            try item("git_push", #"{"name":"git_push","$lines":{"$object":[1.0]}}"#))
        entry.held[.init(.tool, "git_log")] = .gone
        entry.heldPackage = package("two")
        entry.heldPackage?.difference = ["changed: lib/a.py"]
        var lock = LockFile()
        lock[key] = entry
        return lock
    }

    @Test func `the text is one that a person reviews line by line`() throws {
        #expect(
            String(decoding: try lock().text, as: UTF8.self) == """
                {
                  "version": 1,
                  "servers": [
                    {
                      "name": "git",
                      "profile": "git",
                      "program": "/srv/venv/bin/mcp-server-git",
                      "date": "2026-11-23",
                      "package": {
                        "digest": "sha256:7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed",
                        "files": 1,
                        "bytes": 3,
                        "roots": [
                          "/srv/venv"
                        ]
                      },
                      "held-package": {
                        "digest": "sha256:3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3",
                        "files": 1,
                        "bytes": 3,
                        "roots": [
                          "/srv/venv"
                        ],
                        "difference": [
                          "changed: lib/a.py"
                        ]
                      },
                      "seen": [
                        "server",
                        "tools"
                      ],
                      "items": [
                        {
                          "kind": "instructions",
                          "definition": "Be kind."
                        },
                        {
                          "kind": "tool",
                          "name": "git_status",
                          "first-use": true,
                          "definition": {
                            "description": {
                              "$lines": [
                                "Shows",
                                "the \\u202estatus."
                              ]
                            },
                            "name": "git_status"
                          }
                        }
                      ],
                      "held": [
                        {
                          "kind": "tool",
                          "name": "git_log",
                          "gone": true
                        },
                        {
                          "kind": "tool",
                          "name": "git_push",
                          "definition": {
                            "$object": {
                              "$lines": {
                                "$object": {
                                  "$object": [
                                    1
                                  ]
                                }
                              },
                              "name": "git_push"
                            }
                          }
                        }
                      ]
                    }
                  ]
                }

                """)
    }

    @Test func `what was written is what is read`() throws {
        let lock = try lock()
        let read = try LockFile(lock.text, file: "f")
        #expect(read == lock)
        #expect(read.text == lock.text)
        #expect(try LockFile(LockFile().text, file: "f") == LockFile())
    }

    @Test(arguments: [
        ("", "no JSON"), ("{", "no JSON"), ("[]", "version"), (#"{"version":2,"servers":[],"more":1}"#, "/version"),
        (#"{"servers":[]}"#, "'version' is missing"), (#"{"version":1,"more":1}"#, "'more' means nothing"),
        (#"{"version":1,"version":1}"#, "a key that its object has already"),
        (#"{"version":1,"servers":{}}"#, "/servers: a list"),
        (#"{"version":1,"servers":[7]}"#, "/servers/0: an object"),
        (#"{"version":1,"servers":[{"name":1}]}"#, "/servers/0/name: a text"),
        (#"{"version":1,"servers":[{"name":"a","profile":"b","program":"c"}]}"#, "'date' is missing"),
        (#"{"version":1,"servers":[{"name":"a","profile":"b","program":"c","date":"today"}]}"#, "a date such as"),
    ])
    func `a text of another form is refused, with the place`(text: String, place: String) throws {
        try expectRefusal(text, place)
    }

    @Test(arguments: [
        (#""seen":["tools","tools"]"#, "/seen"), (#""seen":["x"]"#, "/seen"),
        (#""items":[{}]"#, "/items/0: the key 'kind'"),
        (#""items":[{"kind":"spoon"}]"#, "/items/0/kind"),
        (#""items":[{"kind":"tool","definition":1}]"#, "'name' is missing"),
        (#""items":[{"kind":"tool","name":"a"}]"#, "'definition' is missing"),
        (
            #""items":[{"kind":"tool","name":"a","definition":1},{"kind":"tool","name":"a","definition":2}]"#,
            "there twice"
        ),
        (#""held":[{"kind":"tool","name":"a","gone":false}]"#, "/gone: true"),
        (#""held":[{"kind":"tool","name":"a","gone":true,"definition":1}]"#, "'definition' means nothing"),
        (#""items":[{"kind":"tool","name":"a","first-use":1,"definition":1}]"#, "/first-use: true"),
        (#""items":[{"kind":"tool","name":"a","definition":{"$lines":["a"]}}]"#, "/definition"),
        (#""items":[{"kind":"tool","name":"a","definition":{"$lines":["a","b\nc"]}}]"#, "/definition"),
        (#""items":[{"kind":"tool","name":"a","definition":{"$lines":["a","b"],"c":1}}]"#, "/definition"),
        (#""items":[{"kind":"tool","name":"a","definition":{"$object":{"c":1}}}]"#, "/definition"),
        (#""items":[{"kind":"tool","name":"a","definition":[{"$object":1}]}]"#, "/definition"),
        (#""package":{"digest":"sha256:00","files":1,"bytes":1,"roots":[]}"#, "/package/digest"),
        (
            #""package":{"digest":"sha256:7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed","files":-1}"#,
            "/package/files"
        ),
        (
            #""package":{"digest":"sha256:7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed","files":1.5}"#,
            "/package/files"
        ),
    ])
    func `a server of another form is refused, with the place`(member: String, place: String) throws {
        let head = #""name":"a","profile":"b","program":"c","date":"2026-11-23""#
        _ = try LockFile(Array(#"{"version":1,"servers":[{\#(head)}]}"#.utf8), file: "f")
        try expectRefusal(#"{"version":1,"servers":[{\#(head),\#(member)}]}"#, place)
    }

    @Test func `a server that is there twice is refused`() throws {
        let server = #"{"name":"a","profile":"b","program":"c","date":"2026-11-23"}"#
        try expectRefusal(#"{"version":1,"servers":[\#(server),\#(server)]}"#, "/servers/1: it is there twice")
    }

    private func expectRefusal(_ text: String, _ place: String) throws {
        let refusal = #expect(throws: Refusal.self) { try LockFile(Array(text.utf8), file: "f.lock") }
        #expect(refusal?.code == .pinFileInvalid)
        #expect(
            refusal.map { "\($0)".contains(place) && "\($0)".contains("f.lock") } == true,
            "\(refusal.map { "\($0)" } ?? "")")
    }
}
