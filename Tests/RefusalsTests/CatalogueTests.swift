import Glibc
import Refusals
import RepositoryFiles
import Testing

/// The catalogue, its words and the page that a person reads.
///
/// `TRILATCH_WRITE_PAGES=1 swift test --filter RefusalsTests` writes the page's sections anew from the catalogue.
@Suite struct CatalogueTests {
    private let file = RepositoryFile("docs/errors.md")

    @Test func `the page and the catalogue say the same, in the same order, both ways`() throws {
        let page = ErrorsPage(parsing: try file.contents())
        if unsafe getenv("TRILATCH_WRITE_PAGES") != nil {
            return try file.replace(with: ErrorsPage.rendered(introduction: page.introduction))
        }
        let codes = RefusalCode.allCases
        let missing = Set(codes.map(\.rawValue)).subtracting(page.sections.map(\.code))
        let unknown = Set(page.sections.map(\.code)).subtracting(codes.map(\.rawValue))
        #expect(missing.isEmpty, "codes without a section in docs/errors.md")
        #expect(unknown.isEmpty, "sections of docs/errors.md that are no code")
        for section in page.sections {
            guard let code = RefusalCode(rawValue: section.code) else { continue }
            #expect(section.body == ErrorsPage.body(of: code), "\(section.code)")
        }
        #expect(page.sections.map(\.code) == codes.map(\.rawValue), "the order is the catalogue's")
    }

    @Test(arguments: RefusalCode.allCases)
    func `a code is an area, a dot and a word in kebab case`(code: RefusalCode) throws {
        #expect(try #/[a-z]+\.[a-z]+(-[a-z0-9]+)*/#.wholeMatch(in: code.rawValue) != nil)
    }

    @Test(arguments: RefusalCode.allCases)
    func `cause and fix are sentences that begin small and leave the full stop to the page`(code: RefusalCode) {
        for text in [code.cause, code.fix] {
            #expect(text.count > 10)
            #expect(text.first?.isUppercase != true || text.hasPrefix("Landlock"))
            #expect(
                text.last?.isPunctuation != true || text.hasSuffix("`") || text.hasSuffix("”") || text.hasSuffix(")"))
            #expect(!text.contains("\n") && !text.contains("  "), "a line continuation lost or doubled a space")
        }
    }

    @Test func `no two codes have the same cause`() {
        #expect(Set(RefusalCode.allCases.map(\.cause)).count == RefusalCode.allCases.count)
    }

    @Test func `every code can be met: some source outside the catalogue uses it`() throws {
        let sources = try RepositoryFile.all(below: "Sources", suffix: ".swift")
            .filter { !$0.path.hasPrefix("Sources/Refusals/") }
            .map { try $0.contents() }
            .joined(separator: "\n")
        let unused = try RefusalCode.allCases.filter { code in
            try sources.firstMatch(of: Regex("\\.\(code)\\b")) == nil
        }
        #expect(unused.isEmpty)
    }
}
