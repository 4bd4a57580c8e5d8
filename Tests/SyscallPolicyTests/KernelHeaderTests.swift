import RepositoryFiles
import SyscallPolicy
import Testing
import trilatch_compile_syscalls

/// libseccomp's numbers against those of the kernel's own headers.
@Suite struct KernelHeaderTests {
    /// The numbers that an architecture's header defines; aarch64 has the generic ones, a few of them by a macro.
    private static func numbers(for architecture: SyscallArchitecture) throws -> [String: UInt32] {
        let header =
            switch architecture {
            case .x86_64: "/usr/include/x86_64-linux-gnu/asm/unistd_64.h"
            case .aarch64: "/usr/include/asm-generic/unistd.h"
            }
        var numbers: [String: UInt32] = [:]
        for line in String(decoding: try FileBytes.read(header), as: UTF8.self).split(separator: "\n") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            guard words.count >= 3, words[0] == "#define", let number = UInt32(words[2]) else { continue }
            for prefix in ["__NR_", "__NR3264_"] where words[1].hasPrefix(prefix) {
                numbers[String(words[1].dropFirst(prefix.count))] = number
            }
        }
        return numbers
    }

    @Test(arguments: SyscallArchitecture.allCases)
    func `Every number is the kernel's own`(architecture: SyscallArchitecture) throws {
        let kernel = try Self.numbers(for: architecture)
        // The generic header's names for calls that a 64-bit machine has under another one.
        let generic = ["newfstatat": "fstatat"]
        var compared = 0
        for table in SyscallPrograms.allTables {
            for entry in table.entries {
                let alone = SyscallTable(
                    name: "one", otherwise: .allow,
                    groups: [SyscallGroup.group("one", neededBy: "this test", allow: [entry.syscall])])
                let found = try SyscallCompiler(for: architecture).numbered(alone).first?.number
                let name = entry.syscall.name
                // The header may be older than the call, and the table may know a call that this architecture lacks.
                guard let expected = kernel[name] ?? generic[name].flatMap({ kernel[$0] }), let found else { continue }
                #expect(found == expected, "\(name)")
                compared += 1
            }
        }
        #expect(compared > 900)
    }
}
