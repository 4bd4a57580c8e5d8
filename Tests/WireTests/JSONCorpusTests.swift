import RepositoryFiles
import Testing
import Wire

/// The texts of JSONTestSuite: `y_` must be accepted, `n_` must be refused, and `i_` is decided in `docs/wire.md`.
@Suite struct JSONCorpusTests {
    static func texts(_ prefix: String) throws -> [RepositoryFile] {
        try RepositoryFile.all(below: "Tests/WireTests/Corpus", suffix: ".json").filter {
            name(of: $0).hasPrefix(prefix)
        }
    }

    static func name(of file: RepositoryFile) -> Substring { file.path.split(separator: "/").last ?? "" }

    @Test func `every text that is JSON is accepted, but for duplicate keys`() throws {
        let files = try Self.texts("y_")
        #expect(files.count == 95)
        for file in files {
            let fault = JSONScannerTests.fault(of: try FileBytes.read(file.absolutePath))
            if Self.name(of: file).contains("duplicated_key") {
                #expect(fault?.kind == .duplicateKey, "\(file)")
            } else {
                #expect(fault == nil, "\(file)")
            }
        }
    }

    @Test func `every text that is not JSON is refused, at a byte of it or at its end`() throws {
        let files = try Self.texts("n_")
        #expect(files.count == 188)
        for file in files {
            let bytes = try FileBytes.read(file.absolutePath)
            let fault = JSONScannerTests.fault(of: bytes)
            #expect(fault.map { (0...bytes.count).contains($0.offset) } == true, "\(file)")
        }
    }

    @Test func `what the standard leaves open is decided as the page says`() throws {
        let page = try RepositoryFile("docs/wire.md").contents()
        let files = try Self.texts("i_")
        #expect(files.count == 35)
        for file in files {
            let fault = JSONScannerTests.fault(of: try FileBytes.read(file.absolutePath))
            let decision = fault.map { "refused: \($0.kind.reason)" } ?? "accepted"
            let name = Self.name(of: file).dropLast(".json".count)
            #expect(page.contains("| `\(name)` | \(decision) |"))
        }
    }
}
