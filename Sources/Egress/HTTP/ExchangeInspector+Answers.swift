/// The way from the host to the program.
extension ExchangeInspector {
    mutating func openResponse(
        to request: HTTPRequestHead, secret: Span<UInt8>, into output: inout Output
    ) throws(HTTPFault) {
        let head = try HTTPResponseHead(responseReader, answering: request.method)
        responseReader = HTTPHeadReader()
        guard !head.isInterim else {
            interims += 1
            guard interims <= Self.mostInterims else { throw .unexpectedResponse }
            return
        }
        interims = 0
        if head.status == 101 {
            guard request.asksForWebSocket, head.fields.elements("upgrade") == ["websocket"] else {
                throw .unexpectedResponse
            }
            ResponseWriter.append(head, framing: .none, isLast: false, to: &output.toClient)
            phase = .tunnel
            return
        }
        if writer.credential != nil { try head.checkIsReadable() }
        guard head.framing != .chunked || request.version == .http11 else { throw .badCoding }
        // A program sees that a body is cut off where it is in chunks, and not where it ends with the connection.
        responseFraming = head.framing == .untilClose && request.version == .http11 ? .chunked : head.framing
        isLastExchange = isLastExchange || head.isLast || !requestBody.isComplete
        var bytes: [UInt8] = []
        ResponseWriter.append(head, framing: responseFraming, isLast: isLastExchange, to: &bytes)
        output.toClient += writer.credential?.hiding(secret, in: bytes) ?? bytes
        let body = HTTPBody(head.framing, trailers: .dropped)
        responseBody = body
        secretScan = CredentialScan()
        if body.isComplete { finishAnswer(nil, into: &output) }
    }

    mutating func passAnswer(
        _ bytes: Span<UInt8>, at index: inout Int, secret: Span<UInt8>, into output: inout Output
    ) throws(HTTPFault) {
        guard var body = responseBody else { return }
        let range = try body.take(bytes, at: &index)
        responseBody = body
        let passing = scanned(bytes.extracting(range ?? 0..<0), isLast: body.isComplete, secret: secret)
        if body.isComplete {
            finishAnswer(passing, into: &output)
        } else {
            output.toClient.append(content: passing, framing: responseFraming, isLast: false)
        }
    }

    /// Ends an answer with its last content as it passes; nil where it has no body at all.
    mutating func finishAnswer(_ passing: [UInt8]?, into output: inout Output) {
        if let passing { output.toClient.append(content: passing, framing: responseFraming, isLast: true) }
        guard !isLastExchange else { return end(.done, into: &output) }
        request = nil
        responseBody = nil
        phase = .requestHead
    }

    /// Content with the placeholder where the secret was, which is copied nowhere on the way.
    mutating func scanned(_ content: Span<UInt8>, isLast: Bool, secret: Span<UInt8>) -> [UInt8] {
        guard let credential = writer.credential else { return content.copied }
        var output: [UInt8] = []
        _ = secretScan.take(
            content, isLast: isLast, replacing: secret, by: credential.placeholder.bytes.span, into: &output)
        return output
    }

}
