internal import Kernel

/// A socket that the loop waits for, and what it waits for.
///
/// Shared between the table that finds it by its event and the connection that it is of; closed with the last of them.
final class Socket {
    let descriptor: Descriptor
    let token: Token
    private var wanted: EventQueue.Events?

    init(_ descriptor: consuming Descriptor, _ token: Token) {
        self.descriptor = descriptor
        self.token = token
    }

    var number: Int32 { descriptor.number }

    /// Waits for these events from here on; nil for none, not even that the other side is gone.
    func want(_ events: EventQueue.Events?, in queue: borrowing EventQueue) throws(KernelError) {
        guard events != wanted else { return }
        if let events {
            if wanted == nil {
                try queue.add(number, events, token: token.rawValue)
            } else {
                try queue.change(number, events, token: token.rawValue)
            }
        } else {
            queue.remove(number)
        }
        wanted = events
    }
}

/// What an event is about.
struct Token: RawRepresentable, Hashable {
    let rawValue: UInt64

    enum Kind: UInt64 { case line = 0, listener, nameServer, nameStream, inner, outer, lookup }

    init(rawValue: UInt64) { self.rawValue = rawValue }

    /// - Parameter id: The number of the connection, the lookup or the listener.
    init(_ kind: Kind, _ id: UInt64 = 0) { rawValue = id << 3 | kind.rawValue }

    var kind: Kind? { Kind(rawValue: rawValue & 7) }
    var id: UInt64 { rawValue >> 3 }
}
