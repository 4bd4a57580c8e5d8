internal import CLinux
internal import Glibc

/// Frames over a pair of sequenced-packet sockets: each arrives whole, with at most one descriptor.
package enum Frames {
    /// Two connected ends, close-on-exec.
    ///
    /// The corresponding C function is `socketpair`.
    package static func pair() throws(KernelError) -> SocketPair {
        var numbers: [Int32] = [-1, -1]
        let type = Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &numbers) == 0 else { throw KernelError("socketpair", errno) }
        return SocketPair(near: Descriptor(owning: numbers[0]), far: Descriptor(owning: numbers[1]))
    }

    /// Sends a frame; waits while there is no room.
    ///
    /// The corresponding C function is `sendmsg`.
    package static func send(_ frame: [UInt8], over socket: borrowing Descriptor) throws(KernelError) {
        try checked("sendmsg", unsafe trilatch_send_frame(socket.number, frame, frame.count, -1, 0))
    }

    /// Sends a frame with a descriptor, which stays open here; waits while there is no room.
    ///
    /// The corresponding C function is `sendmsg`.
    package static func send(
        _ frame: [UInt8], with descriptor: borrowing Descriptor, over socket: borrowing Descriptor
    ) throws(KernelError) {
        try checked("sendmsg", unsafe trilatch_send_frame(socket.number, frame, frame.count, descriptor.number, 0))
    }

    /// Sends a frame if there is room for it now.
    ///
    /// - Returns: Whether there was.
    package static func trySend(_ frame: [UInt8], over socket: borrowing Descriptor) throws(KernelError) -> Bool {
        let result = unsafe trilatch_send_frame(socket.number, frame, frame.count, -1, 1)
        if result == -EAGAIN { return false }
        try checked("sendmsg", result)
        return true
    }

    /// A frame that came; one without bytes says that nobody is at the other end any more.
    package struct Received: ~Copyable {
        package let bytes: [UInt8]
        package var descriptor: Descriptor?
    }

    /// Takes the next frame without waiting, cut to `limit` bytes; nil where there is none.
    ///
    /// The corresponding C function is `recvmsg`.
    ///
    /// - Throws: `EPROTO` for a frame with more descriptors than one; they are closed.
    package static func receive(upTo limit: Int, from socket: Int32) throws(KernelError) -> Received? {
        var descriptor: Int32 = -1
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = unsafe trilatch_receive_frame(socket, &bytes, limit, &descriptor)
        if count == -EAGAIN || count == -EINTR { return nil }
        if count == -ECONNRESET { return Received(bytes: [], descriptor: nil) }
        try checked("recvmsg", count)
        bytes.removeLast(limit - count)
        return Received(bytes: bytes, descriptor: descriptor < 0 ? nil : Descriptor(owning: descriptor))
    }
}
