internal import Kernel
internal import TLSSessions

/// One side of an inspected connection: its session of TLS, and what finds no room in its socket.
struct TLSSide {
    let session: TLSSession
    /// Bytes that went out and that came in, as the socket sees them.
    private(set) var sent: UInt64 = 0
    private(set) var received: UInt64 = 0
    /// The socket has no more.
    private(set) var hasEnded = false
    /// The socket takes nothing more.
    private var isBroken = false
    private var held: [UInt8] = []
    private var heldStart = 0

    init(_ session: TLSSession) { self.session = session }

    /// Something waits for room.
    var isBlocked: Bool { !held.isEmpty }

    /// Sends what there is to send, as far as there is room.
    ///
    /// - Returns: Whether all of it has gone.
    mutating func flush(to socket: Int32) throws(KernelError) -> Bool {
        while true {
            if held.isEmpty {
                held = session.takeOutput()
                heldStart = 0
            }
            if isBroken { held = [] }
            guard !held.isEmpty else { return true }
            let written = try InternetSocket.write(held, from: heldStart, to: socket)
            sent += UInt64(written)
            heldStart += written
            guard heldStart == held.count else { return false }
            held = []
        }
    }

    /// Drops what there is to send, now and later.
    mutating func breakOff() {
        isBroken = true
        held = []
    }

    /// Takes what the socket has, once.
    ///
    /// - Returns: Whether there was anything, its end included.
    mutating func fill(
        from socket: Int32, through space: UnsafeMutableRawBufferPointer
    ) throws(KernelError) -> Bool {
        guard !hasEnded else { return false }
        switch try unsafe InternetSocket.read(into: space, from: socket) {
        case .nothing: return false
        case .ended:
            hasEnded = true
            session.endInput()
        case .bytes(let count):
            received += UInt64(count)
            try take(unsafe Array(space[..<count]))
        }
        return true
    }

    /// Takes bytes that were read from the socket before.
    func take(_ bytes: [UInt8]) throws(KernelError) {
        do throws(TLSFault) {
            try session.take(bytes.span)
        } catch {
            throw KernelError("recv", 12 /* ENOMEM */)
        }
    }
}
