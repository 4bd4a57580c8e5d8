import Refusals
import Testing
import Wire

/// Both directions together: who waits for what, and who is told when it will not come.
@Suite struct ConversationTests {
    private let refusal = Refusal(.serverExited, "the server exited with status 3 before it answered")

    /// What the client has to read, and what the server.
    private func output(_ conversation: inout Conversation) -> (client: [String], server: [String]) {
        (lines(conversation.reply.drain()), lines(conversation.request.drain()))
    }

    private func lines(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// The first request of each era, and a later one.
    static let eras = [
        [
            #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{}}}"#,
            #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#,
        ],
        [
            #"{"method":"server/discover","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}},"jsonrpc":"2.0","id":0}"#,
            #"{"method":"tools/call","params":{"name":"x","_meta":{}},"jsonrpc":"2.0","id":1}"#,
        ],
    ]

    @Test(arguments: eras)
    func `open requests are answered with the refusal, in order and once`(era: [String]) {
        var conversation = Conversation(messageLimit: 10_000)
        for line in era { conversation.request.fill(line + "\n") }
        #expect(conversation.judgeClient().isEmpty)
        #expect(output(&conversation).server == era)
        conversation.refuse(with: refusal)
        let answers = output(&conversation).client
        #expect(answers.count == 2)
        #expect(answers[0].hasPrefix(#"{"jsonrpc":"2.0","id":0,"error":{"#))
        #expect(answers[1].hasPrefix(#"{"jsonrpc":"2.0","id":1,"error":{"#))
        #expect(answers.allSatisfy { $0.contains("server.exited") })
        conversation.refuse(with: refusal)
        #expect(output(&conversation).client.isEmpty)
    }

    @Test(arguments: eras)
    func `after a refusal requests are answered and nothing reaches a server`(era: [String]) {
        var conversation = Conversation(messageLimit: 10_000)
        conversation.refuse(with: refusal)
        for line in era { conversation.request.fill(line + "\n") }
        _ = conversation.judgeClient()
        let seen = output(&conversation)
        #expect(seen.client.count == 2)
        #expect(seen.server.isEmpty)
    }

    @Test func `what is answered is not answered again`() {
        var conversation = Conversation(messageLimit: 10_000)
        conversation.request.fill("{\"id\":1,\"method\":\"a\"}\n{\"id\":2,\"method\":\"a\"}\n")
        _ = conversation.judgeClient()
        conversation.reply.fill("{\"id\":2,\"result\":{}}\n{\"id\":1,\"meth")
        _ = conversation.judgeServer()
        conversation.refuse(with: refusal)
        let answers = output(&conversation).client
        #expect(answers.count == 2)
        #expect(answers[0] == "{\"id\":2,\"result\":{}}")
        #expect(answers[1].contains("\"id\":1,\"error\""))
    }

    @Test func `a request that the server had begun to get is not cut off by the refusal of a later one`() {
        var conversation = Conversation(messageLimit: 100)
        conversation.request.fill("{\"id\":1,\"method\":\"a\"}\n")
        #expect(conversation.judgeClient().isEmpty)
        conversation.request.fill(
            "{\"id\":2,\"method\":\"\(String(repeating: "a", count: 200))\"}\n{\"id\":3,\"method\":\"a\"}\n")
        #expect(conversation.judgeClient().first?.code == .wireMessageTooLong)
        let seen = output(&conversation)
        #expect(seen.server == ["{\"id\":1,\"method\":\"a\"}", "{\"id\":3,\"method\":\"a\"}"])
        #expect(seen.client.count == 1)
        #expect(seen.client[0].contains("\"id\":2,\"error\""))
        #expect(seen.client[0].contains("wire.message-too-long"))
    }

    @Test func `an over-long answer is replaced by an error with its id, and the request is closed`() {
        var conversation = Conversation(messageLimit: 100)
        conversation.request.fill("{\"id\":1,\"method\":\"a\"}\n")
        _ = conversation.judgeClient()
        conversation.reply.fill(
            "{\"result\":\"\(String(repeating: "r", count: 5000))\",\"id\":1}\n{\"method\":\"n\"}\n")
        #expect(conversation.judgeServer().first?.code == .wireMessageTooLong)
        let answers = output(&conversation).client
        #expect(answers.count == 2)
        #expect(answers[0].contains("\"id\":1,\"error\""))
        #expect(answers[1] == "{\"method\":\"n\"}")
        #expect(conversation.ledger.count == 0)
    }

    @Test func `an over-long request of the server is answered to the server`() {
        var conversation = Conversation(messageLimit: 100)
        conversation.reply.fill("{\"id\":\"s\",\"method\":\"\(String(repeating: "r", count: 500))\"}\n")
        _ = conversation.judgeServer()
        let seen = output(&conversation)
        #expect(seen.client.isEmpty)
        #expect(seen.server.count == 1)
        #expect(seen.server[0].contains("\"id\":\"s\",\"error\""))
    }

    @Test func `a server that is refused gets nothing, not even the error for an over-long request of its own`() {
        var conversation = Conversation(messageLimit: 100)
        conversation.refuse(with: refusal)
        conversation.reply.fill("{\"id\":\"s\",\"method\":\"\(String(repeating: "r", count: 500))\"}\n")
        #expect(conversation.judgeServer().first?.code == .wireMessageTooLong)
        let seen = output(&conversation)
        #expect(seen.client.isEmpty && seen.server.isEmpty)
    }

    @Test func `an over-long answer of the client is replaced for the server`() {
        var conversation = Conversation(messageLimit: 100)
        conversation.request.fill("{\"id\":\"s\",\"result\":\"\(String(repeating: "r", count: 500))\"}\n")
        _ = conversation.judgeClient()
        let seen = output(&conversation)
        #expect(seen.client.isEmpty)
        #expect(seen.server.count == 1)
        #expect(seen.server[0].contains("\"id\":\"s\",\"error\""))
    }

    @Test func `an over-long notification is told to a person, as nobody waits for it`() {
        var conversation = Conversation(messageLimit: 100)
        conversation.request.fill("{\"method\":\"\(String(repeating: "r", count: 500))\"}\n")
        #expect(conversation.judgeClient().first?.code == .wireMessageTooLong)
        let seen = output(&conversation)
        #expect(seen.client.isEmpty && seen.server.isEmpty)
    }

    @Test func `a client that never reads its errors is read no further`() {
        var conversation = Conversation(messageLimit: 10)
        var rounds = 0
        while conversation.wantsMoreFromClient && rounds < 100_000 {
            conversation.request.fill("{\"id\":\(rounds),\"method\":\"too long\"}\n")
            _ = conversation.judgeClient()
            rounds += 1
        }
        #expect(rounds < 100_000)
        #expect(conversation.reply.heldCount < 2 * MessageLane.chunk)
        _ = conversation.reply.drain()
        #expect(conversation.wantsMoreFromClient == true)
    }

    @Test func `an answer that does not come yet does not keep the server from being read, nor the client`() {
        var conversation = Conversation(messageLimit: 10_000_000)
        conversation.reply.fill("{\"id\":1,\"result\":\"\(String(repeating: "r", count: 1_000_000))\"}\n")
        _ = conversation.judgeServer()
        #expect(conversation.wantsMoreFromServer == false)
        #expect(conversation.wantsMoreFromClient == true)
    }

    @Test func `at the end of input what has no newline is judged and passed as well`() {
        var conversation = Conversation(messageLimit: 1000)
        conversation.request.fill("{\"id\":1,\"method\":\"a\"}")
        #expect(conversation.judgeClient(atEnd: true).isEmpty)
        #expect(output(&conversation).server == ["{\"id\":1,\"method\":\"a\"}"])
        #expect(conversation.ledger.count == 1)
    }

    @Test func `messages are counted by the side that they come from`() {
        var conversation = Conversation(messageLimit: 1000)
        conversation.request.fill("{}\n{}\n")
        conversation.reply.fill("{}\n")
        _ = conversation.judgeClient()
        _ = conversation.judgeServer()
        #expect(conversation.messagesFromClient == 2)
        #expect(conversation.messagesFromServer == 1)
    }
}
