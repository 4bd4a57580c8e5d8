internal import Egress

/// The way from the program to the host.
extension HTTP2Inspector {
    /// - Throws: `HTTPFault.flood`.
    func takeOfClient(
        _ event: SessionEvent, secret: Span<UInt8>, into output: inout Output
    ) throws(HTTPFault) {
        switch event {
        case .fields(let stream, let list, let endsStream):
            if exchanges[stream] == nil {
                try open(stream, list, endsStream: endsStream, secret: secret, into: &output)
            } else {
                try refuse(stream, .trailer, into: &output)
            }
        case .content(let stream, let content): try pass(content, of: stream, into: &output)
        case .end(let stream): try endRequest(stream, into: &output)
        case .closed(let stream, _): try closed(stream)
        case .sent(let stream, let count): sentToClient(count, of: stream)
        case .sentHead(let stream):
            waiting.answer -= exchanges[stream]?.waiting.answer ?? 0
            exchanges[stream]?.waiting.answer = 0
        case .sentEnd(let stream):
            exchanges[stream]?.answer = .sent
            stopIfLong(stream)
        case .goAway, .notSent: break
        }
    }

    private func open(
        _ stream: Int32, _ list: HTTPFieldList, endsStream: Bool, secret: Span<UInt8>, into output: inout Output
    ) throws(HTTPFault) {
        guard case .open = phase else { return client.reset(stream, StreamError.refused) }
        let head: HTTPRequestHead
        do throws(HTTPFault) {
            head = try HTTPRequestHead(list, endsStream: endsStream, for: writer.authority)
        } catch {
            exchanges[stream] = Exchange(nil, endsStream: endsStream, placeholders: [])
            return try refuse(stream, error, asksForHead: list.asksForHead, into: &output)
        }
        let rule = rules.firstMatch(of: head)
        output.judgements.append(
            ExchangeInspector.Judgement(method: head.method, path: head.target.description, rule: rule))
        exchanges[stream] = Exchange(head, endsStream: endsStream, placeholders: writer.placeholders)
        guard rule != nil else { return answer(stream, with: .noRule(for: head)) }
        do throws(HTTPFault) {
            var block = try writer.block(for: head, secret: secret)
            defer { block.overwrite() }
            guard waiting.request + block.length <= Self.mostWaiting else { return drop(stream, StreamError.refused) }
            let length = block.length
            guard let number = upstream.request(&block, endsStream: endsStream) else {
                // There are no more numbers for streams.
                drop(stream, StreamError.refused)
                return drain()
            }
            streams[number] = stream
            exchanges[stream]?.upstream = number
            exchanges[stream]?.isUpstreamOpen = true
            exchanges[stream]?.waiting.request = length
            waiting.request += length
        } catch {
            return try refuse(stream, error, into: &output)
        }
        client.countAsUseful()
        if head.expectsContinue { client.answerContinue(stream) }
    }

    private func pass(_ content: [UInt8], of stream: Int32, into output: inout Output) throws(HTTPFault) {
        guard var exchange = exchanges[stream], exchange.isUpstreamOpen, !exchange.mustStop else {
            client.consume(content.count, of: stream)
            exchanges[stream]?.dropped += content.count
            return stopIfLong(stream)
        }
        client.countAsUseful()
        exchange.held.request += content.count
        var passing: [UInt8] = []
        do throws(HTTPFault) {
            defer { exchanges[stream] = exchange }
            try exchange.requestCount.take(content.count)
            try exchange.placeholders.take(content, isLast: false, pauses: true, into: &passing)
        } catch {
            return try refuse(stream, error, into: &output)
        }
        upstream.append(passing, to: exchange.upstream)
    }

    private func endRequest(_ stream: Int32, into output: inout Output) throws(HTTPFault) {
        guard var exchange = exchanges[stream] else { return }
        exchanges[stream]?.isRequestOver = true
        guard exchange.isUpstreamOpen, !exchange.mustStop else { return }
        client.countAsUseful()
        var passing: [UInt8] = []
        do throws(HTTPFault) {
            try exchange.requestCount.end()
            try exchange.placeholders.take([], isLast: true, into: &passing)
        } catch {
            return try refuse(stream, error, into: &output)
        }
        upstream.append(passing, to: exchange.upstream)
        upstream.complete(exchange.upstream)
    }

    /// The stream towards the program is no more; one that the program broke off is broken off towards the host.
    private func closed(_ stream: Int32) throws(HTTPFault) {
        guard let exchange = exchanges[stream] else { return }
        remove(stream)
        guard exchange.answer == .sent else { return try countFailure() }
        guard !exchange.isRefused else { return }
        failuresLeft = min(Self.mostFailures, failuresLeft + 1)
        client.allowMore(FrameMeter.perExchange)
        upstream.allowMore(FrameMeter.perExchange)
    }

    /// Content has gone to the program: the host may send as much again.
    private func sentToClient(_ count: Int, of stream: Int32) {
        client.allowMore(FrameMeter.allowance(for: count))
        guard let exchange = exchanges[stream] else { return }
        // What is said in the host's place is not the host's.
        let hosts = min(count, exchange.held.answer)
        exchanges[stream]?.held.answer -= hosts
        upstream.consume(hosts, of: exchange.upstream)
    }

    /// Refuses a request, in an answer where none was begun.
    ///
    /// - Throws: `HTTPFault.flood`.
    func refuse(
        _ stream: Int32, _ fault: HTTPFault, asksForHead: Bool = false, into output: inout Output
    ) throws(HTTPFault) {
        guard let exchange = exchanges[stream], !exchange.mustStop else { return }
        output.faults.append(exchange.fault(.clientFault(fault)))
        if exchange.answer == .awaited {
            answer(stream, with: .fault(fault, asksForHead: asksForHead || exchange.method == "HEAD"))
        } else {
            drop(stream, StreamError.protocolError)
        }
        try countFailure()
    }

    private func countFailure() throws(HTTPFault) {
        failuresLeft -= 1
        guard failuresLeft >= 0 else { throw .flood }
    }
}
