import SyscallPolicy

/// Runs a classic BPF program over a call, as the kernel does for a seccomp filter.
///
/// It knows the instructions that libseccomp writes and refuses every other, so that a program cannot do what the tests
/// do not see. The source is bpf_check_classic and seccomp_check_filter of the kernel, and seccomp(2).
struct BPFInterpreter {
    /// Why a program is not one that the kernel would load, or not one that this interpreter knows.
    enum Failure: Error, Equatable {
        case unknownInstruction(at: Int, code: UInt16)
        case outsideOfData(at: Int)
        case ranOffTheEnd
    }

    private struct Instruction {
        var code: UInt16
        var whenTrue: Int
        var whenFalse: Int
        var constant: UInt32
    }

    private let instructions: [Instruction]

    init(_ program: BPFProgram) {
        instructions = program.instructions.map {
            Instruction(
                code: UInt16(truncatingIfNeeded: $0), whenTrue: Int($0 >> 16 & 0xFF), whenFalse: Int($0 >> 24 & 0xFF),
                constant: UInt32($0 >> 32))
        }
    }

    /// The value that the program returns; `visit` hears of each instruction that is carried out.
    func run(_ record: SyscallRecord, visit: ((Int) -> Void)? = nil) throws(Failure) -> UInt32 {
        var accumulator: UInt32 = 0
        var position = 0
        // Jumps only go forward, so this ends.
        while position < instructions.count {
            let instruction = instructions[position]
            visit?(position)
            position += 1
            func jump(_ condition: Bool) { position += condition ? instruction.whenTrue : instruction.whenFalse }
            switch instruction.code {
            case 0x20:  // BPF_LD | BPF_W | BPF_ABS
                guard let word = record.word(at: instruction.constant) else {
                    throw .outsideOfData(at: position - 1)
                }
                accumulator = word
            case 0x54: accumulator &= instruction.constant  // BPF_ALU | BPF_AND | BPF_K
            case 0x05: position += Int(instruction.constant)  // BPF_JMP | BPF_JA
            case 0x15: jump(accumulator == instruction.constant)  // BPF_JMP | BPF_JEQ | BPF_K
            case 0x25: jump(accumulator > instruction.constant)  // BPF_JMP | BPF_JGT | BPF_K
            case 0x35: jump(accumulator >= instruction.constant)  // BPF_JMP | BPF_JGE | BPF_K
            case 0x45: jump(accumulator & instruction.constant != 0)  // BPF_JMP | BPF_JSET | BPF_K
            case 0x06: return instruction.constant  // BPF_RET | BPF_K
            default: throw .unknownInstruction(at: position - 1, code: instruction.code)
            }
        }
        throw .ranOffTheEnd
    }
}
