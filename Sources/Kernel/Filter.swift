internal import CLinux

/// System call filters.
///
/// Source: seccomp(2).
package enum Filter {
    /// Loads one classic BPF program into the calling thread, for good.
    ///
    /// - Parameter instructions: `struct sock_filter` values, packed into 64 bits each.
    package static func load(_ instructions: [UInt64]) throws(KernelError) {
        let result = unsafe instructions.withUnsafeBytes { bytes in
            var program = unsafe trilatch_program(
                instructions: bytes.baseAddress, count: UInt16(instructions.count))
            return unsafe trilatch_load_seccomp(&program)
        }
        try checked("seccomp", result)
    }

    /// Loads a program whose calls can be sent to a supervisor, and keeps nobody who would answer.
    ///
    /// Source: seccomp_unotify(2), `SECCOMP_FILTER_FLAG_NEW_LISTENER`, Linux 5.0.
    package static func loadWithListener(_ instructions: [UInt64]) throws(KernelError) {
        let result = unsafe instructions.withUnsafeBytes { bytes in
            var program = unsafe trilatch_program(
                instructions: bytes.baseAddress, count: UInt16(instructions.count))
            return unsafe trilatch_load_seccomp_with_listener(&program)
        }
        _ = Descriptor(owning: try checked("seccomp", result))
    }
}
