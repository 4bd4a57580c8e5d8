internal import Refusals
internal import Wire

/// Asking for a list in the client's place.
extension Mediator {
    /// The list that a request waits for, as long as the server has given none.
    func listMissing(for method: Method, _ message: Message, _ line: Span<UInt8>) -> ListedKind? {
        let kind: ListedKind
        switch method {
        case .callTool: kind = .tool
        case .getPrompt: kind = .prompt
        case .complete:
            guard let reference = message.outline[.paramsRef].map({ JSONNode($0, in: line) }) else { return nil }
            // One that is both is judged by both once there is the first list.
            if reference["name"] != nil, !surface.prompts.isListed { return .prompt }
            guard reference["uri"] != nil else { return nil }
            kind = .template
        default: return nil
        }
        return surface[kind].isListed ? nil : kind
    }

    /// Lets a call wait until what the server has of its kind is known.
    func holdCall(
        _ id: RequestID, _ method: Method, for kind: ListedKind, _ message: Message, _ line: Span<UInt8>,
        _ ledger: inout RequestLedger
    ) throws(Refusal) -> Judgement {
        var meta: JSONNode?
        if let range = message.outline[.paramsMeta] {
            meta = try JSONNode.tree(of: range, in: line)
            if let change = try withoutSampling(ofMeta: range, line) { meta = change.value }
        }
        var bytes: [UInt8] = []
        bytes.append(copying: line)
        try listings[kind].hold(id, bytes, meta: meta)
        _ = ledger.open(id, method)
        var judgement = Judgement(.drop)
        // Where the client has asked for a list itself, that is waited for.
        if !listings[kind].isAsking, listings[kind].clientLists.isEmpty {
            judgement.toServer = listings[kind].ask(cursor: nil)
        }
        return judgement
    }

    /// The server's answer to a list of ours, which may be none.
    func listedOrFailed(
        _ page: CallListing.Page, of kind: ListedKind, _ isError: Bool, _ message: Message, _ line: Span<UInt8>,
        _ ledger: inout RequestLedger
    ) throws(Refusal) -> Judgement {
        do throws(Refusal) {
            return try listed(page, of: kind, isError, message, line, &ledger)
        } catch {
            if error.code == .auditUnavailable { throw error }
            var judgement = Judgement(.drop)
            judgement.toClient = failListing(of: kind, with: error, &ledger)
            judgement.told = [error]
            return judgement
        }
    }

    /// Asks on, or lets the calls go.
    private func listed(
        _ page: CallListing.Page, of kind: ListedKind, _ isError: Bool, _ message: Message, _ line: Span<UInt8>,
        _ ledger: inout RequestLedger
    ) throws(Refusal) -> Judgement {
        var judgement = Judgement(.drop)
        if !isError, let range = message.outline[.result] {
            let result = try JSONNode.tree(of: range, in: line)
            _ = try judgeSurface(result, of: kind.list, isLaterPage: page.isLater, line, &judgement.told)
            if let cursor = result["nextCursor"], listings[kind].mayAskOn {
                judgement.toServer = listings[kind].ask(cursor: cursor)
                return judgement
            }
        }
        release(kind, into: &judgement, &ledger)
        surface[kind].isListed = !isError
        return judgement
    }

    /// A list that the client has asked for has come: calls that wait for it go on, or wait for the rest of it.
    func listEnded(
        _ id: RequestID, _ method: Method, isComplete: Bool, _ judgement: inout Judgement, _ ledger: inout RequestLedger
    ) {
        guard let kind = ListedKind(listedBy: method), listings[kind].clientLists.remove(id) != nil,
            !listings[kind].calls.isEmpty, !listings[kind].isAsking
        else { return }
        if isComplete {
            release(kind, into: &judgement, &ledger)
        } else if listings[kind].clientLists.isEmpty {
            judgement.toServer += listings[kind].ask(cursor: nil)
        }
    }

    /// Judges the calls that have waited.
    private func release(_ kind: ListedKind, into judgement: inout Judgement, _ ledger: inout RequestLedger) {
        // Without a list there is no tool, and every call is refused like one of a tool that is not there.
        surface[kind].isListed = true
        for call in listings[kind].takeCalls() {
            _ = ledger.close(call.id)
            var released = judgeClient(call.line.span, &ledger)
            released.ending = released.ending ?? settleRecord(call.line.span)
            switch released.settlement {
            case .forward: judgement.toServer += call.line + [0x0a]
            case .replace(let bytes): judgement.toServer += bytes
            case .drop: break
            }
            judgement.toServer += released.toServer
            judgement.toClient += released.toClient
            judgement.told += released.told
            judgement.ending = judgement.ending ?? released.ending
        }
    }

    /// Ends the calls that wait when there will be no list.
    ///
    /// - Returns: The answers for the client.
    func failListing(of kind: ListedKind, with refusal: Refusal, _ ledger: inout RequestLedger) -> [UInt8] {
        listings[kind].takeCalls().flatMap { call in
            ledger.close(call.id) == nil ? [] : errorLine(refusal, to: call.id)
        }
    }
}
