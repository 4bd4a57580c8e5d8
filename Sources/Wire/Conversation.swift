package import Refusals

/// Both directions of one client's wire and the requests that are open on it.
///
/// No input or output inside.
package struct Conversation: ~Copyable {
    /// From the client to the server.
    package var request: MessageLane
    /// From the server to the client.
    package var reply: MessageLane
    package private(set) var ledger = RequestLedger()
    /// Messages so far, those of ours excluded.
    package private(set) var messagesFromClient: UInt64 = 0
    package private(set) var messagesFromServer: UInt64 = 0
    /// Once set, every request is answered with it and nothing goes to the server any more.
    package private(set) var refusal: Refusal?
    /// While set, a request that comes is answered with it: the server reads nothing, and what waits for it is enough.
    ///
    /// All other messages still wait for the server, for nobody could be told that they are lost.
    package var stall: Refusal?
    /// What the judge wants the box to be ended for.
    package private(set) var ending: Refusal?
    private let judge: (any MessageJudge)?
    /// Whose line it is that is kept until it is on record.
    private var owner: Owner?

    private enum Owner { case client, server }

    /// A conversation with messages of at most `messageLimit` bytes.
    ///
    /// - Parameter judge: What decides on each message. Without one, all is forwarded that is not too long: for a
    ///   conversation that is refused from its start, and for tests.
    package init(messageLimit: Int, judge: (any MessageJudge)? = nil, chunk: Int = MessageLane.chunk) {
        request = MessageLane(limit: messageLimit, chunk: chunk)
        reply = MessageLane(limit: messageLimit, chunk: chunk)
        self.judge = judge
    }

    /// Whether to read from the client: not while a chunk waits for the server, or a chunk of our answers for the client.
    ///
    /// While the server reads nothing, there is room for another chunk, behind which no request can stand.
    package var wantsMoreFromClient: Bool {
        (request.wantsMore || stall != nil && request.forwardableCount < 2 * request.chunk)
            && reply.insertedCount < reply.chunk
    }
    /// Whether to read from the server: not while a chunk waits for the client, or a chunk of our answers for the server.
    package var wantsMoreFromServer: Bool { reply.wantsMore && request.insertedCount < request.chunk }

    /// Whether everything from the client that is to reach the server is written.
    package var isForwarded: Bool { request.forwardableCount == 0 && !(judge?.holdsMessages ?? false) }

    // MARK: The client

    /// Judges what has come from the client.
    ///
    /// Returns refusals to be told to a person.
    ///
    /// - Parameter recordsLater: `settleRecord` is called as soon as it has been tried to write what is forwarded, and before
    ///   anything else comes.
    package mutating func judgeClient(atEnd: Bool = false, recordsLater: Bool = false) -> [Refusal] {
        var told: [Refusal] = []
        while let arrival = request.next() { take(fromClient: arrival, &told) }
        if atEnd, let arrival = request.last() { take(fromClient: arrival, &told) }
        if !recordsLater { settleRecord() }
        return told
    }

    private mutating func take(fromClient arrival: MessageLane.Arrival, _ told: inout [Refusal]) {
        settleRecord()
        messagesFromClient += 1
        switch arrival {
        case .line:
            if let refusal = refusal ?? stallOfRequest() {
                let message = request.withLine(Self.envelopes)
                request.settle(.drop)
                message.forEach { envelope in
                    if let id = envelope.request { reply.insert(RefusalResponse.line(refusal, to: id)) }
                }
            } else if let judge {
                act(on: request.withLine { line in judge.judgeClient(line, &ledger) }, ofClient: true, &told)
            } else {
                ledger.open(request.withLine(Self.envelopes))
                request.settle(.forward)
            }
        case .tooLong(let message):
            let tooLong = refusal ?? tooLong("the client")
            message.forEach { envelope in
                // Whoever waits for this message gets the error in its place: for a request the client itself, for
                // the answer to a request of the server the server.
                if let id = envelope.request {
                    reply.insert(RefusalResponse.line(tooLong, to: id))
                } else if let id = envelope.response, refusal == nil {
                    request.insert(RefusalResponse.line(tooLong, to: id))
                }
            }
            told.append(tooLong)
        }
    }

    /// What the line in hand is refused with because the server does not read; nil where it is no request.
    private func stallOfRequest() -> Refusal? {
        guard let stall else { return nil }
        var isRequest = false
        request.withLine(Self.envelopes).forEach { if $0.request != nil { isRequest = true } }
        return isRequest ? stall : nil
    }

    // MARK: The server

    /// Judges what has come from the server.
    ///
    /// Returns refusals to be told to a person.
    ///
    /// - Parameter recordsLater: `settleRecord` is called as soon as it has been tried to write what is forwarded, and before
    ///   anything else comes.
    package mutating func judgeServer(atEnd: Bool = false, recordsLater: Bool = false) -> [Refusal] {
        var told: [Refusal] = []
        while let arrival = reply.next() { take(fromServer: arrival, &told) }
        if atEnd, let arrival = reply.last() { take(fromServer: arrival, &told) }
        if !recordsLater { settleRecord() }
        return told
    }

    private mutating func take(fromServer arrival: MessageLane.Arrival, _ told: inout [Refusal]) {
        settleRecord()
        messagesFromServer += 1
        switch arrival {
        case .line:
            if let judge {
                act(on: reply.withLine { line in judge.judgeServer(line, &ledger) }, ofClient: false, &told)
            } else {
                ledger.close(reply.withLine(Self.envelopes))
                reply.settle(.forward)
            }
        case .tooLong(let message):
            let tooLong = tooLong("the server")
            message.forEach { envelope in
                if let id = envelope.request {
                    // A server that is refused gets nothing any more, from us either.
                    if refusal == nil { request.insert(RefusalResponse.line(tooLong, to: id)) }
                } else if let id = envelope.response {
                    guard let judge else {
                        _ = ledger.close(id)
                        return reply.insert(RefusalResponse.line(tooLong, to: id))
                    }
                    let answers = judge.dropped(id, with: tooLong, &ledger)
                    if !answers.isEmpty { reply.insert(answers) }
                }
            }
            told.append(tooLong)
        }
    }

    /// Carries out what the judge decided on the line in hand.
    private mutating func act(on judgement: Judgement, ofClient isFromClient: Bool, _ told: inout [Refusal]) {
        let owesRecord = judge?.owesRecord ?? false
        if isFromClient {
            request.settle(judgement.settlement, keeping: owesRecord)
        } else {
            reply.settle(judgement.settlement, keeping: owesRecord)
        }
        if owesRecord { owner = isFromClient ? .client : .server }
        // A line of ours may move what is kept.
        if !judgement.toClient.isEmpty || !judgement.toServer.isEmpty { settleRecord() }
        if !judgement.toClient.isEmpty { reply.insert(judgement.toClient) }
        // A server that is refused gets nothing any more.
        if !judgement.toServer.isEmpty, refusal == nil { request.insert(judgement.toServer) }
        told += judgement.told
        ending = ending ?? judgement.ending
    }

    /// Puts on record what the judge has left for after the writing; nothing where it has left nothing.
    ///
    /// A digest of a long message takes longer than all else that is done with it, and the other side need not wait for it.
    package mutating func settleRecord() {
        guard let owner, let judge else { return }
        self.owner = nil
        let refusal =
            switch owner {
            case .client: request.release { judge.settleRecord($0) }
            case .server: reply.release { judge.settleRecord($0) }
            }
        ending = ending ?? refusal
    }

    private static func envelopes(_ line: Span<UInt8>) -> ScannedMessage {
        var scanner = EnvelopeScanner()
        scanner.consume(line)
        return scanner.finish()
    }

    private func tooLong(_ sender: String) -> Refusal {
        Refusal(.wireMessageTooLong, "\(sender) sent a message longer than \(request.limit) bytes; it was dropped")
    }

    // MARK: The end

    /// Answers every open request with a refusal, and every later one too; what waited for the server is dropped.
    package mutating func refuse(with refusal: Refusal) {
        settleRecord()
        request.dropForwardable()
        self.refusal = refusal
        answerOpenRequests(with: refusal)
    }

    /// Answers every request that is open now.
    package mutating func answerOpenRequests(with refusal: Refusal) {
        settleRecord()
        for id in ledger.closeAll() { reply.insert(RefusalResponse.line(refusal, to: id)) }
    }
}
