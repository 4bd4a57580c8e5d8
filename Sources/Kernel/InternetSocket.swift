internal import CLinux
internal import Glibc

/// Sockets of TCP and UDP; no call on them waits.
package enum InternetSocket {
    /// Makes one that takes what is sent to an endpoint; one of IPv6 takes nothing of IPv4.
    ///
    /// The corresponding C functions are `socket`, `bind` and `listen`.
    ///
    /// - Parameters:
    ///   - endpoint: An address of zeroes stands for every address of its family.
    ///   - isStream: TCP; else UDP, which tells the address that each datagram was sent to.
    package static func listen(at endpoint: Endpoint, isStream: Bool) throws(KernelError) -> Descriptor {
        var value = endpoint.value
        return Descriptor(owning: try checked("bind", unsafe trilatch_listen(&value, isStream ? 1 : 0)))
    }

    /// Begins to connect; the socket is writable when that has come to an end, which `outcome` tells.
    ///
    /// The corresponding C functions are `socket` and `connect`. A datagram socket is connected at once, and then takes
    /// nothing from anybody else.
    package static func connect(to endpoint: Endpoint, isStream: Bool) throws(KernelError) -> Descriptor {
        let socket = Descriptor(
            owning: try checked("socket", trilatch_internet_socket(endpoint.isVersion6 ? 1 : 0, isStream ? 1 : 0)))
        var value = endpoint.value
        let result = unsafe trilatch_connect(socket.number, &value)
        if result != -EINPROGRESS { try checked("connect", result) }
        // Only how soon small pieces go out depends on it.
        if isStream { _ = trilatch_send_at_once(socket.number) }
        return socket
    }

    /// What an attempt to connect came to, once its socket is writable or broken.
    ///
    /// The corresponding C function is `getsockopt` with `SO_ERROR`.
    package static func outcome(of number: Int32) throws(KernelError) {
        let code = trilatch_socket_error(number)
        guard code == 0 else { throw KernelError("connect", abs(code)) }
    }

    /// Takes the next connection in; nil where there is none.
    ///
    /// The corresponding C function is `accept4`.
    package static func accept(from number: Int32) throws(KernelError) -> Descriptor? {
        let result = trilatch_accept(number)
        switch result {
        // One that was given up meanwhile is none.
        case -EAGAIN, -ECONNABORTED, -EINTR: return nil
        default:
            let socket = Descriptor(owning: try checked("accept4", result))
            _ = trilatch_send_at_once(socket.number)
            return socket
        }
    }

    /// The address and port of this side.
    ///
    /// The corresponding C function is `getsockname`.
    package static func localEndpoint(of number: Int32) throws(KernelError) -> Endpoint {
        var value = trilatch_endpoint()
        try checked("getsockname", unsafe trilatch_local_endpoint(number, &value))
        return Endpoint(value)
    }

    /// Makes the other side see a reset when this one is closed, and not an orderly end.
    ///
    /// The corresponding C function is `setsockopt` with `SO_LINGER`.
    package static func resetWhenClosed(_ number: Int32) {
        // Where it fails the other side sees an end, which is less exact and no less closed.
        _ = trilatch_reset_when_closed(number)
    }

    /// Says that no more will be written.
    ///
    /// The corresponding C function is `shutdown`.
    package static func endWriting(_ number: Int32) {
        // ENOTCONN: the other side has ended it altogether.
        _ = shutdown(number, Int32(SHUT_WR))
    }

    /// A datagram's way, beside its bytes.
    package struct Datagram: Sendable {
        package let length: Int
        package let sender: Endpoint
        /// Where it was sent; the port is 0.
        package let asked: Endpoint
    }

    /// Takes the next datagram; nil where there is none.
    ///
    /// One that does not fit is thrown away, and has length 0 here.
    /// The corresponding C function is `recvmsg`.
    package static func receive(
        into space: UnsafeMutableRawBufferPointer, from number: Int32
    ) throws(KernelError) -> Datagram? {
        var sender = trilatch_endpoint()
        var asked = trilatch_endpoint()
        let length = unsafe trilatch_receive_datagram(number, space.baseAddress, space.count, &sender, &asked)
        switch Int32(clamping: length) {
        case -EAGAIN, -EINTR: return nil
        case -EMSGSIZE, -EPROTO: return Datagram(length: 0, sender: Endpoint(sender), asked: Endpoint(asked))
        default:
            try checked("recvmsg", length)
            return Datagram(length: length, sender: Endpoint(sender), asked: Endpoint(asked))
        }
    }

    /// Answers a datagram from where it was sent to.
    ///
    /// An answer that finds no room is lost, as datagrams are. The corresponding C function is `sendmsg`.
    package static func answer(_ datagram: Datagram, with bytes: [UInt8], over number: Int32) {
        var sender = datagram.sender.value
        var asked = datagram.asked.value
        _ = unsafe trilatch_answer_datagram(number, bytes, bytes.count, &sender, &asked)
    }
}

extension InternetSocket {
    /// What a read came to.
    package enum Reading: Sendable {
        case bytes(Int)
        /// Nothing for now.
        case nothing
        /// The other side writes no more.
        case ended
    }

    /// Reads what is there, as far as it fits.
    ///
    /// The corresponding C function is `recv`.
    package static func read(
        into space: UnsafeMutableRawBufferPointer, from number: Int32
    ) throws(KernelError) -> Reading {
        while true {
            let count = unsafe recv(number, space.baseAddress, space.count, Int32(MSG_DONTWAIT))
            if count > 0 { return .bytes(count) }
            if count == 0 { return .ended }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .nothing
            default: throw KernelError("recv", errno)
            }
        }
    }

    /// Writes as much as there is room for, from an index on.
    ///
    /// The corresponding C function is `send`.
    ///
    /// - Returns: How many bytes that was.
    package static func write(
        _ bytes: [UInt8], from start: Int = 0, to number: Int32
    ) throws(KernelError) -> Int {
        let rest = bytes.span.extracting(start...)
        return try unsafe rest.withUnsafeBytes { bytes throws(KernelError) in try unsafe write(bytes, to: number) }
    }

    /// Writes as much as there is room for.
    ///
    /// The corresponding C function is `send`.
    ///
    /// - Returns: How many bytes that was.
    package static func write(_ bytes: UnsafeRawBufferPointer, to number: Int32) throws(KernelError) -> Int {
        while true {
            let count = unsafe send(number, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
            if count >= 0 { return count }
            switch errno {
            case EINTR: continue
            case EAGAIN: return 0
            default: throw KernelError("send", errno)
            }
        }
    }
}

extension InternetSocket {
    /// Whether a socket is one of TCP.
    ///
    /// The corresponding C function is `getsockopt` with `SO_TYPE`.
    package static func isStream(_ number: Int32) throws(KernelError) -> Bool {
        var type: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe getsockopt(number, SOL_SOCKET, SO_TYPE, &type, &length) == 0 else {
            throw KernelError("getsockopt", errno)
        }
        return type == Int32(SOCK_STREAM.rawValue)
    }
}
