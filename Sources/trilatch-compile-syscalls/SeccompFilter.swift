import CSeccomp
import Glibc
import SyscallPolicy

/// A filter under construction: libseccomp's `scmp_filter_ctx`, owned here and released with this value.
@safe
struct SeccompFilter: ~Copyable {
    private let context: scmp_filter_ctx
    private let architecture: SyscallArchitecture

    /// An empty filter for one architecture: `otherwise` for its calls, death for those of any other.
    static func empty(
        _ architecture: SyscallArchitecture, otherwise: SyscallAction
    ) throws(SyscallCompiler.Failure) -> SeccompFilter {
        // Without this libseccomp asks the running kernel which actions it has; the program is for other kernels too.
        try check(seccomp_api_set(6), "seccomp_api_set", "6")
        guard let context = unsafe seccomp_init(otherwise.returnValue) else {
            throw .failed(call: "seccomp_init", about: "\(otherwise)", error: ENOMEM)
        }
        let filter = unsafe SeccompFilter(owning: context, architecture)
        try filter.selectArchitecture()
        try filter.set(SCMP_FLTATR_ACT_BADARCH, to: SyscallAction.kill.returnValue)
        // A balanced tree instead of a chain: the kernel walks the program once for every number while it loads it.
        try filter.set(SCMP_FLTATR_CTL_OPTIMIZE, to: 2)
        return filter
    }

    private init(owning context: scmp_filter_ctx, _ architecture: SyscallArchitecture) {
        unsafe self.context = unsafe context
        self.architecture = architecture
    }

    deinit { unsafe seccomp_release(context) }

    /// Adds a path of a call's rule, exactly or not at all.
    func add(_ path: RulePath, number: UInt32) throws(SyscallCompiler.Failure) {
        let comparisons = path.conditions.map { condition in
            scmp_arg_cmp(
                arg: UInt32(condition.argument), op: SCMP_CMP_MASKED_EQ,
                datum_a: UInt64(condition.mask), datum_b: UInt64(condition.value))
        }
        let native = try nativeNumber(of: number)
        let result = unsafe comparisons.withUnsafeBufferPointer { buffer in
            unsafe seccomp_rule_add_exact_array(
                context, path.action.returnValue, native, UInt32(buffer.count), buffer.baseAddress)
        }
        try Self.check(result, "seccomp_rule_add_exact_array", "\(number)")
    }

    /// The finished program.
    func export() throws(SyscallCompiler.Failure) -> BPFProgram {
        // libseccomp writes to a descriptor; a pipe holds the longest program, 32 KiB.
        var ends: [Int32] = [-1, -1]
        try Self.check(unsafe pipe(&ends) == 0 ? 0 : -errno, "pipe", "program")
        defer { close(ends[0]) }
        let result = unsafe seccomp_export_bpf(context, ends[1])
        close(ends[1])
        try Self.check(result, "seccomp_export_bpf", "program")
        var instructions = [UInt64](repeating: 0, count: 4096)
        let length = unsafe instructions.withUnsafeMutableBytes { unsafe read(ends[0], $0.baseAddress, $0.count) }
        guard length > 0, length % 8 == 0 else { throw .failed(call: "read", about: "program", error: errno) }
        return BPFProgram(instructions.prefix(length / 8).map(UInt64.init(littleEndian:)))
    }

    /// The number of a call on an architecture; nil when it has none there.
    static func number(
        of name: String, on architecture: SyscallArchitecture
    ) throws(SyscallCompiler.Failure) -> UInt32? {
        let number = unsafe seccomp_syscall_resolve_name_arch(architecture.token, name)
        // Calls of other architectures have numbers below zero; −1 is for words that are no call.
        guard number != -1 else { throw .unknownSyscall(name) }
        return number < 0 ? nil : UInt32(number)
    }

    private func selectArchitecture() throws(SyscallCompiler.Failure) {
        let native = seccomp_arch_native()
        guard native != architecture.token else { return }
        try Self.check(unsafe seccomp_arch_add(context, architecture.token), "seccomp_arch_add", architecture.rawValue)
        try Self.check(unsafe seccomp_arch_remove(context, native), "seccomp_arch_remove", "\(native)")
    }

    /// libseccomp takes the numbers of the architecture on which it runs, and translates them by name.
    private func nativeNumber(of number: UInt32) throws(SyscallCompiler.Failure) -> Int32 {
        let number = Int32(bitPattern: number)
        guard seccomp_arch_native() != architecture.token else { return number }
        guard let name = unsafe seccomp_syscall_resolve_num_arch(architecture.token, number) else {
            throw .failed(call: "seccomp_syscall_resolve_num_arch", about: "\(number)", error: ENOENT)
        }
        defer { unsafe free(name) }
        return unsafe seccomp_syscall_resolve_name(name)
    }

    private func set(_ attribute: scmp_filter_attr, to value: UInt32) throws(SyscallCompiler.Failure) {
        try Self.check(unsafe seccomp_attr_set(context, attribute, value), "seccomp_attr_set", "\(attribute.rawValue)")
    }

    private static func check(_ result: Int32, _ call: String, _ about: String) throws(SyscallCompiler.Failure) {
        guard result == 0 else { throw .failed(call: call, about: about, error: -result) }
    }
}
