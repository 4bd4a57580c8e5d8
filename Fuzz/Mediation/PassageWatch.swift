import FuzzProperties
import Mediation
import Refusals
import Surface
import Wire

/// Holds what comes out of a judged wire against what went into it, and against what the profile grants.
///
/// It reads lines with the strict parser of the fuzzers, and knows nothing of the mediator's state but what each side was sent.
struct PassageWatch {
    private let grants: Grants
    private var unfinished = (client: [UInt8](), server: [UInt8]())
    /// How often each side has asked with an id, and how often it was answered.
    private var asked: [Side: [RequestID: Int]] = [.client: [:], .server: [:]]
    private var answered: [Side: [RequestID: Int]] = [.client: [:], .server: [:]]
    /// Ids of which no answer, or an answer more, is right: cancelled, or not written as an id is.
    private var uncertain: Set<RequestID> = []
    /// The client's requests that have reached the server.
    private var open: [RequestID: String] = [:]
    /// Whether the client itself has said what must be kept from it.
    private var knowsSecret = false

    init(_ grants: Grants) { self.grants = grants }

    // MARK: What is said

    mutating func sent(_ side: Side, _ bytes: [UInt8]) {
        var bytes = (side == .client ? unfinished.client : unfinished.server) + bytes
        while let newline = bytes.firstIndex(of: 0x0a) {
            note(side, Array(bytes[..<newline]))
            bytes.removeSubrange(...newline)
        }
        if side == .client { unfinished.client = bytes } else { unfinished.server = bytes }
    }

    mutating func close(_ side: Side) {
        note(side, side == .client ? unfinished.client : unfinished.server)
    }

    private mutating func note(_ side: Side, _ line: [UInt8]) {
        var scanner = EnvelopeScanner()
        scanner.consume(line.span)
        var requests: [RequestID] = []
        scanner.finish().forEach { if let id = $0.request { requests.append(id) } }
        for id in requests {
            asked[side]?[id, default: 0] += 1
            if !id.isUsable { uncertain.insert(id) }
        }
        var reader = StrictJSON(line)
        guard side == .client, let message = reader.text() else { return }
        if message.holds(Lines.secret) { knowsSecret = true }
        for message in [message] + message.items {
            guard message["method"]?.text == "notifications/cancelled" else { continue }
            switch message["params"]?["requestId"] {
            case .string(let text?)?: uncertain.insert(.string(text))
            case .number(let text)?: if let number = Int64(text) { uncertain.insert(.integer(number)) }
            default: break
            }
        }
    }

    // MARK: What arrives

    mutating func reached(_ side: Side, _ line: [UInt8]) {
        var scanner = JSONScanner()
        require((try? scanner.scan(line.span)) != nil, "what passes is what the scanner accepts")
        var reader = StrictJSON(line)
        guard let message = reader.text(), case .object = message else {
            fatalError("what passes is a message: \(String(decoding: line, as: UTF8.self))")
        }
        require(message["jsonrpc"]?.text == "2.0", "what passes says its version")
        var envelopes = EnvelopeScanner()
        envelopes.consume(line.span)
        guard case .single(let envelope) = envelopes.finish() else { fatalError("no batch passes") }
        if let id = envelope.response { arrived(id, for: side, message, line) }
        switch side {
        case .server: reachedServer(message, envelope)
        case .client: reachedClient(message, envelope, line)
        }
    }

    private mutating func arrived(_ id: RequestID, for side: Side, _ message: StrictJSON.Value, _ line: [UInt8]) {
        answered[side]?[id, default: 0] += 1
        let (times, questions) = (answered[side]?[id] ?? 0, asked[side]?[id] ?? 0)
        require(times <= questions, "a request has one answer: \(String(decoding: line, as: UTF8.self))")
    }

