internal import CLinux
internal import Glibc

/// Descriptors that a process starts with, known by their number.
package enum Inheritance {
    /// Closes every descriptor above a number.
    ///
    /// The corresponding C function is `close_range`, Linux 5.9.
    package static func closeAll(above number: Int32) throws(KernelError) {
        try checked("close_range", trilatch_close_range(UInt32(number + 1), .max, 0))
    }

    /// Closes a range of descriptors.
    package static func close(_ range: ClosedRange<Int32>) throws(KernelError) {
        try checked("close_range", trilatch_close_range(UInt32(range.lowerBound), UInt32(range.upperBound), 0))
    }

    /// Whether a number is an open descriptor.
    package static func isOpen(_ number: Int32) -> Bool { trilatch_fcntl(number, F_GETFD, 0) >= 0 }

    /// Takes a descriptor over that this process was given: it is closed with the value, and not inherited further.
    package static func adopt(_ number: Int32) throws(KernelError) -> Descriptor {
        try checked("fcntl", trilatch_fcntl(number, F_SETFD, Int(FD_CLOEXEC)))
        return Descriptor(owning: number)
    }
}

/// A socket pair between two processes of the launcher.
package enum Channel {
    /// Whether the other end is still held by anybody.
    package static func isConnected(_ channel: borrowing Descriptor) throws(KernelError) -> Bool {
        var watched = pollfd(fd: channel.number, events: 0, revents: 0)
        guard unsafe poll(&watched, 1, 0) >= 0 else { throw KernelError("poll", errno) }
        return watched.revents == 0
    }

    /// Reads exactly so many bytes.
    ///
    /// - Throws: `EPIPE` when the other end closes before.
    package static func receive(_ count: Int, from channel: borrowing Descriptor) throws(KernelError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let some = try channel.readSome(upTo: count - bytes.count)
            guard !some.isEmpty else { throw KernelError("read", EPIPE) }
            bytes.append(contentsOf: some)
        }
        return bytes
    }

    /// Gives the other process a descriptor.
    ///
    /// Source: unix(7), SCM_RIGHTS.
    package static func send(
        _ descriptor: borrowing Descriptor, over channel: borrowing Descriptor
    ) throws(KernelError) {
        try checked("sendmsg", trilatch_send_descriptor(channel.number, descriptor.number))
    }

    /// Takes a descriptor from the other process.
    package static func receiveDescriptor(from channel: borrowing Descriptor) throws(KernelError) -> Descriptor {
        Descriptor(owning: try checked("recvmsg", trilatch_receive_descriptor(channel.number)))
    }
}
