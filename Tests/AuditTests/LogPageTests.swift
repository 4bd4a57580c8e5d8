import Audit
import AuditFixtures
import Egress
import RepositoryFiles
import Testing
import Wire

/// `docs/audit.md` says what stands in the log.
@Suite struct LogPageTests {
    @Test func `the page has every event and every member that is written`() throws {
        let folder = Folder()
        let launch = LaunchRecord(
            name: "git", program: "/p", profile: "git", profileDigest: "a", planDigest: "b", workspace: "/w",
            boxUser: 7,
            minimumTier: "full", legs: [.init(name: "private-data", grants: ["g"])],
            narrowings: [.init(grant: "g", narrowing: "origin: trusted", because: "ours")],
            limits: [.init(name: "memory", value: "1", heldBy: "rlimit")], recordsCalls: true, omittedEnvironment: ["A"]
        )
        let trail = try AuditTrail(of: launch, in: folder.path, settings: AuditSettings(arguments: .full))
        try Everything.write(to: trail)
        let page = try #require(try RepositoryFile.all(below: "docs", suffix: "audit.md").first).contents()
        var events: Set<String> = []
        for line in folder.log.split(separator: "\n") {
            let node = try JSONNode.read(Array(line.utf8).span)
            events.insert(try #require(node["event"]?.text))
            for name in names(in: node) { #expect(page.contains("`\(name)`"), "\(name)") }
        }
        for event in events { #expect(page.contains("\n| `\(event)` |"), "\(event)") }
        let tables = try #require(page.split(separator: "\n### Reasons\n").first)
        let rows = tables.matches(of: #/(?m)^\| `([a-z-]+)` \| (?!every line|`launch`)/#).map { String($0.output.1) }
        // Written on a full disk only.
        #expect(events.union(["lost"]) == Set(rows))
    }

    @Test func `the page has every reason for which a connection is refused or ends, and every verdict`() throws {
        let page = try RepositoryFile("docs/audit.md").contents()
        let table = try #require(page.split(separator: "\n### Reasons\n").last?.split(separator: "\n## ").first)
        let rows = table.matches(of: #/(?m)^\| `([a-z-]+)` \|/#).map { String($0.output.1) }
        #expect(Set(rows) == Set(EgressReason.allCases.map(\.word)) && rows.count == EgressReason.allCases.count)
        for verdict in Lookup.Verdict.allCases { #expect(page.contains("`\(verdict.word)`"), "\(verdict)") }
    }

    /// The names of all members, at every depth.
    private func names(in node: JSONNode) -> Set<String> {
        switch node {
        case .object(let members):
            members.reduce(into: Set(members.map(\.name))) { $0.formUnion(names(in: $1.value)) }
        case .array(let elements): elements.reduce(into: []) { $0.formUnion(names(in: $1)) }
        default: []
        }
    }
}
