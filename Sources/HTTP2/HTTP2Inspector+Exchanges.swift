internal import Egress

/// What both directions do to exchanges.
extension HTTP2Inspector {
    /// Answers in the host's place, which sees no more of the request.
    func answer(_ stream: Int32, with refused: RefusedRequest) {
        guard let exchange = exchanges[stream] else { return }
        var block = HeaderBlock(capacity: 256)
        block.append(":status", String(refused.status).utf8)
        for field in refused.fields { block.append(field.name.lowercased(), field.value.utf8) }
        client.answer(stream, &block, endsStream: !refused.hasBody)
        if refused.hasBody {
            client.append(Array(refused.body.utf8), to: stream)
            client.complete(stream)
        }
        exchanges[stream]?.answer = .complete
        exchanges[stream]?.isRefused = true
        if exchange.isUpstreamOpen { upstream.reset(exchange.upstream, StreamError.cancel) }
        streams[exchange.upstream] = nil
        exchanges[stream]?.isUpstreamOpen = false
        stopRequest(stream)
    }

    /// Nobody wants the rest of a request: what is held of it is dropped, and the program told once it has its answer.
    func stopRequest(_ stream: Int32) {
        guard let exchange = exchanges[stream] else { return }
        exchanges[stream]?.mustStop = true
        exchanges[stream]?.held.request = 0
        client.consume(exchange.held.request, of: stream)
        waiting.request -= exchange.waiting.request
        exchanges[stream]?.waiting.request = 0
        stopIfLong(stream)
    }

    /// Tells the program that the rest of its request is not wanted, where that is more than may be under way.
    func stopIfLong(_ stream: Int32) {
        if exchanges[stream]?.mustBeTold == true { client.reset(stream, StreamError.none) }
    }

    /// Breaks an exchange off on both sides.
    func drop(_ stream: Int32, _ code: UInt32) {
        remove(stream)
        client.reset(stream, code)
    }

    /// Forgets an exchange, and what is held of it.
    func remove(_ stream: Int32) {
        guard let exchange = exchanges.removeValue(forKey: stream) else { return }
        if exchange.isUpstreamOpen { upstream.reset(exchange.upstream, StreamError.cancel) }
        streams[exchange.upstream] = nil
        client.consume(exchange.held.request, of: stream)
        upstream.consume(exchange.held.answer, of: exchange.upstream)
        waiting.request -= exchange.waiting.request
        waiting.answer -= exchange.waiting.answer
    }
}

extension Exchange {
    /// How it failed, for the record.
    func fault(_ end: ExchangeInspector.End) -> ExchangeInspector.Fault {
        ExchangeInspector.Fault(method: method, path: path, end: end)
    }
}

extension RequestWriter {
    /// The head of a request as it goes on to the host, with the secret in the place of its placeholder.
    ///
    /// - Throws: `HTTPFault.strayPlaceholder`.
    func block(for head: HTTPRequestHead, secret: Span<UInt8>) throws(HTTPFault) -> HeaderBlock {
        let size = head.fields.reduce(512) { $0 + $1.key.utf8.count + $1.value.count + secret.count }
        // A byte of the secret takes up to three in a query.
        var block = HeaderBlock(
            capacity: size + head.target.path.count + (head.target.query?.count ?? 0) + 3 * secret.count)
        block.append(":method", head.method.utf8)
        block.append(":scheme", "https".utf8)
        block.append(":authority", authority.bytes)
        try block.append(":path") { (bytes) throws(HTTPFault) in
            try append(head.target, secret: secret, to: &bytes)
        }
        for field in head.fields where passes(field) {
            try block.append(field.key) { (bytes) throws(HTTPFault) in
                try append(valueOf: field, of: head, secret: secret, to: &bytes)
            }
        }
        if credential != nil { block.append("accept-encoding", "identity".utf8) }
        if head.takesTrailers { block.append("te", "trailers".utf8) }
        if case .length(let length) = head.framing { block.append("content-length", String(length).utf8) }
        return block
    }
}
