import SyscallPolicy
import Testing

/// The comparison of programs and tables can fail: it runs what there is to run, and a program that is wrong in one
/// instruction is noticed.
@Suite struct MutationTests {
    /// One architecture suffices, since the programs of both are made the same way.
    private static let native = Stack.single.filter { $0.architecture == .x86_64 }

    /// In the reaper's program what is foreign and what is not listed end the same way, so that taking one for the other
    /// changes nothing.
    private static let mutable = native.filter { $0.tables[0].otherwise != .kill }

    @Test(arguments: Stack.single)
    func `The corpus runs every instruction, except that a call dies or falls to the default`(stack: Stack) throws {
        // libseccomp ends conditions that leave no case over with the default all the same.
        let table = stack.tables[0]
        let harmless = [SyscallAction.kill, table.otherwise].map { UInt64($0.returnValue) << 32 | 0x06 }
        let visits = try Specification(stack).visits(of: BPFInterpreter(stack.programs[0]))
        for (index, instruction) in stack.programs[0].instructions.enumerated() where visits[index] == nil {
            #expect(harmless.contains(instruction), "instruction \(index)")
        }
    }

    @Test(arguments: mutable)
    func `Swapping the two ways of any comparison is noticed`(stack: Stack) throws {
        try expectNoticed(stack) { instruction in
            let code = instruction & 0xFFFF
            let (whenTrue, whenFalse) = (instruction >> 16 & 0xFF, instruction >> 24 & 0xFF)
            guard code & 0x07 == 0x05, code != 0x05, whenTrue != whenFalse else { return nil }
            return instruction & ~0xFFFF_0000 | whenFalse << 16 | whenTrue << 24
        }
    }

    @Test(arguments: mutable)
    func `Comparing with a neighbouring value is noticed`(stack: Stack) throws {
        try expectNoticed(stack) { $0 & 0xFFFF == 0x15 ? $0 ^ 1 << 32 : nil }
    }

    @Test(arguments: native)
    func `Turning any refusal into permission is noticed`(stack: Stack) throws {
        try expectNoticed(stack) {
            $0 & 0xFFFF == 0x06 && $0 >> 32 != 0x7FFF_0000 ? 0x7FFF_0000_0000_0006 : nil
        }
    }

    /// Mutates each instruction that any call runs in turn, and expects the comparison with the table to see it.
    private func expectNoticed(_ stack: Stack, mutate: (UInt64) -> UInt64?) throws {
        let specification = try Specification(stack)
        let original = stack.programs[0].instructions
        // Only a call that runs the instruction can tell.
        for (index, places) in try specification.visits(of: BPFInterpreter(stack.programs[0])) {
            guard let mutant = mutate(original[index]) else { continue }
            var instructions = original
            instructions[index] = mutant
            let disagreement = try specification.disagreement(with: [BPFProgram(instructions)], among: places)
            #expect(disagreement != nil, "instruction \(index)")
        }
    }
}
