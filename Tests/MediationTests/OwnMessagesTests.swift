import Glibc
import InstalledTrilatch
import Pins
import Poisoning
import Policy
import Refusals
import RepositoryFiles
import Testing
import Wire

/// What Trilatch itself writes onto the wire, held against the schemas of MCP by another's validator.
@Suite struct OwnMessagesTests {
    /// A message of ours, or a part of one, and what it must be.
    struct Check: CustomStringConvertible {
        var what: String
        var revision: Revision
        var definition: String
        var message: String
        var pointer = ""

        var description: String { "\(revision.rawValue), \(what): \(message)" }

        fileprivate var node: JSONNode {
            .array([revision.rawValue, definition, message, pointer].map(JSONNode.string))
        }
    }

    @Test func `every message that is made here is one of the revision that is spoken`() throws {
        var checks: [Check] = []
        for revision in Revision.allCases {
            var said = OwnMessages(revision)
            try said.sayAll()
            checks += said.checks
        }
        #expect(checks.count > 60)
        for (check, verdict) in zip(checks, try Self.verdicts(checks)) {
            #expect(verdict.isEmpty, "\(verdict) — \(check)")
        }
    }

    @Test func `the validator finds what is none`() throws {
        let error = #"{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"m"}}"#
        let link = #"{"type":"resource_link","name":"n","uri":"ftp[:]//example.org"}"#
        let checks = Revision.allCases.flatMap { revision in
            [
                Check(what: "control", revision: revision, definition: revision.error, message: error),
                Check(what: "control", revision: revision, definition: "ResourceLink", message: link),
            ]
        }
        #expect(try Self.verdicts(checks).allSatisfy { !$0.isEmpty })
    }

    @Test func `a client of a revision that has no error without an id gets none`() {
        for (revision, isTold) in [
            ("2024-11-05", false), ("2025-03-26", false), ("2025-06-18", false), ("2025-11-25", true),
        ] {
            var wire = MediatedWire()
            _ = wire.client(Lines.initialize)
            _ = wire.server(Lines.initialized(by: revision))
            let seen = wire.client("hello")
            #expect(seen.client.isEmpty == !isTold, "\(revision)")
            #expect(wire.told.map(\.code) == [.wireInvalidJSON], "a person is told in any case")
        }
    }

    /// What the validator says of each; empty where it has nothing to say.
    private static func verdicts(_ checks: [Check]) throws -> [String] {
        let root = environmentVariable("TRILATCH_DEV") ?? "\(RepositoryFile.root)/.trilatch-dev"
        let python = "\(root)/schema/bin/python3"
        try #require(unsafe access(python, X_OK) == 0, "\(python) is missing: run `make deps`")
        var input: [UInt8] = []
        JSONNode.array(checks.map(\.node)).append(to: &input)
        let outcome = try Subprocess.run(
            [
                python, "\(RepositoryFile.root)/Tests/interop/messages.py",
                "\(RepositoryFile.root)/Tests/MediationTests/Schemas",
            ],
            environment: ["PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"],
            input: String(decoding: input, as: UTF8.self))
        try #require(outcome.status == 0, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        try #require(lines.count == checks.count)
        return lines
    }
}
