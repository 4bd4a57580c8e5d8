internal import Pins
internal import Policy
internal import Refusals
internal import Wire

/// What the server sends.
extension Mediator {
    func fromServer(
        _ message: Message, _ line: Span<UInt8>, _ ledger: inout RequestLedger
    ) throws(Refusal) -> Judgement {
        switch message.shape {
        case .request(let id, let method): return try requestOfServer(id, method, message, line)
        case .notification(let method): return try notificationOfServer(method, message, line)
        case .response(let id, let isError):
            if let (kind, page) = listings.takeAnswer(id) {
                return try listedOrFailed(page, of: kind, isError, message, line, &ledger)
            }
            if listings.holds(id) {
                // It stays open: the server has not got it yet.
                var judgement = Judgement(.drop)
                judgement.told = [
                    Refusal(
                        .wireUnexpectedAnswer, "the server answered a call that it has not got; the answer was dropped")
                ]
                return judgement
            }
            guard let method = ledger.method(of: id) else { return try unexpected(id, from: .server) }
            var judgement = try answer(id, method, isError, message, line)
            _ = ledger.close(id)
            laterPages.remove(id)
            if let kind = ListedKind(listedBy: method) {
                listEnded(id, method, isComplete: isError || surface[kind].isComplete, &judgement, &ledger)
            }
            return judgement
        case .errorWithoutID: return try forward(cleaned(nil, message, line), from: .server, line)
        }
    }

    private func answer(
        _ id: RequestID, _ method: Method, _ isError: Bool, _ message: Message, _ line: Span<UInt8>
    ) throws(Refusal) -> Judgement {
        guard let payload = message.payload else { return .drop }
        var told: [Refusal] = []
        var rebuilt: Rebuilt?
        if !isError {
            if method == .initialize { noteRevision(message, line) }
            if let requests = message.outline[.resultInputRequests] {
                try judgeInputRequests(try JSONNode.tree(of: requests, in: line))
            }
            if method.describesSurface, let range = message.outline[.result] {
                let kept = try judgeSurface(
                    try JSONNode.tree(of: range, in: line), of: method, isLaterPage: laterPages.contains(id), line,
                    &told)
                rebuilt = kept.map { Rebuilt(line, replacing: [(range, $0)], by: "surface") }
            }
        }
        rebuilt = try cleaned(rebuilt, message, line)
        let event = MediationEvent.answer(id, method, from: .server, isError: isError, payload: payload)
        // What a list lets go is put on record after it.
        if rebuilt == nil, !method.describesSurface, isLong(payload) {
            owed = event
        } else {
            try recorder.record(event, of: line)
        }
        var judgement = try forward(rebuilt, from: .server, line)
        judgement.told += told
        return judgement
    }

    private func noteRevision(_ message: Message, _ line: Span<UInt8>) {
        revision = message.outline[.resultProtocolVersion]?.string(in: line)
    }

    /// Judges what a server says that it offers.
    ///
    /// - Returns: The result without what is hidden; nil where nothing is.
    func judgeSurface(
        _ result: JSONNode, of method: Method, isLaterPage: Bool, _ line: Span<UInt8>, _ told: inout [Refusal]
    ) throws(Refusal) -> JSONNode? {
        try refreshPins()
        let result = results.redacted(result)
        var judged = try surface.judge(result, of: method, isLaterPage: isLaterPage)
        if surface.pins.hasChanges, let keeper,
            surface.pins.update(try keeper.record(surface.pins.takeChanges()))
        {
            // Another run, or a person, came first: what was new to this one is held now.
            guard !isLaterPage else {
                throw Refusal(.pinSurfaceChanged, "another run has met other tools of this server at the same time")
            }
            judged = try surface.judge(result, of: method, isLaterPage: false)
        }
        for event in judged.events {
            try recorder.record(.surface(event), of: line)
            if let refusal = event.refusal, event.verdict != .filtered { told.append(refusal) }
        }
        return judged.kept
    }

