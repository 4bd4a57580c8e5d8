import Glibc
import PolicyYAML
import ProfileSchema
import RepositoryFiles
import Testing

/// The readers, the schema and the page say the same of every key.
///
/// `TRILATCH_WRITE_PAGES=1 swift test --filter ProfileSchemaTests` writes the schema and the page's tables anew.
@Suite struct ReferenceTests {
    private let page = RepositoryFile("docs/profiles.md")
    private let schema = RepositoryFile("schema/profile.json")
    private var writesPages: Bool { unsafe getenv("TRILATCH_WRITE_PAGES") != nil }

    @Test(arguments: ProfileMapping.allCases)
    func `every key that a reader knows is explained, and no other`(mapping: ProfileMapping) {
        #expect(mapping.reference.map(\.key) == mapping.keys)
    }

    @Test(arguments: ProfileMapping.allCases)
    func `a meaning fits into a cell of a table`(mapping: ProfileMapping) {
        for key in mapping.reference {
            #expect(key.meaning.count > 5 && !key.meaning.contains(#/[|\n]|  |\.$/#), "\(key.key)")
        }
    }

    @Test func `the schema is the one that the reference makes`() throws {
        if writesPages { return try schema.replace(with: SchemaDocument.text) }
        #expect(try schema.contents() == SchemaDocument.text)
    }

    @Test func `the page has the table of every mapping, and no other`() throws {
        var text = try page.contents()
        for mapping in ProfileMapping.allCases {
            let mark = ReferenceTable.mark(of: mapping) + "\n\n"
            let parts = text.split(separator: mark, omittingEmptySubsequences: false)
            try #require(parts.count == 2, "\(mark)")
            let table = parts[1].prefix(upTo: parts[1].firstRange(of: "\n\n")?.lowerBound ?? parts[1].endIndex) + "\n"
            let expected = ReferenceTable.markdown(of: mapping)
            if writesPages {
                text = parts[0] + mark + expected + parts[1].dropFirst(table.count)
            } else {
                #expect(table == expected, "\(mapping)")
            }
        }
        #expect(text.matches(of: #/<!-- keys:/#).count == ProfileMapping.allCases.count)
        if writesPages { try page.replace(with: text) }
    }
}
