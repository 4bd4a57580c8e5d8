/// The way from the program to the host.
extension ExchangeInspector {
    mutating func open(secret: Span<UInt8>, into output: inout Output) throws(HTTPFault) {
        let head = try HTTPRequestHead(requestReader, for: writer.authority)
        requestReader = HTTPHeadReader()
        let rule = rules.firstMatch(of: head)
        output.judgements.append(Judgement(method: head.method, path: head.target.description, rule: rule))
        guard rule != nil else {
            return refuse(.refused, saying: RefusedRequest.noRule(for: head).message, into: &output)
        }
        // Nothing could look into what a WebSocket carries.
        guard !head.asksForWebSocket || writer.credential == nil else { throw .upgrade }
        let start = output.toUpstream.count
        do throws(HTTPFault) {
            try writer.append(head, secret: secret, to: &output.toUpstream)
        } catch {
            output.toUpstream.removeLast(output.toUpstream.count - start)
            throw error
        }
        request = head
        requestBody = HTTPBody(head.framing, trailers: .refused)
        isLastExchange = head.isLast
        phase = .exchange
        // The host would say so, or answer without reading: then nobody knows whether a body or a request comes next.
        if head.expectsContinue { output.toClient += "HTTP/1.1 100 Continue\r\n\r\n".utf8 }
    }

    mutating func passContent(
        _ bytes: Span<UInt8>, at index: inout Int, into output: inout Output
    ) throws(HTTPFault) {
        guard let framing = request?.framing else { return }
        let range = try requestBody.take(bytes, at: &index)
        let isLast = requestBody.isComplete
        var content: [UInt8] = []
        try placeholderScan.take(
            range.map { bytes.extracting($0).copied } ?? [], isLast: isLast, into: &content)
        output.toUpstream.append(content: content, framing: framing, isLast: isLast)
    }
}
