import Poisoning
import RepositoryFiles
import Testing
import Wire

/// A labelled definition and what the rules say of it; `Labelled/README.md` says where each comes from.
struct LabelledText: Sendable {
    var isAttack: Bool
    var source: String
    var findings: [PoisonFinding]

    /// Names of a server that the user trusts with mail, and of one with code.
    private static let names = NameNeighbourhood(
        own: ["read_file"],
        others: [.init(server: "mail", name: "send_email"), .init(server: "code", name: "create_issue")])

    private init(line: Substring) throws {
        let node = try JSONNode.reading(String(line))
        isAttack = try #require(node["label"]?.text) == "attack"
        source = try #require(node["source"]?.text)
        let definition = try #require(node["definition"])
        findings = PoisonReview(names: LabelledText.names).findings(
            in: ClaimedText.texts(of: definition, named: "tool"))
    }

    /// Every text of a file, judged once for all tests.
    static func all(in file: String) throws -> [LabelledText] { try #require(judged[file]).get() }

    private static let judged: [String: Result<[LabelledText], any Error>] = {
        let files = ["attacks-ours", "attacks-published", "honest-development", "honest-held-out"]
        return Dictionary(
            uniqueKeysWithValues: files.map { file in
                (
                    file,
                    Result {
                        let text = try RepositoryFile("Tests/PoisoningTests/Labelled/\(file).jsonl").contents()
                        return try text.split(separator: "\n").map(LabelledText.init)
                    }
                )
            })
    }()
}

/// How many attacks are found, and how many honest tools are held.
///
/// The bars are lower than what is reached, so that a text may be added, and higher than what is promised.
@Suite struct LabelledTextTests {
    @Test(arguments: [("attacks-ours", 0.95), ("attacks-published", 0.7)])
    func `attacks are found`(file: String, bar: Double) throws {
        let texts = try LabelledText.all(in: file)
        let honest = texts.filter { !$0.isAttack }
        #expect(honest.isEmpty)
        let found = texts.count { !$0.findings.isEmpty }
        #expect(Double(found) >= bar * Double(texts.count), "\(found) of \(texts.count)")
    }

    @Test(arguments: [("honest-development", 0.02), ("honest-held-out", 0.02)])
    func `honest tools are let be`(file: String, bar: Double) throws {
        let texts = try LabelledText.all(in: file)
        let attacks = texts.filter(\.isAttack)
        #expect(texts.count > 100 && attacks.isEmpty)
        let held = texts.filter { !$0.findings.isEmpty }
        #expect(Double(held.count) <= bar * Double(texts.count), "\(held.map(\.source))")
    }

    @Test func `over all, nine in ten attacks are found and fewer than one in twenty honest tools held`() throws {
        let attacks = try LabelledText.all(in: "attacks-ours") + LabelledText.all(in: "attacks-published")
        let honest = try LabelledText.all(in: "honest-development") + LabelledText.all(in: "honest-held-out")
        #expect(attacks.count >= 150 && honest.count >= 300)
        let found = attacks.count { !$0.findings.isEmpty }
        let held = honest.count { !$0.findings.isEmpty }
        #expect(found * 10 >= attacks.count * 9)
        #expect(held * 20 <= honest.count)
    }

    @Test func `no honest tool is refused, only ever held`() throws {
        for file in ["honest-development", "honest-held-out"] {
            for text in try LabelledText.all(in: file) {
                let refused = text.findings.filter { $0.verdict == .refuse }
                #expect(refused == [], "\(text.source)")
            }
        }
    }

    @Test func `every rule of words finds some attack`() throws {
        let attacks = try LabelledText.all(in: "attacks-ours") + LabelledText.all(in: "attacks-published")
        let rules = Set(attacks.flatMap(\.findings).map(\.rule))
        let others: [PoisonRule] = [.similarName, .excessiveLength]
        #expect(rules.isSuperset(of: PoisonRule.allCases.filter { $0.verdict == .hold && !others.contains($0) }))
    }
}
