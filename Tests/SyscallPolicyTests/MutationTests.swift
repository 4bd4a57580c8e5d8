import SyscallPolicy
import Testing

/// The comparison can fail: a program that is wrong in one place is noticed.
@Suite struct MutationTests {
    /// Where the programs of every kind of table are tried: one architecture suffices, since both come the same way.
    private static let stacks = Stack.all.filter { $0.architecture == .x86_64 && $0.tables.count == 1 }

    @Test(arguments: stacks)
    func `Swapping the two ways of any comparison is noticed`(stack: Stack) throws {
        try expectNoticed(stack) { instruction in
            let code = instruction & 0xFFFF
            let (whenTrue, whenFalse) = (instruction >> 16 & 0xFF, instruction >> 24 & 0xFF)
            guard code & 0x07 == 0x05, code != 0x05, whenTrue != whenFalse else { return nil }
            return instruction & ~0xFFFF_0000 | whenFalse << 16 | whenTrue << 24
        }
    }

    @Test(arguments: stacks)
    func `Turning any refusal into permission is noticed`(stack: Stack) throws {
        try expectNoticed(stack) { instruction in
            instruction & 0xFFFF == 0x06 && instruction >> 32 != 0x7FFF_0000 ? 0x7FFF_0000_0000_0006 : nil
        }
    }

    /// Mutates each instruction in turn and expects the comparison with the table to see it.
    private func expectNoticed(_ stack: Stack, mutate: (UInt64) -> UInt64?) throws {
        let specification = try Specification(stack)
        let original = stack.programs[0].instructions
        var tried = 0
        for (index, instruction) in original.enumerated() {
            guard let mutant = mutate(instruction) else { continue }
            tried += 1
            var instructions = original
            instructions[index] = mutant
            let noticed: Bool
            do { noticed = try specification.disagreement(with: [BPFProgram(instructions)]) != nil } catch {
                noticed = true
            }
            #expect(noticed, "instruction \(index) of \(stack)")
        }
        #expect(tried > 0)
    }
}
