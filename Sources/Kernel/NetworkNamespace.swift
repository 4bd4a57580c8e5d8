internal import CLinux

/// A network namespace that is being made while its process goes on.
///
/// The kernel needs longer for it than for all other namespaces and mounts of a box together, and most machines have a
/// second processor: a helper makes it, and the process enters it when it is there. Only for a process with one thread.
package struct NetworkNamespace: ~Copyable {
    private let helper: Int32

    /// Begins to make one, owned by the calling process's user namespace.
    ///
    /// The corresponding C function is `unshare`, called by a child of `clone`.
    package init() throws(KernelError) { helper = try checked("clone", trilatch_begin_network()) }

    /// Waits until it is there, and enters it; to be called once.
    ///
    /// The corresponding C function is `setns`.
    package borrowing func enter() throws(KernelError) { try checked("unshare", trilatch_enter_network(helper)) }
}
