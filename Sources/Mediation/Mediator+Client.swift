internal import ArgumentJudgement
internal import Policy
internal import Refusals
internal import Wire

/// What the client sends.
extension Mediator {
    func fromClient(
        _ message: Message, _ line: Span<UInt8>, _ ledger: inout RequestLedger
    ) throws(Refusal) -> Judgement {
        switch message.shape {
        case .request(let id, let method): return try request(id, method, message, line, &ledger)
        case .notification(let method): return try notification(method, message, line, &ledger)
        case .response(let id, let isError): return try answerToServer(id, isError, message, line)
        case .errorWithoutID: return .forward
        }
    }

    private func request(
        _ id: RequestID, _ method: Method, _ message: Message, _ line: Span<UInt8>, _ ledger: inout RequestLedger
    ) throws(Refusal) -> Judgement {
        guard ledger.method(of: id) == nil, !CallListing.isOwn(id) else {
            throw Refusal(.wireInvalidMessage, "the client used the id of a request that is still open")
        }
        try admit(method, .requestOfClient, message, line, from: .client)
        if method == .callTool, !surface.tools.isListed {
            return try holdCall(id, method, for: .tool, message, line, &ledger)
        }
        try judgeName(method, message, line)
        if let kind = listMissing(for: method, message, line) {
            return try holdCall(id, method, for: kind, message, line, &ledger)
        }
        try judgeArguments(method, message, line)
        let rebuilt = try rebuiltRequest(method, message, line)
        let params = message.outline[.params]
        let isLong = rebuilt == nil && isLong(params)
        try recorder.record(
            .request(id, method, from: .client, name: message.name, params: params, areLong: isLong), of: line)
        if isLong, let params { owed = .parameters(from: .client, params) }
        _ = ledger.open(id, method)
        if method.isList, message.outline[.paramsCursor] != nil { laterPages.insert(id) }
        if let kind = ListedKind(listedBy: method) { listings[kind].clientLists.insert(id) }
        return try forward(rebuilt, from: .client, line)
    }

    /// Whether this side may use this method at all.
    func admit(
        _ method: Method, _ use: Method.Use, _ message: Message, _ line: Span<UInt8>, from side: Side
    ) throws(Refusal) {
        if method.uses.contains(use) || (method == .other && policy.unknownMethods == .pass) { return }
        guard let range = message.outline[.method] else { return }
        let name = range.string(in: line)?.prefix(80) ?? ""
        throw Refusal(
            .wireUnknownMethod, "\(side.name) used the method “\(name)”, which no revision of MCP gives it",
            at: policy.unknownMethodsLocation)
    }

    private func notification(
        _ method: Method, _ message: Message, _ line: Span<UInt8>, _ ledger: inout RequestLedger
    ) throws(Refusal) -> Judgement {
        try admit(method, .notificationOfClient, message, line, from: .client)
        if method == .cancelled, let range = message.outline[.paramsRequestID],
            case .usable(let id) = range.messageID(in: line),
            let asked = ledger.close(id)
        {
            laterPages.remove(id)
            // A call that the server has not got yet is cancelled here.
            if listings.forget(id) { return .drop }
            cancelled.insert(id)
            var judgement = Judgement.forward
            listEnded(id, asked, isComplete: false, &judgement, &ledger)
            return judgement
        }
        return .forward
    }

    /// The client's answer to a request of the server.
    private func answerToServer(
        _ id: RequestID, _ isError: Bool, _ message: Message, _ line: Span<UInt8>
    ) throws(Refusal) -> Judgement {
        guard let method = serverRequests.close(id), let payload = message.payload else {
            return try unexpected(id, from: .client)
        }
        try recorder.record(.answer(id, method, from: .client, isError: isError, payload: payload), of: line)
        return .forward
    }

    /// An answer that nobody waits for goes nowhere.
    func unexpected(_ id: RequestID, from side: Side) throws(Refusal) -> Judgement {
        if side == .server, cancelled.remove(id) { return .drop }
        throw Refusal(
            .wireUnexpectedAnswer, "\(side.name) answered a request that is not open; the answer was dropped")
    }

    // MARK: What is asked for

    /// What is hidden, held or filtered is refused when it is asked for.
    private func judgeName(_ method: Method, _ message: Message, _ line: Span<UInt8>) throws(Refusal) {
        switch method {
        case .callTool: try surface.tools.admit(try name(.paramsName, message, line), in: line)
        case .getPrompt:
            let name = try name(.paramsName, message, line)
            // Also before the client has asked for any list.
            try admit(name.string(in: line), .prompt)
            try surface.prompts.admit(name, in: line)
        case .readResource, .subscribe:
            try admit(try name(.paramsURI, message, line).string(in: line), .resource)
        case .complete: try judgeReference(message, line)
        default: break
        }
    }

    private func admit(_ name: String?, _ kind: OfferKind) throws(Refusal) {
        if let refusal = policy.refusal(of: name ?? "", kind) { throw refusal }
    }

    private func name(_ member: MessageMember, _ message: Message, _ line: Span<UInt8>) throws(Refusal) -> JSONRange {
        guard let range = message.outline[member], range.kind(in: line) == .string else {
            throw Refusal(.wireInvalidMessage, "the client sent a request without the name of what it asks for")
        }
        return range
    }

    /// What a completion is about: a prompt by its name, or a template by its text.
    private func judgeReference(_ message: Message, _ line: Span<UInt8>) throws(Refusal) {
        guard let range = message.outline[.paramsRef] else { return }
        let reference = JSONNode(range, in: line)
        if let name = reference["name"]?.text {
            try admit(name, .prompt)
            try surface.prompts.admit(name)
        }
        if let uri = reference["uri"]?.text {
            try admit(uri, .resource)
            try admit(uri, .template)
            // A resource may be named here too, and those are not pinned.
            try surface.templates.admit(uri, orOther: true)
        }
    }

    private func judgeArguments(_ method: Method, _ message: Message, _ line: Span<UInt8>) throws(Refusal) {
        guard !policy.argumentRules.isEmpty, let name = message.name?.string(in: line) else { return }
        let use: JudgedUse
        switch method {
        case .callTool: use = .tool(name)
        case .getPrompt: use = .prompt(name)
        case .readResource, .subscribe: use = .resource(uri: name)
        default: return
        }
        guard rules.concerns(use) else { return }
        let arguments = message.outline[.paramsArguments].map { JSONNode($0, in: line) }
        if let broken = rules.refusal(of: use, arguments: arguments) { throw broken.refusal }
    }
}
