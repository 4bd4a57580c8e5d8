import Egress
import HTTP2

/// A connection of a program to `api.example.org` that speaks HTTP/2 on both sides, and what came of it.
final class Connection {
    let inspector: HTTP2Inspector
    let program: Peer
    let host: Peer
    let secret: [UInt8]
    private(set) var output = HTTP2Inspector.Output()
    /// All that went to the program, and to the host.
    private(set) var toClient: [UInt8] = []
    private(set) var toUpstream: [UInt8] = []
    private var waitingOfClient: [UInt8] = []
    private var waitingOfUpstream: [UInt8] = []
    /// How many bytes come at a time.
    private let size: Int

    static let authority = HTTPAuthority(name: name("api.example.org"), port: 443, isTLS: true)

    static func name(_ text: String) -> DNSName {
        guard let name = DNSName(text) else { fatalError("\(text) is a name") }
        return name
    }

    init(
        rules: RequestRules = .everything, credential: CredentialSwap? = nil, secret: [UInt8] = [],
        placeholders: [Placeholder] = [], pieces size: Int = .max, program: Peer? = nil, host: Peer? = nil
    ) {
        inspector = HTTP2Inspector(
            Self.authority, rules: rules, credential: credential, placeholders: placeholders)
        self.secret = secret
        self.size = size
        self.program = program ?? Peer(.program)
        self.host = host ?? Peer(.host)
    }

    var end: ExchangeInspector.End? { output.end }
    var judgements: [ExchangeInspector.Judgement] { output.judgements }
    var faults: [ExchangeInspector.Fault] { output.faults }

    /// Carries all that there is, to and fro, until nobody has more to say.
    func run() {
        inspector.resume(into: &output)
        for _ in 0..<20_000 {
            send(program.send())
            answer(host.send())
            guard deliver() else { return }
        }
        fatalError("they talk for ever")
    }

    /// Hands on what came out; false where nothing did.
    @discardableResult
    func deliver() -> Bool {
        inspector.resume(into: &output)
        retry()
        let (client, upstream) = (output.toClient, output.toUpstream)
        (output.toClient, output.toUpstream) = ([], [])
        toClient += client
        toUpstream += upstream
        for piece in client.pieces(of: size) { program.receive(piece) }
        for piece in upstream.pieces(of: size) { host.receive(piece) }
        return !client.isEmpty || !upstream.isEmpty
    }

    /// The program's bytes, which go on in pieces.
    func send(_ bytes: [UInt8]) {
        for piece in bytes.pieces(of: size) {
            waitingOfClient += piece
            retry()
        }
    }

    /// The host's bytes.
    func answer(_ bytes: [UInt8]) {
        for piece in bytes.pieces(of: size) {
            waitingOfUpstream += piece
            retry()
        }
    }

    /// Gives what was not taken once more.
    private func retry() {
        let secret = secret
        let (client, upstream) = (waitingOfClient, waitingOfUpstream)
        waitingOfClient.removeFirst(inspector.take(client: client.span, secret: secret.span, into: &output))
        waitingOfUpstream.removeFirst(inspector.take(upstream: upstream.span, secret: secret.span, into: &output))
    }

    func endOfClient() { inspector.endOfClient(into: &output) }
    func endOfUpstream() { inspector.endOfUpstream(into: &output) }
}

extension [UInt8] {
    func pieces(of size: Int) -> [[UInt8]] {
        stride(from: 0, to: count, by: Swift.max(1, Swift.min(size, count))).map {
            Array(self[$0..<Swift.min(count, $0 + Swift.min(size, count))])
        }
    }
}

extension Connection {
    /// One whose program has said its first words byte by byte.
    static func started() -> Connection {
        let connection = Connection()
        connection.send(Frames.preface + Frames.settings)
        connection.deliver()
        return connection
    }

    /// The streams that the host has seen.
    var hostStreams: [Int32] { host.messages.keys.sorted() }

    /// Carries what the host says, where the program is no peer.
    func deliverFromHost() {
        for _ in 0..<8 {
            answer(host.send())
            deliver()
        }
    }
}
