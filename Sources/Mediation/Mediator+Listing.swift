internal import Refusals
internal import Wire

/// Asking for the list of tools in the client's place.
extension Mediator {
    /// Lets a call wait until the server's tools are known.
    func holdCall(
        _ id: RequestID, _ message: Message, _ line: Span<UInt8>, _ ledger: inout RequestLedger
    ) throws(Refusal) -> Judgement {
        let meta = message.outline[.paramsMeta].map { JSONNode($0, in: line) }
        var bytes: [UInt8] = []
        bytes.append(copying: line)
        try listing.hold(id, bytes, meta: meta)
        _ = ledger.open(id, .callTool)
        var judgement = Judgement(.drop)
        // Where the client has asked for a list itself, that is waited for.
        if !listing.isAsking, listing.clientLists.isEmpty { judgement.toServer = listing.ask(cursor: nil) }
        return judgement
    }

    func forget(heldCall id: RequestID) -> Bool { listing.forget(id) }

    /// The server's answer to a list of ours, which may be none.
    func listedOrFailed(
        _ page: CallListing.Page, _ isError: Bool, _ message: Message, _ line: Span<UInt8>,
        _ ledger: inout RequestLedger
    ) throws(Refusal) -> Judgement {
        do throws(Refusal) {
            return try listed(page, isError, message, line, &ledger)
        } catch {
            if error.code == .auditUnavailable { throw error }
            var judgement = Judgement(.drop)
            judgement.toClient = failListing(with: error, &ledger)
            judgement.told = [error]
            return judgement
        }
    }

    /// Asks on, or lets the calls go.
    private func listed(
        _ page: CallListing.Page, _ isError: Bool, _ message: Message, _ line: Span<UInt8>,
        _ ledger: inout RequestLedger
    ) throws(Refusal) -> Judgement {
        var judgement = Judgement(.drop)
        if !isError, let range = message.outline[.result] {
            let result = try JSONNode.tree(of: range, in: line)
            _ = try judgeSurface(result, of: .listTools, isLaterPage: page.isLater, line, &judgement.told)
            if let cursor = result["nextCursor"], listing.mayAskOn {
                judgement.toServer = listing.ask(cursor: cursor)
                return judgement
            }
        }
        release(into: &judgement, &ledger)
        surface.tools.isListed = !isError
        return judgement
    }

    /// A list that the client has asked for has come: calls that wait for it go on, or wait for the rest of it.
    func listEnded(
        _ id: RequestID, isComplete: Bool, _ judgement: inout Judgement, _ ledger: inout RequestLedger
    ) {
        guard listing.clientLists.remove(id) != nil, !listing.calls.isEmpty, !listing.isAsking else { return }
        if isComplete {
            release(into: &judgement, &ledger)
        } else if listing.clientLists.isEmpty {
            judgement.toServer += listing.ask(cursor: nil)
        }
    }

    /// Judges the calls that have waited.
    private func release(into judgement: inout Judgement, _ ledger: inout RequestLedger) {
        // Without a list there is no tool, and every call is refused like one of a tool that is not there.
        surface.tools.isListed = true
        for call in listing.takeCalls() {
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
    func failListing(with refusal: Refusal, _ ledger: inout RequestLedger) -> [UInt8] {
        listing.takeCalls().flatMap { call in
            ledger.close(call.id) == nil ? [] : RefusalResponse.line(refusal, to: call.id)
        }
    }
}