    /// The message without what none may hold; as it is where it holds nothing of it.
    func cleaned(_ rebuilt: Rebuilt?, _ message: Message, _ line: Span<UInt8>) throws(Refusal) -> Rebuilt? {
        guard let rebuilt else { return try results.cleaned(line, message.outline) }
        let outline: MessageOutline
        do throws(JSONFault) {
            outline = try scanner.scan(rebuilt.bytes.span)
        } catch {
            throw Refusal(error, from: "a rule")
        }
        guard var twice = try results.cleaned(rebuilt.bytes.span, outline) else { return rebuilt }
        twice.rules = rebuilt.rules + twice.rules
        return twice
    }

    private func notificationOfServer(
        _ method: Method, _ message: Message, _ line: Span<UInt8>
    ) throws(Refusal) -> Judgement {
        try admit(method, .notificationOfServer, message, line, from: .server)
        if method == .cancelled, let range = message.outline[.paramsRequestID],
            case .usable(let id) = range.messageID(in: line)
        {
            // The client knows nothing of a request that was not passed on.
            guard serverRequests.close(id) != nil else { return .drop }
        }
        return try forward(cleaned(nil, message, line), from: .server, line)
    }

    // MARK: Requests that the server starts

    private func requestOfServer(
        _ id: RequestID, _ method: Method, _ message: Message, _ line: Span<UInt8>
    ) throws(Refusal) -> Judgement {
        guard serverRequests.method(of: id) == nil else {
            throw Refusal(.wireInvalidMessage, "the server used the id of a request that is still open")
        }
        guard serverRequests.count < Self.mostServerRequests else {
            throw Refusal(
                .limitExceeded,
                "the server has \(Self.mostServerRequests) requests open that the client has not answered")
        }
        try admit(method, .requestOfServer, message, line, from: .server)
        try recorder.record(
            .request(id, method, from: .server, name: message.name, params: message.outline[.params], areLong: false),
            of: line)
        if method == .listRoots {
            var judgement = Judgement(.drop)
            judgement.toServer = ServerRequests.answer(to: id, ServerRequests.rootsResult(policy.roots))
            return judgement
        }
        if ServerRequests.isJudged(method) {
            let params = try message.outline[.params].map { range throws(Refusal) in
                try JSONNode.tree(of: range, in: line)
            }
            try ServerRequests.judge(method, params ?? .object([]), by: policy, rules)
        }
        let judgement = try forward(cleaned(nil, message, line), from: .server, line)
        _ = serverRequests.open(id, method)
        return judgement
    }

    /// The most requests of a server that wait for the client at once.
    private static let mostServerRequests = 256

    /// The same requests inside an `input_required` result.
    ///
    /// A result that asks for what is refused is refused whole: its tool cannot go on. Roots are asked of the client too,
    /// and its answer is replaced on its way back.
    ///
    /// Source: MCP 2026-07-28, `InputRequiredResult`.
    private func judgeInputRequests(_ requests: JSONNode) throws(Refusal) {
        guard case .object(let members) = requests else {
            throw Refusal(.wireInvalidMessage, "the server sent `inputRequests` that are no object")
        }
        for member in members {
            guard let name = member.value["method"]?.text, let method = Method(rawValue: name),
                method.uses.contains(.requestOfServer), method != .ping
            else {
                throw Refusal(.wireUnknownMethod, "the server asked for input by a method that no revision of MCP has")
            }
            if ServerRequests.isJudged(method) {
                try ServerRequests.judge(method, member.value["params"] ?? .object([]), by: policy, rules)
            }
        }
    }
}

extension Method {
    /// Whether a request asks for a list that comes in pages.
    var isList: Bool {
        switch self {
        case .listTools, .listPrompts, .listResources, .listResourceTemplates: true
        default: false
        }
    }

    /// Whether an answer says what the server offers.
    var describesSurface: Bool { isList || self == .initialize || self == .discover }
}
