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
    }
}
