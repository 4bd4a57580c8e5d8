internal import CLinux
internal import Glibc

/// Making nodes below a directory.
///
/// No function follows a symbolic link in the last component; the caller resolves the directory itself without links.
package enum Making {
    /// Creates a directory; its permissions are subject to the file mask.
    ///
    /// The corresponding C function is `mkdirat`.
    package static func directory(in parent: borrowing Descriptor, _ name: String, mode: UInt16) throws(KernelError) {
        guard unsafe mkdirat(parent.number, name, mode_t(mode)) == 0 else { throw KernelError("mkdirat", errno) }
    }

    /// Creates a symbolic link.
    ///
    /// The corresponding C function is `symlinkat`.
    package static func symbolicLink(
        in parent: borrowing Descriptor, _ name: String, to target: String
    ) throws(KernelError) {
        guard unsafe symlinkat(target, parent.number, name) == 0 else { throw KernelError("symlinkat", errno) }
    }

    /// A socket pair of bytes in order, both ends close-on-exec.
    ///
    /// The corresponding C function is `socketpair`.
    package static func socketPair() throws(KernelError) -> SocketPair {
        var numbers: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &numbers) == 0 else { throw KernelError("socketpair", errno) }
        return SocketPair(near: Descriptor(owning: numbers[0]), far: Descriptor(owning: numbers[1]))
    }

    /// A stream socket, connected to a path, close-on-exec.
    ///
    /// The corresponding C functions are `socket` and `connect`.
    package static func connection(to path: String) throws(KernelError) -> Descriptor {
        Descriptor(owning: try checked("connect", unsafe trilatch_connect_local(path)))
    }
}

/// The two ends of a socket pair.
package struct SocketPair: ~Copyable {
    package var near: Descriptor
    package var far: Descriptor

    package init(near: consuming Descriptor, far: consuming Descriptor) {
        self.near = near
        self.far = far
    }

    /// The same with both numbers at least `lowest`.
    package consuming func movedAbove(_ lowest: Int32) throws(KernelError) -> SocketPair {
        SocketPair(near: try near.movedAbove(lowest), far: try far.movedAbove(lowest))
    }

    /// Closes one end and gives the other.
    package consuming func keepNear() -> Descriptor { near }
    /// Closes one end and gives the other.
    package consuming func keepFar() -> Descriptor { far }
}
