/// A compiled seccomp program: classic BPF instructions, ready for `seccomp(SECCOMP_SET_MODE_FILTER)`.
///
/// An instruction is a `struct sock_filter` packed into 64 bits, little-endian: `code` in bits 0 to 15, `jt` in 16 to
/// 23, `jf` in 24 to 31, `k` in 32 to 63. Both architectures that have programs are little-endian, so the array's
/// storage *is* the `sock_filter` array, and nothing is decoded at launch. The source is linux/filter.h.
package struct BPFProgram: Sendable, Equatable {
    /// The instructions, in order; at most 4096, the kernel's own bound.
    package let instructions: [UInt64]

    package init(_ instructions: [UInt64]) {
        self.instructions = instructions
    }

    /// The number of instructions: `sock_fprog.len`.
    package var count: Int { instructions.count }

    /// Calls `body` with the contiguous `sock_filter` array (8 bytes an instruction, aligned to 8), which is valid only
    /// during the call: `sock_fprog.filter`.
    package func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe instructions.span.withUnsafeBytes { bytes throws(Failure) in try unsafe body(bytes) }
    }
}
