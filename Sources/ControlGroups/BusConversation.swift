internal import Glibc
internal import Kernel

/// One conversation with systemd over a bus: to start a scope, and to hear that it has started.
struct BusConversation: ~Copyable {
    private let stream: StreamEnd
    private let deadline: MonotonicTime
    private var poll = PollSet(slots: 1)
    private var received: [UInt8] = []

    /// How long all of it may take.
    private static let patience = Duration.seconds(5)

    init(_ socket: String) throws(SystemManagerError) {
        deadline = .now + Self.patience
        do {
            stream = try StreamEnd(own: Making.connection(to: socket))
        } catch {
            throw SystemManagerError("\(socket): \(error)")
        }
    }

    /// Starts a delegated scope with one process in it, and returns when the process is there.
    consuming func startScope(_ unit: String, holding process: Int32) throws(SystemManagerError) {
        // All at once: the bus reads on after the handshake's last line, and answers in order.
        let user = "\(geteuid())".utf8.map { String($0, radix: 16) }.joined()
        try send(Array("\0AUTH EXTERNAL \(user)\r\nBEGIN\r\n".utf8) + Self.calls(unit, process).flatMap(\.bytes))
        guard try line().hasPrefix("OK ") else { throw SystemManagerError("the bus does not know this user") }
        var reader = BusReader()
        reader.append(received)
        while true {
            do {
                while let message = try reader.next() {
                    if try Self.isDone(message, unit) { return }
                }
            } catch let error as SystemManagerError {
                throw error
            } catch {
                throw SystemManagerError("the bus sent what is no message")
            }
            reader.append(try receive())
        }
    }

    /// The calls, numbered from 1.
    static func calls(_ unit: String, _ process: Int32) -> [BusCall] {
        let bus = "org.freedesktop.DBus"
        var match = BusCall(
            serial: 2, destination: bus, path: "/org/freedesktop/DBus", interface: bus, member: "AddMatch",
            signature: "s")
        match.body.write("type='signal',sender='\(systemd)',interface='\(systemd).Manager',member='JobRemoved'")
        var start = BusCall(
            serial: 4, destination: systemd, path: "/org/freedesktop/systemd1", interface: "\(systemd).Manager",
            member: "StartTransientUnit", signature: "ssa(sv)a(sa(sv))")
        start.body.write(unit)
        start.body.write("fail")
        start.body.writeArray(alignedTo: 8) { properties in
            properties.write(property: "Description", "s") { $0.write("Trilatch box") }
            // The scope is ours to divide: systemd keeps its hands off what is in it.
            properties.write(property: "Delegate", "b") { $0.write(1 as UInt32) }
            properties.write(property: "CollectMode", "s") { $0.write("inactive-or-failed") }
            properties.write(property: "PIDs", "au") { value in
                value.writeArray(alignedTo: 4) { $0.write(UInt32(process)) }
            }
        }
        start.body.writeArray(alignedTo: 8) { _ in }
        return [
            BusCall(serial: 1, destination: bus, path: "/org/freedesktop/DBus", interface: bus, member: "Hello"),
            match,
            // Without a subscriber the manager tells nobody of its jobs.
            BusCall(
                serial: 3, destination: systemd, path: "/org/freedesktop/systemd1", interface: "\(systemd).Manager",
                member: "Subscribe"),
            start,
        ]
    }

    private static let systemd = "org.freedesktop.systemd1"

    /// Whether a message says that the unit has started.
    static func isDone(_ message: BusMessage, _ unit: String) throws(SystemManagerError) -> Bool {
        switch message.kind {
        case .error:
            throw SystemManagerError("systemd refused: \(message.errorName ?? "without a reason")")
        case .signal where message.member == "JobRemoved" && message.signature == "uoss":
            var body = BusCursor(message.body)
            do {
                _ = try body.number()
                _ = try body.text()
                guard try body.text() == unit else { return false }
                let result = try body.text()
                guard result == "done" else { throw SystemManagerError("systemd started no scope: \(result)") }
                return true
            } catch let error as SystemManagerError {
                throw error
            } catch {
                throw SystemManagerError("the bus sent what is no message")
            }
        case .signal, .reply, .call: return false
        }
    }

    // MARK: Bytes

    private mutating func send(_ bytes: [UInt8]) throws(SystemManagerError) {
        // A few hundred bytes: they fit into any socket's buffer, or the bus does not listen.
        guard case .moved(bytes.count) = unsafe bytes.withUnsafeBytes({ unsafe stream.write($0) }) else {
            throw SystemManagerError("the bus takes nothing")
        }
    }

    /// The next line of the handshake, without its end.
    private mutating func line() throws(SystemManagerError) -> String {
        while true {
            if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: received[..<end], as: UTF8.self)
                received.removeFirst(end + 1)
                return line
            }
            guard received.count < 4096 else { throw SystemManagerError("the bus sent what is no message") }
            received += try receive()
        }
    }

    private mutating func receive() throws(SystemManagerError) -> [UInt8] {
        while true {
            guard MonotonicTime.now < deadline else { throw SystemManagerError("systemd did not answer in time") }
            poll.want(.readable, of: stream, in: 0)
            do {
                try poll.wait(until: deadline)
            } catch {
                throw SystemManagerError("\(error)")
            }
            let (outcome, bytes) = unsafe withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { space in
                let outcome = unsafe stream.read(into: space)
                return unsafe (outcome, Array(space[..<outcome.count]))
            }
            switch outcome {
            case .moved: return bytes
            case .notNow: continue
            case .ended, .failed: throw SystemManagerError("the bus ended the conversation")
            }
        }
    }
}

extension BusWriter {
    /// A member of an `a(sv)`.
    fileprivate mutating func write(property name: String, _ signature: String, _ value: (inout BusWriter) -> Void) {
        align(to: 8)
        write(name)
        write(signature: signature)
        value(&self)
    }
}
