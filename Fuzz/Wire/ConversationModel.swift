import Refusals
import Wire

/// What a conversation must do, written for plainness: every byte is kept, every line is looked at whole.
struct ConversationModel {
    let limit: Int
    /// What each side has still to read.
    private(set) var toServer: [UInt8] = []
    private(set) var toClient: [UInt8] = []
    /// Requests of the client without an answer, in order.
    private(set) var open: [RequestID] = []
    private(set) var lines = (client: UInt64(0), server: UInt64(0))
    private var unfinished = (client: [UInt8](), server: [UInt8]())
    private var refusal: Refusal?
    /// Scripts repeat themselves.
    private var latest: (line: [UInt8], message: ScannedMessage)?

    init(limit: Int) { self.limit = limit }

    mutating func send(_ side: Script.Side, _ bytes: [UInt8]) {
        var start = bytes.startIndex
        while let newline = bytes[start...].firstIndex(of: 0x0a) {
            judge(side, takeUnfinished(side) + bytes[start..<newline], ending: [0x0a])
            start = newline + 1
        }
        switch side {
        case .client: unfinished.client += bytes[start...]
        case .server: unfinished.server += bytes[start...]
        }
    }

    /// What follows the last newline counts as a line.
    mutating func close(_ side: Script.Side) {
        let rest = takeUnfinished(side)
        if !rest.isEmpty { judge(side, rest, ending: []) }
    }

    mutating func refuse(_ refusal: Refusal) {
        toServer = []
        self.refusal = refusal
        for id in open { answer(id, refusal) }
        open = []
    }

    /// Takes what a side reads.
    mutating func read(_ side: Script.Side, _ count: Int) -> [UInt8] {
        switch side {
        case .client:
            defer { toClient.removeFirst(count) }
            return Array(toClient.prefix(count))
        case .server:
            defer { toServer.removeFirst(count) }
            return Array(toServer.prefix(count))
        }
    }

    private mutating func takeUnfinished(_ side: Script.Side) -> [UInt8] {
        switch side {
        case .client:
            defer { unfinished.client = [] }
            return unfinished.client
        case .server:
            defer { unfinished.server = [] }
            return unfinished.server
        }
    }

    private mutating func judge(_ side: Script.Side, _ line: [UInt8], ending: [UInt8]) {
        let message = latest.flatMap { $0.line == line ? $0.message : nil } ?? SecondReader.scan(line)
        latest = (line, message)
        switch side {
        case .client:
            lines.client += 1
            fromClient(message, line, ending)
        case .server:
            lines.server += 1
            fromServer(message, line, ending)
        }
    }

    private mutating func fromClient(_ message: ScannedMessage, _ line: [UInt8], _ ending: [UInt8]) {
        if let refusal {
            return each(message) { model, envelope in
                if let id = envelope.request { model.answer(id, refusal) }
            }
        }
        guard line.count <= limit else {
            let tooLong = tooLong("the client")
            return each(message) { model, envelope in
                if let id = envelope.request { model.answer(id, tooLong) }
                if let id = envelope.response { model.answerServer(id, tooLong) }
            }
        }
        toServer += line + ending
        each(message) { model, envelope in
            guard let id = envelope.request else { return }
            if model.open.count == RequestLedger.capacity { model.open.removeFirst(RequestLedger.capacity / 4) }
            model.open.removeAll { $0 == id }
            model.open.append(id)
        }
    }

    private mutating func fromServer(_ message: ScannedMessage, _ line: [UInt8], _ ending: [UInt8]) {
        let isTooLong = line.count > limit
        if !isTooLong { toClient += line + ending }
        let tooLong = tooLong("the server")
        each(message) { model, envelope in
            if let id = envelope.response {
                model.open.removeAll { $0 == id }
                if isTooLong { model.answer(id, tooLong) }
            }
            // A server that is refused gets nothing any more.
            if isTooLong, model.refusal == nil, let id = envelope.request { model.answerServer(id, tooLong) }
        }
    }

    private mutating func each(_ message: ScannedMessage, _ body: (inout ConversationModel, Envelope) -> Void) {
        switch message {
        case .single(let envelope): body(&self, envelope)
        case .batch(let envelopes): for envelope in envelopes { body(&self, envelope) }
        case .unreadable: break
        }
    }

    private mutating func answer(_ id: RequestID, _ refusal: Refusal) {
        toClient += RefusalResponse.line(refusal, to: id)
    }

    private mutating func answerServer(_ id: RequestID, _ refusal: Refusal) {
        toServer += RefusalResponse.line(refusal, to: id)
    }

    private func tooLong(_ sender: String) -> Refusal {
        Refusal(.wireMessageTooLong, "\(sender) sent a message longer than \(limit) bytes; it was dropped")
    }
}
