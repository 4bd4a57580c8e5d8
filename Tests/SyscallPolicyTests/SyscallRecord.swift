import SyscallPolicy

/// A call as a filter sees it: `struct seccomp_data` of linux/seccomp.h.
struct SyscallRecord: Equatable, CustomStringConvertible {
    var number: UInt32
    var token: UInt32
    var instructionPointer: UInt64 = 0x7FFF_DEAD_BEEF_0000
    /// Six.
    var arguments: [UInt64]

    /// The 32 bits at an offset, little-endian; nil outside of the 64 bytes, or between two words.
    func word(at offset: UInt32) -> UInt32? {
        guard offset % 4 == 0, offset < 64 else { return nil }
        switch offset {
        case 0: return number
        case 4: return token
        default:
            let wide = offset < 16 ? instructionPointer : arguments[Int(offset - 16) / 8]
            return UInt32(truncatingIfNeeded: offset % 8 == 0 ? wide : wide >> 32)
        }
    }

    var description: String {
        let values = arguments.map { "0x" + String($0, radix: 16) }.joined(separator: ", ")
        return "call \(number) of 0x\(String(token, radix: 16))(\(values))"
    }
}

extension SyscallTable {
    /// What the table says about a call: the specification that the programs are held against.
    func action(
        for record: SyscallRecord, on architecture: SyscallArchitecture, rules: [UInt32: SyscallRule]
    ) -> SyscallAction {
        guard record.token == architecture.token, !architecture.isForeign(number: record.number) else { return .kill }
        return rules[record.number]?.action(arguments: record.arguments) ?? otherwise
    }
}

extension Sequence<UInt32> {
    /// The kernel's choice among the answers of stacked programs, oldest program first: the most restrictive action, and
    /// of equal ones that of the newest program (`seccomp_run_filters`).
    var mostRestrictive: UInt32 {
        reduce(0x7FFF_0000) { chosen, answer in
            Int32(bitPattern: answer & 0xFFFF_0000) <= Int32(bitPattern: chosen & 0xFFFF_0000) ? answer : chosen
        }
    }
}
