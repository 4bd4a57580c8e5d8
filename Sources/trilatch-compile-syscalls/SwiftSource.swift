import SyscallPolicy

/// Compiled programs as Swift source.
enum SwiftSource {
    /// One file for an architecture: an enum with a constant for each program.
    static func file(_ outputs: [SyscallCompiler.Output], for architecture: SyscallArchitecture) -> String {
        var text = """
            // Made by trilatch-compile-syscalls from the tables in this module; not to be edited.

            /// The programs for \(architecture.rawValue).
            enum \(typeName(architecture)) {

            """
        for output in outputs {
            // The explicit type is what keeps a long literal quick to compile.
            text += "    static let \(output.name): [UInt64] = [\n"
            let literals = output.program.instructions.map(literal)
            for start in stride(from: 0, to: literals.count, by: 4) {
                text += "        " + literals[start..<min(start + 4, literals.count)].joined(separator: ", ") + ",\n"
            }
            text += "    ]\n"
        }
        return text + "}\n"
    }

    static func typeName(_ architecture: SyscallArchitecture) -> String {
        switch architecture {
        case .x86_64: "CompiledForX86_64"
        case .aarch64: "CompiledForAArch64"
        }
    }

    private static func literal(_ instruction: UInt64) -> String {
        let digits = String(instruction, radix: 16)
        let padded = String(repeating: "0", count: 16 - digits.count) + digits
        let groups = stride(from: 0, to: 16, by: 4).map { padded.dropFirst($0).prefix(4) }
        return "0x" + groups.joined(separator: "_").uppercased()
    }
}
