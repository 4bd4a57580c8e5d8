/// One connection of a program to an inspected host: judges each request, and writes anew what passes in both directions.
///
/// It does no input or output, and holds no more than one head in each direction and less than a credential's length of a
/// body. A request is read only when the one before is answered, so that no answer can be taken for another's. The secret is
/// borrowed with every call and kept nowhere; it is empty where the host has no credential.
package struct ExchangeInspector: Sendable {
    /// A request that was judged.
    package struct Judgement: Sendable, Hashable {
        package var method: String
        /// The path without the query.
        package var path: String
        /// The place of the rule that lets it pass; nil where none does.
        package var rule: Int?

        package init(method: String, path: String, rule: Int?) {
            self.method = method
            self.path = path
            self.rule = rule
        }
    }

    /// How an exchange ends; nothing is taken afterwards.
    package enum End: Sendable, Hashable {
        /// As both sides wanted it.
        case done
        /// No rule lets a request pass.
        case refused
        /// The program's bytes are at fault.
        case clientFault(HTTPFault)
        /// The host's bytes are at fault; where an answer was begun, its end must be seen to be missing.
        case upstreamFault(HTTPFault)
    }

    /// How one request of several at a time failed.
    package struct Fault: Sendable, Hashable {
        /// Empty where it could not be read, and so is the path.
        package var method: String
        package var path: String
        package var end: End

        package init(method: String, path: String, end: End) {
            self.method = method
            self.path = path
            self.end = end
        }
    }

    /// What a step leaves to be done: bytes to send, and then, where there is an end, both connections to close.
    package struct Output: Sendable {
        /// Has the secret in it where a request had its placeholder: whoever sends it overwrites it then.
        package var toUpstream: [UInt8] = []
        package var toClient: [UInt8] = []
        package var judgements: [Judgement] = []
        /// Requests that failed while the connection goes on; of HTTP/2 alone.
        package var faults: [Fault] = []
        package var end: End?

        package init() {}
    }

    enum Phase: Sendable {
        case requestHead
        /// A request is under way, or was sent and is not answered.
        case exchange
        /// Bytes pass as they are.
        case tunnel
        case ended
    }

    /// More than any server sends before an answer.
    package static let mostInterims = 16

    let rules: RequestRules
    let writer: RequestWriter
    var phase = Phase.requestHead
    var requestReader = HTTPHeadReader()
    var request: HTTPRequestHead?
    var requestBody = HTTPBody(.none, trailers: .refused)
    var placeholderScan: PlaceholderScan
    var responseReader = HTTPHeadReader()
    var interims = 0
    var responseBody: HTTPBody?
    /// How the body of the answer is framed for the program.
    var responseFraming = HTTPFraming.none
    var isLastExchange = false
    var secretScan = CredentialScan()

    /// Makes one for the connections of a grant.
    ///
    /// `placeholders` are those of the box's other credentials, which this host is not to see.
    package init(
        _ authority: HTTPAuthority, rules: RequestRules, credential: CredentialSwap? = nil,
        placeholders: [Placeholder] = []
    ) {
        self.rules = rules
        writer = RequestWriter(authority: authority, credential: credential, placeholders: placeholders)
        placeholderScan = PlaceholderScan(writer.placeholders)
    }

    /// Whether the program's bytes would be taken now; while an answer is awaited they wait.
    package var wantsClient: Bool {
        switch phase {
        case .requestHead, .tunnel, .ended: true
        case .exchange: !requestBody.isComplete
        }
    }

    /// Whether a request has begun whose head is not complete.
    package var isWithinHead: Bool { phase == .requestHead && !requestReader.isEmpty }

    /// Whether the program has been sent a part of an answer, of the host's or in its place.
    package var hasAnswerBegun: Bool { responseBody != nil }

    /// Takes bytes of the program, and says how many; the rest are to be given again when an answer has gone out.
    package mutating func take(client bytes: Span<UInt8>, secret: Span<UInt8>, into output: inout Output) -> Int {
        var index = 0
        do throws(HTTPFault) {
            guard writer.credential.map({ $0.placeholder.bytes.count == secret.count }) ?? true else {
                throw .badCredential
            }
            while index < bytes.count, wantsClient {
                switch phase {
                case .requestHead:
                    try requestReader.take(bytes, at: &index)
                    if requestReader.isComplete { try open(secret: secret, into: &output) }
                case .exchange: try passContent(bytes, at: &index, into: &output)
                case .tunnel:
                    output.toUpstream += bytes.extracting(index..<bytes.count).copied
                    index = bytes.count
                case .ended: return bytes.count
                }
            }
        } catch {
            refuse(.clientFault(error), saying: RefusedRequest.fault(error).message, into: &output)
        }
        return index
    }

    /// Takes all bytes of the host.
    package mutating func take(upstream bytes: Span<UInt8>, secret: Span<UInt8>, into output: inout Output) {
        var index = 0
        do throws(HTTPFault) {
            while index < bytes.count {
                switch phase {
                case .ended: return
                case .requestHead: throw .unexpectedResponse
                case .tunnel:
                    output.toClient += bytes.extracting(index..<bytes.count).copied
                    return
                case .exchange:
                    guard let request else { throw .unexpectedResponse }
                    if responseBody == nil {
                        try responseReader.take(bytes, at: &index)
                        if responseReader.isComplete { try openResponse(to: request, secret: secret, into: &output) }
                    } else {
                        try passAnswer(bytes, at: &index, secret: secret, into: &output)
                    }
                }
            }
        } catch {
            // Who asked nothing is told nothing: it would be taken for the answer to what comes next.
            let answer = request.map { RefusedRequest.badAnswer(error, to: $0.method).message } ?? []
            refuse(.upstreamFault(error), saying: answer, into: &output)
        }
    }

    /// The program sends no more.
    package mutating func endOfClient(into output: inout Output) {
        switch phase {
        case .ended: break
        case .tunnel: end(.done, into: &output)
        case .requestHead where requestReader.isEmpty: end(.done, into: &output)
        case .exchange where requestBody.isComplete: isLastExchange = true
        case .requestHead, .exchange: end(.clientFault(.truncated), into: &output)
        }
    }

    /// The host sends no more.
    ///
    /// - Parameter isCut: It did not say so itself, so that an answer whose end only it could tell is not known to be whole.
    package mutating func endOfUpstream(isCut: Bool = false, secret: Span<UInt8>, into output: inout Output) {
        switch phase {
        case .ended: break
        case .tunnel, .requestHead: end(.done, into: &output)
        case .exchange:
            guard let body = responseBody, body.mayEndHere, !isCut else {
                let answer = request.map { RefusedRequest.badAnswer(.truncated, to: $0.method).message } ?? []
                return refuse(.upstreamFault(.truncated), saying: answer, into: &output)
            }
            let nothing: [UInt8] = []
            finishAnswer(scanned(nothing.span, isLast: true, secret: secret), into: &output)
        }
    }

    /// Ends the exchange, and says why where no answer was begun.
    mutating func refuse(_ end: End, saying answer: [UInt8], into output: inout Output) {
        if responseBody == nil, phase == .requestHead || phase == .exchange { output.toClient += answer }
        self.end(end, into: &output)
    }

    mutating func end(_ end: End, into output: inout Output) {
        guard phase != .ended else { return }
        phase = .ended
        request = nil
        requestReader = HTTPHeadReader()
        responseReader = HTTPHeadReader()
        output.end = end
    }
}

extension Span<UInt8> {
    /// The bytes in memory of their own.
    var copied: [UInt8] { unsafe withUnsafeBufferPointer { unsafe Array($0) } }
}
