internal import Addresses
internal import Egress
internal import Kernel

/// The box's name server on its sockets.
final class NameService {
    var server: NameServer?
    /// Connections that ask over TCP.
    private var streams: [UInt64: Stream] = [:]

    static let port: UInt16 = 53
    /// No message over UDP is longer: nobody was told that it may be.
    private static let longestDatagram = 4096
    /// So many datagrams at once, before others are served again.
    private static let datagrams = 32
    /// More than any resolver of a box opens.
    private static let mostStreams = 32
    private static let patience = Duration.seconds(10)

    private final class Stream {
        let socket: Socket
        var input = DNSStream()
        let end: MonotonicTime

        init(_ socket: Socket, until end: MonotonicTime) {
            self.socket = socket
            self.end = end
        }
    }

    func answerDatagrams(on socket: Socket, _ broker: Broker) {
        for _ in 0..<NameService.datagrams {
            let space = unsafe UnsafeMutableRawBufferPointer(rebasing: broker.space[..<NameService.longestDatagram])
            // One that cannot be had is lost, as datagrams are.
            guard let datagram = try? unsafe InternetSocket.receive(into: space, from: socket.number) else { return }
            var reply: [UInt8] = []
            answer(unsafe Array(space[..<datagram.length]), into: &reply, broker)
            if !reply.isEmpty { InternetSocket.answer(datagram, with: reply, over: socket.number) }
        }
    }

    private func answer(_ message: [UInt8], into reply: inout [UInt8], _ broker: Broker) {
        guard let lookup = server?.answer(message.span, into: &reply) else { return }
        broker.tell(.lookup(name: lookup.name?.description ?? "", lookup.verdict))
    }

    // MARK: TCP

    /// Takes over a connection to the name server.
    func begin(_ id: UInt64, _ connection: consuming Descriptor, _ broker: Broker) {
        guard streams.count < NameService.mostStreams else { return }
        let socket = Socket(connection, Token(.nameStream, id))
        let end = MonotonicTime.now + NameService.patience
        do throws(KernelError) {
            try socket.want(.readable, in: broker.queue)
        } catch {
            // Closed, then: the box asks again.
            return
        }
        streams[id] = Stream(socket, until: end)
        broker.look(at: end)
    }

    func attendStream(_ id: UInt64, _ broker: Broker) {
        guard let stream = streams[id] else { return }
        do throws(KernelError) {
            switch try unsafe InternetSocket.read(into: broker.space, from: stream.socket.number) {
            case .nothing: return
            case .ended: streams[id] = nil
            case .bytes(let count):
                var bytes = unsafe Array(broker.space[..<count])
                while !bytes.isEmpty {
                    bytes.removeFirst(stream.input.feed(bytes.span))
                    guard let message = stream.input.next() else { break }
                    var reply: [UInt8] = []
                    answer(message, into: &reply, broker)
                    guard !reply.isEmpty, let length = UInt16(exactly: reply.count) else { continue }
                    let framed = [UInt8(length >> 8), UInt8(length & 0xff)] + reply
                    // Some hundred bytes find room, or the box does not read what it asks for.
                    let written = try InternetSocket.write(framed, to: stream.socket.number)
                    if written < framed.count { streams[id] = nil }
                }
            }
        } catch {
            streams[id] = nil
        }
    }

    func attendTime(_ now: MonotonicTime, _ broker: Broker) {
        for (id, stream) in streams {
            if stream.end <= now { streams[id] = nil } else { broker.look(at: stream.end) }
        }
    }
}
