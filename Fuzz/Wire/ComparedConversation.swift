import FuzzProperties
import Refusals
import Wire

/// A conversation and the model of it, driven together.
///
/// It is driven as a session drives it: nothing is read from a side while the conversation does not want more.
struct ComparedConversation: ~Copyable {
    private var conversation: Conversation
    private var model: ConversationModel
    private var isOpen = (client: true, server: true)
    private static let refusal = Refusal(.serverExited, "the server exited")

    init(messageLimit: Int, chunk: Int) {
        conversation = Conversation(messageLimit: messageLimit, chunk: chunk)
        model = ConversationModel(limit: messageLimit)
    }

    mutating func perform(_ act: Script.Act) {
        switch act {
        case .send(let side, let bytes): send(side, bytes)
        case .read(let side, let count): read(side, atMost: count)
        case .refuse:
            conversation.refuse(with: Self.refusal)
            model.refuse(Self.refusal)
        case .close(let side): close(side)
        }
        compare()
    }

    /// Both sides close and read to the end.
    mutating func finish() {
        close(.client)
        close(.server)
        compare()
        read(.client)
        read(.server)
        compare()
        require(conversation.request.heldCount == 0, "all for the server is read")
        require(conversation.reply.heldCount == 0, "all for the client is read")
        conversation.answerOpenRequests(with: Self.refusal)
        let answers = model.open.flatMap { RefusalResponse.line(Self.refusal, to: $0) }
        require(conversation.reply.take(.max) == answers, "the requests without an answer are open")
    }

    private mutating func send(_ side: Script.Side, _ bytes: [UInt8]) {
        guard side == .client ? isOpen.client : isOpen.server else { return }
        var rest = bytes[...]
        while !rest.isEmpty {
            makeWanted(side)
            let count = side == .client ? conversation.request.put(rest) : conversation.reply.put(rest)
            require(count > 0, "there is room where more is wanted")
            model.send(side, Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
            judge(side)
            compare()
        }
    }

    private mutating func close(_ side: Script.Side) {
        guard side == .client ? isOpen.client : isOpen.server else { return }
        model.close(side)
        judge(side, atEnd: true)
        switch side {
        case .client: isOpen.client = false
        case .server: isOpen.server = false
        }
    }

    private mutating func judge(_ side: Script.Side, atEnd: Bool = false) {
        switch side {
        case .client: _ = conversation.judgeClient(atEnd: atEnd)
        case .server: _ = conversation.judgeServer(atEnd: atEnd)
        }
    }

    private mutating func makeWanted(_ side: Script.Side) {
        if side == .client ? conversation.wantsMoreFromClient : conversation.wantsMoreFromServer { return }
        read(.client)
        read(.server)
        let isWanted = side == .client ? conversation.wantsMoreFromClient : conversation.wantsMoreFromServer
        require(isWanted, "more is wanted when all is read")
    }

    /// A side reads, and gets the bytes that the model has for it.
    private mutating func read(_ side: Script.Side, atMost most: Int = .max) {
        let taken = side == .client ? conversation.reply.take(most) : conversation.request.take(most)
        require(model.read(side, taken.count) == taken, "the very bytes are read")
    }

    private func compare() {
        require(conversation.reply.forwardableCount == model.toClient.count, "the client gets as many bytes")
        require(conversation.request.forwardableCount == model.toServer.count, "the server gets as many bytes")
        require(conversation.ledger.count == model.open.count, "as many requests are open")
        require(conversation.messagesFromClient == model.lines.client, "as many lines are counted")
        require(conversation.messagesFromServer == model.lines.server, "as many lines are counted")
        let bound = model.limit + 2 * conversation.request.chunk
        require(
            conversation.request.heldCount <= bound + conversation.request.insertedCount,
            "the lane to the server is bounded")
        require(
            conversation.reply.heldCount <= bound + conversation.reply.insertedCount,
            "the lane to the client is bounded")
    }
}

extension MessageLane {
    /// Puts bytes in, as one read would; gives how many there was room for.
    fileprivate mutating func put(_ bytes: ArraySlice<UInt8>) -> Int {
        var count = 0
        unsafe withFreeSpace { space in
            count = min(space.count, bytes.count)
            unsafe space.copyBytes(from: bytes.prefix(count))
            return count
        }
        return count
    }

    /// Takes bytes out, as one write would.
    fileprivate mutating func take(_ most: Int) -> [UInt8] {
        var taken: [UInt8] = []
        unsafe withForwardable { bytes in
            taken = unsafe Array(bytes.prefix(most))
            return taken.count
        }
        return taken
    }
}
