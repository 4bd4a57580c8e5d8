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
    /// A conversation with messages of at most `messageLimit` bytes.
    package init(messageLimit: Int, chunk: Int = MessageLane.chunk) {
        request = MessageLane(limit: messageLimit, chunk: chunk)
        reply = MessageLane(limit: messageLimit, chunk: chunk)
    }

    /// Whether to read from the client: not while a chunk waits for the server, or a chunk of our answers for the client.
    package var wantsMoreFromClient: Bool { request.wantsMore && reply.insertedCount < reply.chunk }
    /// Whether to read from the server: not while a chunk waits for the client, or a chunk of our answers for the server.
    package var wantsMoreFromServer: Bool { reply.wantsMore && request.insertedCount < request.chunk }

    /// Judges what has come from the client.
    ///
    /// Returns a refusal to be told to a person, if there was one.
    package mutating func judgeClient(atEnd: Bool = false) -> Refusal? {
        var told: Refusal?
        while let line = request.next(forwarding: refusal == nil) { told = judgeClient(line) ?? told }
        if atEnd, let line = request.last(forwarding: refusal == nil) { told = judgeClient(line) ?? told }
        return told
    }

    private mutating func judgeClient(_ line: MessageLane.Line) -> Refusal? {
        messagesFromClient += 1
        switch line {
        case .message(let message):
            if let refusal {
                message.forEach { envelope in
                    if let id = envelope.request { reply.insert(RefusalResponse.line(refusal, to: id)) }
                }
            } else {
                ledger.open(message)
            }
            return nil
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
            return tooLong
        }
    }

    /// Judges what has come from the server.
    ///
    /// Returns a refusal to be told to a person, if there was one.
    package mutating func judgeServer(atEnd: Bool = false) -> Refusal? {
        var told: Refusal?
        while let line = reply.next(forwarding: true) { told = judgeServer(line) ?? told }
        if atEnd, let line = reply.last(forwarding: true) { told = judgeServer(line) ?? told }
        return told
    }

    private mutating func judgeServer(_ line: MessageLane.Line) -> Refusal? {
        messagesFromServer += 1
        switch line {
        case .message(let message):
            ledger.close(message)
            return nil
        case .tooLong(let message):
            let tooLong = tooLong("the server")
            message.forEach { envelope in
                if let id = envelope.request {
                    // A server that is refused gets nothing any more, from us either.
                    if refusal == nil { request.insert(RefusalResponse.line(tooLong, to: id)) }
                } else if let id = envelope.response {
                    _ = ledger.close(id)
                    reply.insert(RefusalResponse.line(tooLong, to: id))
                }
            }
            return tooLong
        }
    }

    private func tooLong(_ sender: String) -> Refusal {
        Refusal(.wireMessageTooLong, "\(sender) sent a message longer than \(request.limit) bytes; it was dropped")
    }

    /// Answers every open request with a refusal, and every later one too; what waited for the server is dropped.
    package mutating func refuse(with refusal: Refusal) {
        request.dropForwardable()
        self.refusal = refusal
        answerOpenRequests(with: refusal)
    }

    /// Answers every request that is open now.
    package mutating func answerOpenRequests(with refusal: Refusal) {
        for id in ledger.closeAll() { reply.insert(RefusalResponse.line(refusal, to: id)) }
    }
}