    private mutating func reachedServer(_ message: StrictJSON.Value, _ envelope: Envelope) {
        guard let method = message["method"]?.text else { return }
        require(
            Method(rawValue: method).map { !$0.uses.isDisjoint(with: [.requestOfClient, .notificationOfClient]) }
                ?? grants.passesUnknown, "a server gets what a client may send: \(method)")
        if let id = envelope.request, !Self.isOwn(id) { open[id] = method }
        let params = message["params"]
        let name = params?["name"]?.text
        switch method {
        case "tools/call": admit(name, approved: "echo")
        case "prompts/get": admit(name, approved: "hello")
        case "resources/read", "resources/subscribe": admit(params?["uri"]?.text)
        case "completion/complete":
            if let name = params?["ref"]?["name"]?.text { admit(name, approved: "hello") }
            if let uri = params?["ref"]?["uri"]?.text { admit(uri) }
        default: break
        }
        if !grants.allowsSampling {
            let stated = method == "initialize" ? params : params?["_meta"]
            let capabilities = stated?["capabilities"] ?? stated?["io.modelcontextprotocol/clientCapabilities"]
            require(capabilities?["sampling"] == nil, "no server is told of what it would not get")
        }
        for response in params?["inputResponses"]?.members ?? [] {
            if case .array(let roots)? = response.value["roots"] {
                require(roots.allSatisfy { $0["uri"]?.text == "file:///home/u" }, "roots are those of the profile")
            }
        }
    }

    /// What is denied, or was not approved, does not reach the server.
    private func admit(_ name: String?, approved: String? = nil) {
        require(name?.hasPrefix("bad") == false, "what is denied is not asked for")
        if let approved, grants.isSeeded { require(name == approved, "what is not approved is not asked for") }
    }

    private static func isOwn(_ id: RequestID) -> Bool {
        if case .string(let text) = id { text.hasPrefix("trilatch-list-") } else { false }
    }

    // MARK: The client

    private mutating func reachedClient(_ message: StrictJSON.Value, _ envelope: Envelope, _ line: [UInt8]) {
        if let method = message["method"]?.text {
            require(
                Method(rawValue: method).map { !$0.uses.isDisjoint(with: [.requestOfServer, .notificationOfServer]) }
                    ?? grants.passesUnknown, "a client gets what a server may send: \(method)")
            require(method != "roots/list" || envelope.request == nil, "roots are not asked of the client")
            requireGranted(method, message["params"])
        }
        for input in message["result"]?["inputRequests"]?.members ?? [] {
            requireGranted(input.value["method"]?.text ?? "", input.value["params"])
        }
        if let id = envelope.response, let method = open.removeValue(forKey: id), message["result"] != nil {
            checkSurface(method, line)
        }
        requireClean(message)
        if !knowsSecret { require(!message.holds(Lines.secret), "no secret reaches the client") }
    }

    private func requireGranted(_ method: String, _ params: StrictJSON.Value?) {
        require(method != "sampling/createMessage" || grants.allowsSampling, "sampling is granted")
        let isURL = params?["mode"]?.text == "url" || params?["url"] != nil
        require(method != "elicitation/create" || !isURL || grants.allowsURLs, "the address is granted")
    }

    /// Nothing that the server wrote acts on a terminal; the id is the client's own.
    private func requireClean(_ message: StrictJSON.Value) {
        for member in message.members where member.name != "id" {
            require(!member.value.holds("\u{1b}") && !member.value.holds("\u{200b}"), "what hides is shown")
        }
    }

    /// What a list shows is neither denied nor, where everything was approved beforehand, anything else than that.
    private func checkSurface(_ method: String, _ line: [UInt8]) {
        guard let message = try? JSONNode.read(line.span), let result = message["result"] else { return }
        if method == "initialize" || method == "server/discover", grants.isSeeded, let said = result["instructions"] {
            require(MemoryKeeper.isApproved(.instructions, "", said), "instructions are those that were approved")
        }
        let lists: [(String, String, SurfaceItem.Kind)] = [
            ("tools/list", "tools", .tool), ("prompts/list", "prompts", .prompt),
            ("resources/templates/list", "resourceTemplates", .template),
        ]
        for (list, member, kind) in lists where method == list {
            guard case .array(let items)? = result[member] else { continue }
            for item in items {
                let name = item[kind == .template ? "uriTemplate" : "name"]?.text ?? ""
                require(!name.hasPrefix("bad"), "what is denied is not shown")
                if grants.isSeeded { require(MemoryKeeper.isApproved(kind, name, item), "what is shown was approved") }
            }
        }
    }

    // MARK: The end

    /// Every request has its answer.
    func finish() {
        for (id, times) in asked[.client] ?? [:] where !uncertain.contains(id) {
            require(answered[.client]?[id] == times, "nobody waits for ever: \(id)")
        }
    }
}
