internal import CLinux
internal import Glibc

/// A socket at a path that others of this machine send frames to; it is gone when this value ends.
package struct FrameListener: ~Copyable {
    private let socket: Descriptor
    private let directory: Descriptor
    private let name: String

    /// Begins to listen at a name of a directory, which must be nobody else's.
    ///
    /// The corresponding C functions are `socket`, `bind` and `listen`.
    package init(in directory: consuming Descriptor, _ name: String) throws(KernelError) {
        // Only what listens has its name: who finds a socket that nobody listens at may take it for one that is left over.
        let unready = ".\(name)"
        let made = unsafe trilatch_listen_for_frames("/proc/self/fd/\(directory.number)/\(unready)")
        let socket = Descriptor(owning: try checked("bind", made))
        guard unsafe renameat(directory.number, unready, directory.number, name) == 0 else {
            let code = errno
            _ = unsafe unlinkat(directory.number, unready, 0)
            throw KernelError("renameat", code)
        }
        self.socket = socket
        self.directory = directory
        self.name = name
    }

    deinit {
        // One that is left over is taken away by whoever finds it.
        _ = unsafe unlinkat(directory.number, name, 0)
    }

    /// What a loop waits for.
    package var number: Int32 { socket.number }

    /// Somebody at the other end.
    package struct Caller: ~Copyable {
        private let socket: Descriptor
        /// Who has made the connection.
        package let user: UInt32

        fileprivate init(_ socket: consuming Descriptor, _ user: UInt32) {
            self.socket = socket
            self.user = user
        }

        /// The connection to it, whose calls do not wait.
        package consuming func intoSocket() -> Descriptor { socket }
    }

    /// Takes the next that has come, without waiting; nil where there is none.
    ///
    /// The corresponding C functions are `accept4` and, for who it is, `getsockopt` with `SO_PEERCRED`.
    package borrowing func accept() throws(KernelError) -> Caller? {
        var user: UInt32 = 0
        let result = unsafe trilatch_accept_frames(number, &user)
        // One that has gone again is none.
        guard result != -EAGAIN, result != -EINTR, result != -ECONNABORTED else { return nil }
        return Caller(Descriptor(owning: try checked("accept4", result)), user)
    }
}

extension Frames {
    /// Connects to a listener by its name.
    ///
    /// The corresponding C functions are `socket` and `connect`.
    ///
    /// - Throws: `ECONNREFUSED` where nobody listens there any more.
    package static func connection(
        in directory: borrowing Descriptor, _ name: String
    ) throws(KernelError) -> Descriptor {
        let made = unsafe trilatch_connect_for_frames("/proc/self/fd/\(directory.number)/\(name)")
        return Descriptor(owning: try checked("connect", made))
    }
}
