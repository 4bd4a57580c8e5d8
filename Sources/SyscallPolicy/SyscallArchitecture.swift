/// An architecture that has compiled programs.
package enum SyscallArchitecture: String, Sendable, CaseIterable {
    case x86_64
    case aarch64

    /// The architecture that this program was built for.
    package static var current: SyscallArchitecture {
        #if arch(x86_64)
            .x86_64
        #elseif arch(arm64)
            .aarch64
        #else
            #error("No syscall programs for this architecture: a box would start without its filter.")
        #endif
    }

    /// `seccomp_data.arch` of a native call: `AUDIT_ARCH_X86_64` or `AUDIT_ARCH_AARCH64` (linux/audit.h).
    package var token: UInt32 {
        switch self {
        case .x86_64: 0xC000_003E
        case .aarch64: 0xC000_00B7
        }
    }

    /// Whether a number belongs to another table of the same architecture.
    ///
    /// On x86-64 bit 30 marks x32 calls, and every number from there up is foreign except −1, which a tracer writes to
    /// skip a call.
    package func isForeign(number: UInt32) -> Bool {
        switch self {
        case .x86_64: number >= 0x4000_0000 && number != .max
        case .aarch64: false
        }
    }
}
