import SyscallPolicy
import Testing
import trilatch_compile_syscalls

@Suite struct CompiledProgramsTests {
    @Test(arguments: Stack.all)
    func `The programs that are checked in answer every call as the tables do`(stack: Stack) throws {
        #expect(try Specification(stack).disagreement(with: stack.programs) == nil)
    }

    @Test(arguments: Stack.single)
    func `Programs compiled now answer every call as the tables do`(stack: Stack) throws {
        let compiler = SyscallCompiler(for: stack.architecture)
        let programs = try stack.tables.map { try compiler.compile($0).program }
        #expect(try Specification(stack).disagreement(with: programs) == nil)
    }

    @Test(arguments: Stack.single)
    func `The corpus reaches every action that the tables give`(stack: Stack) throws {
        let specification = try Specification(stack)
        var expected: Set<UInt32> = [SyscallAction.kill.returnValue, SyscallAction.allow.returnValue]
        for table in stack.tables {
            expected.insert(table.otherwise.returnValue)
            for rule in table.entries.map(\.rule) {
                expected.formUnion(RulePath.paths(of: rule).map(\.action.returnValue))
            }
        }
        #expect(Set(specification.answers) == expected)
    }

    @Test(arguments: Stack.all)
    func `A program loads: the kernel takes at most 4096 instructions`(stack: Stack) {
        for program in stack.programs { #expect((1...4096).contains(program.count)) }
    }

    @Test func `A program's storage is the kernel's array of instructions`() {
        let program = BPFProgram([0x7FFF_0000_0201_0006])
        let bytes = unsafe program.instructions.withUnsafeBytes { unsafe Array($0) }
        // struct sock_filter { u16 code; u8 jt; u8 jf; u32 k; }
        #expect(bytes == [0x06, 0x00, 0x01, 0x02, 0x00, 0x00, 0xFF, 0x7F])
    }
}
