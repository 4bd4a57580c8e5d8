internal import Egress

/// The way from the host to the program.
extension HTTP2Inspector {
    func takeOfUpstream(_ event: SessionEvent, secret: Span<UInt8>, into output: inout Output) {
        switch event {
        case .fields(let number, let list, let endsStream):
            step(number, into: &output) { (stream) throws(HTTPFault) in
                try takeFields(list, of: stream, endsStream: endsStream, secret: secret)
            }
        case .content(let number, let content):
            guard streams[number] != nil else { return upstream.consume(content.count, of: number) }
            step(number, into: &output) { (stream) throws(HTTPFault) in
                try pass(content, to: stream, secret: secret)
            }
        case .end(let number):
            step(number, into: &output) { (stream) throws(HTTPFault) in
                try endAnswer(stream, trailers: nil, secret: secret)
            }
        case .closed(let number, let code): closed(number, code, into: &output)
        case .sent(let number, let count): sentToUpstream(count, of: number)
        case .sentHead(let number):
            guard let stream = streams[number] else { return }
            waiting.request -= exchanges[stream]?.waiting.request ?? 0
            exchanges[stream]?.waiting.request = 0
        case .notSent(let number):
            if let stream = streams[number] { drop(stream, StreamError.refused) }
        case .goAway: drain()
        case .sentEnd: break
        }
    }

    /// Does something for the exchange of a stream of the host's; where that is at fault, the program is told.
    private func step(
        _ number: Int32, into output: inout Output, _ body: (Int32) throws(HTTPFault) -> Void
    ) {
        guard let stream = streams[number] else { return }
        do throws(HTTPFault) {
            try body(stream)
            upstream.countAsUseful()
        } catch {
            failAnswer(stream, error, into: &output)
        }
    }

    private func takeFields(
        _ list: HTTPFieldList, of stream: Int32, endsStream: Bool, secret: Span<UInt8>
    ) throws(HTTPFault) {
        guard let exchange = exchanges[stream] else { return }
        guard exchange.answer == .awaited else {
            guard endsStream else { throw .trailer }
            guard list.length <= Self.longestTrailers else { throw .tooLong }
            var block = HeaderBlock(capacity: list.length)
            for field in try list.trailers() where ResponseWriter.passes(field) { block.append(field.key, field.value) }
            block.hide(secret, as: writer.credential)
            return try endAnswer(stream, trailers: block, secret: secret)
        }
        let head = try HTTPResponseHead(list, endsStream: endsStream, answering: exchange.method)
        guard !head.isInterim else {
            guard exchange.interims < ExchangeInspector.mostInterims else { throw .unexpectedResponse }
            exchanges[stream]?.interims += 1
            return
        }
        if writer.credential != nil { try head.checkIsReadable() }
        var block = HeaderBlock(head)
        block.hide(secret, as: writer.credential)
        waiting.answer += block.length
        exchanges[stream]?.waiting.answer += block.length
        exchanges[stream]?.answerCount = ContentCount(head.framing)
        exchanges[stream]?.answer = .begun
        client.answer(stream, &block, endsStream: endsStream)
        if endsStream { exchanges[stream]?.answer = .complete }
    }

    private func pass(_ content: [UInt8], to stream: Int32, secret: Span<UInt8>) throws(HTTPFault) {
        guard exchanges[stream]?.answer == .begun else {
            upstream.consume(content.count, of: exchanges[stream]?.upstream ?? 0)
            throw .unexpectedResponse
        }
        exchanges[stream]?.held.answer += content.count
        try exchanges[stream]?.answerCount.take(content.count)
        client.append(scanned(content, of: stream, isLast: false, secret: secret), to: stream)
    }

    private func endAnswer(_ stream: Int32, trailers: HeaderBlock?, secret: Span<UInt8>) throws(HTTPFault) {
        guard exchanges[stream]?.answer == .begun else { throw .unexpectedResponse }
        try exchanges[stream]?.answerCount.end()
        client.append(scanned([], of: stream, isLast: true, secret: secret), to: stream)
        client.complete(stream, trailers: trailers)
        exchanges[stream]?.answer = .complete
    }

    private func scanned(_ content: [UInt8], of stream: Int32, isLast: Bool, secret: Span<UInt8>) -> [UInt8] {
        guard let credential = writer.credential else { return content }
        var output: [UInt8] = []
        _ = exchanges[stream]?.secrets.take(
            content.span, isLast: isLast, pauses: true, replacing: secret, by: credential.placeholder.bytes.span,
            into: &output)
        return output
    }

    /// The stream towards the host is no more.
    private func closed(_ number: Int32, _ code: UInt32, into output: inout Output) {
        guard let stream = streams.removeValue(forKey: number), let exchange = exchanges[stream] else { return }
        exchanges[stream]?.isUpstreamOpen = false
        switch exchange.answer {
        case .complete, .sent: stopRequest(stream)
        case .awaited, .begun:
            // A program may try again what the host has not looked at; what else the host says of it is handed on.
            let isRefusal = code == StreamError.refused && exchange.answer == .awaited
            if !isRefusal { output.faults.append(exchange.fault(.upstreamFault(.truncated))) }
            let isTold = StreamError.isFailure(code) && (code != StreamError.refused || isRefusal)
            drop(stream, isTold ? code : StreamError.internalError)
        }
    }

    /// Content has gone to the host: the program may send as much again.
    private func sentToUpstream(_ count: Int, of number: Int32) {
        upstream.allowMore(FrameMeter.allowance(for: count))
        guard let stream = streams[number] else { return }
        exchanges[stream]?.held.request -= count
        client.consume(count, of: stream)
    }

    /// Tells the program that there is no answer that it could have.
    func failAnswer(_ stream: Int32, _ fault: HTTPFault, into output: inout Output) {
        guard let exchange = exchanges[stream] else { return }
        output.faults.append(exchange.fault(.upstreamFault(fault)))
        if exchange.answer == .awaited {
            answer(stream, with: .badAnswer(fault, to: exchange.method))
        } else {
            drop(stream, StreamError.internalError)
        }
    }

    /// Goes on without the host: what it has answered wholly still goes to the program.
    func loseUpstream(_ fault: HTTPFault?, into output: inout Output) {
        guard !isUpstreamGone else { return }
        if fault != nil {
            upstream.terminate(fault == .flood ? StreamError.enhanceYourCalm : StreamError.protocolError)
            // It is told why where that can still be done.
            _ = try? upstream.send(into: &output.toUpstream)
        }
        isUpstreamGone = true
        // What it said last is of no use any more.
        _ = upstream.takeEvents()
        let unanswered = exchanges.filter { $0.value.answer == .awaited || $0.value.answer == .begun }.keys.sorted()
        for stream in unanswered { failAnswer(stream, fault ?? .truncated, into: &output) }
        for stream in exchanges.keys.sorted() { stopRequest(stream) }
        client.goAway()
        phase = .draining(fault == nil && unanswered.isEmpty ? .done : .upstreamFault(fault ?? .truncated))
    }

    /// Takes no more requests.
    func drain() {
        guard case .open = phase else { return }
        client.goAway()
        phase = .draining(.done)
    }
}

extension HeaderBlock {
    /// The head of an answer as it goes on to the program.
    init(_ head: HTTPResponseHead) {
        self.init(capacity: head.fields.reduce(16) { $0 + $1.key.utf8.count + $1.value.count })
        append(":status", String(head.status).utf8)
        for field in head.fields
        where ResponseWriter.passes(field) || field.key == "content-length" && head.status != 204 {
            append(field.key, field.value)
        }
    }
}
