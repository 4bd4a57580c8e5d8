import Egress

/// A connection of a program to `api.example.org`, and what came of it.
struct Exchange {
    var inspector: ExchangeInspector
    let secret: [UInt8]
    private(set) var output = ExchangeInspector.Output()
    /// What the program has sent and nobody has taken yet.
    private var waiting: [UInt8] = []

    static let authority = HTTPAuthority(name: name("api.example.org"), port: 443, isTLS: true)

    static func name(_ text: String) -> DNSName {
        guard let name = DNSName(text) else { fatalError("\(text) is a name") }
        return name
    }

    init(
        rules: RequestRules = .everything, authority: HTTPAuthority = Exchange.authority,
        credential: CredentialSwap? = nil, secret: [UInt8] = [], placeholders: [Placeholder] = []
    ) {
        inspector = ExchangeInspector(authority, rules: rules, credential: credential, placeholders: placeholders)
        self.secret = secret
    }

    var upstream: String { String(decoding: output.toUpstream, as: UTF8.self) }
    var client: String { String(decoding: output.toClient, as: UTF8.self) }
    var end: ExchangeInspector.End? { output.end }

    /// The program sends, in pieces of a size.
    mutating func send(_ bytes: [UInt8], pieces size: Int = .max) {
        for piece in bytes.pieces(of: size) {
            waiting += piece
            pump()
        }
    }

    mutating func send(_ text: String, pieces size: Int = .max) { send(Array(text.utf8), pieces: size) }

    /// The host answers, in pieces of a size.
    mutating func answer(_ bytes: [UInt8], pieces size: Int = .max) {
        let secret = secret
        for piece in bytes.pieces(of: size) {
            inspector.take(upstream: piece.span, secret: secret.span, into: &output)
            pump()
        }
    }

    mutating func answer(_ text: String, pieces size: Int = .max) { answer(Array(text.utf8), pieces: size) }

    mutating func endOfClient() { inspector.endOfClient(into: &output) }

    mutating func endOfUpstream() {
        let secret = secret
        inspector.endOfUpstream(secret: secret.span, into: &output)
    }

    private mutating func pump() {
        let secret = secret
        while !waiting.isEmpty {
            let bytes = waiting
            let taken = inspector.take(client: bytes.span, secret: secret.span, into: &output)
            guard taken > 0 else { return }
            waiting.removeFirst(taken)
        }
    }
}

extension [UInt8] {
    func pieces(of size: Int) -> [[UInt8]] {
        stride(from: 0, to: count, by: Swift.max(1, Swift.min(size, count))).map {
            Array(self[$0..<Swift.min(count, $0 + Swift.min(size, count))])
        }
    }
}
