import RepositoryFiles
import SyscallPolicy
import Testing
import trilatch_compile_syscalls

@Suite struct SyscallTableTests {
    @Test(arguments: SyscallPrograms.allTables.map(\.name))
    func `No call stands in a table twice`(name: String) throws {
        let table = try #require(SyscallPrograms.allTables.first { $0.name == name })
        let names = table.entries.map(\.syscall.name)
        #expect(names.count == Set(names).count)
    }

    @Test func `The documentation page is what the tables say`() throws {
        let page = try RepositoryFile("docs/syscalls.md").contents()
        #expect(page == DocumentationPage.text, "regenerate with trilatch-compile-syscalls")
    }
}
