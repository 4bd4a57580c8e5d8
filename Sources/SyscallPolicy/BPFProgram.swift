/// A compiled seccomp program: classic BPF instructions, ready for `seccomp(SECCOMP_SET_MODE_FILTER)`.
///
/// An instruction is a `struct sock_filter` packed into 64 bits, little-endian: `code` in bits 0 to 15, `jt` in 16 to
/// 23, `jf` in 24 to 31, `k` in 32 to 63. Both architectures that have programs are little-endian, so the array's
/// storage *is* the `sock_filter` array (`sock_fprog.filter`), and nothing is decoded at launch. The source is
/// linux/filter.h.
package struct BPFProgram: Sendable, Equatable {
    /// The instructions, in order; at most 4096, the kernel's own bound.
    package let instructions: [UInt64]

    package init(_ instructions: [UInt64]) {
        self.instructions = instructions
    }

    /// The number of instructions: `sock_fprog.len`.
    package var count: Int { instructions.count }
}
