internal import CCapability
internal import Glibc

/// Capabilities, through libcap.
package enum Capabilities {
    /// Gives up every capability for good: securebits set and locked so that user 0 means nothing, the bounding set
    /// empty, all other sets empty.
    ///
    /// The corresponding C function is `cap_set_mode(CAP_MODE_NOPRIV)`. Source: cap_get_mode(3), libcap 2.66.
    package static func dropAll() throws(KernelError) {
        guard cap_set_mode(CAP_MODE_NOPRIV) == 0 else { throw KernelError("cap_set_mode", errno) }
        // It passes over what it cannot drop from the bounding set, and over all that follows.
        for capability: cap_value_t in 0..<64 {
            let held = cap_get_bound(capability)
            // The kernel knows no more of them.
            if held < 0 && errno == EINVAL && capability > 0 { return }
            guard held == 0 else { throw KernelError("cap_get_bound", held < 0 ? errno : EPERM) }
        }
    }

    /// Gives up every capability that this process has, where it may not touch those that it could gain: no new privileges
    /// see to them.
    ///
    /// The corresponding C function is `cap_set_proc`.
    package static func dropHeld() throws(KernelError) {
        guard let none = unsafe cap_init() else { throw KernelError("cap_init", errno) }
        defer { unsafe cap_free(UnsafeMutableRawPointer(none)) }
        guard unsafe cap_set_proc(none) == 0 else { throw KernelError("cap_set_proc", errno) }
    }
}
