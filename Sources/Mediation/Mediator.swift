internal import ArgumentJudgement
package import Pins
package import Poisoning
package import Policy
package import Refusals
package import Wire

/// The state machine on one client's wire: it judges every message of both sides by what the profile grants.
///
/// No input or output inside. What it does not understand it does not forward. Both eras of the protocol are judged alike:
/// by each message, whatever was agreed on before.
package final class Mediator: MessageJudge {
    let policy: WirePolicy
    let recorder: any MediationRecorder
    let keeper: (any PinKeeper)?
    var scanner = JSONScanner()
    /// What the server has been found to offer.
    var surface: OfferedSurface
    let results: ResultRules
    let rules: RuleJudge
    /// Requests of the server that wait for the client.
    var serverRequests = RequestLedger()
    /// Requests for a later page of a list.
    var laterPages: Set<RequestID> = []
    /// Requests that the client has cancelled, whose answers it does not expect any more.
    var cancelled = RecentIDs()
    /// Calls that came before any list of their kind.
    var listings = CallListings()
    private var stray = StrayOutput()
    /// How many messages of the server have been refused.
    private var refusedOfServer = 0
    /// The most messages of a server that are refused in one run: each is told, and stands in the log.
    private static let mostRefused = 10_000
    /// The revision that client and server agreed on; nil before, and in the era without a handshake.
    var revision: String?
    /// What is still to be put on record of the line that was judged last.
    var owed: MediationEvent?
    /// Whether nothing is judged any more because an event could not be put on record.
    private var isStopped = false

    /// - Parameters:
    ///   - key: Which server it is to the lock file.
    ///   - secrets: Values that must not reach the client.
    ///   - workspace: The folder that the server works in, absolute.
    ///   - host: Where links of the host lead, for rules about paths.
    ///   - keeper: Who reads and writes the lock file; nil where the profile pins nothing.
    package init(
        _ policy: WirePolicy, key: ServerKey, keeper: (any PinKeeper)?, secrets: KnownSecrets = KnownSecrets(),
        workspace: String? = nil, host: any HostView, recorder: any MediationRecorder
    ) {
        self.policy = policy
        self.recorder = recorder
        self.keeper = keeper
        let pins = PinJudge(
            key, PinView(), mode: keeper == nil ? .off : policy.pin, at: policy.pinLocation,
            workspace: workspace)
        surface = OfferedSurface(policy, pins: pins, trustsPins: keeper.map { !$0.isShared } ?? false)
        results = ResultRules(policy, secrets)
        rules = RuleJudge(policy, host: host)
    }

    /// Judges the package that the server is made of, before anything of the server's is forwarded.
    ///
    /// - Returns: What a person is told.
    package func judge(_ identity: PackageIdentity) throws(Refusal) -> [Refusal] {
        guard let keeper else { return [] }
        try refreshPins()
        let verdict = surface.pins.judge(identity)
        if surface.pins.hasChanges { _ = surface.pins.update(try keeper.record(surface.pins.takeChanges())) }
        func told(_ verdict: SurfaceEvent.Verdict, _ refusal: Refusal? = nil) throws(Refusal) -> [Refusal] {
            try recorder.record(
                .surface(SurfaceEvent(verdict, kind: "package", name: "", refusal: refusal)), of: Span())
            return refusal.map { [$0] } ?? []
        }
        // Another run, or a person, may have come first.
        if let refusal = surface.pins.packageRefusal { return try told(.held, refusal) }
        if let move = surface.pins.move { return try told(.moved, move) }
        return verdict == .recorded ? try told(.recorded) : []
    }

    /// Takes over what a person has approved or revoked since the last look.
    func refreshPins() throws(Refusal) {
        guard let keeper else { return }
        if !surface.knowsNeighbours { surface.neighbours = try keeper.neighbours() }
        _ = surface.pins.update(try keeper.view())
    }

    package var holdsMessages: Bool { listings.hasCalls }

    package func judgeClient(_ line: Span<UInt8>, _ ledger: inout RequestLedger) -> Judgement {
        shown(judge(line, from: .client, &ledger))
    }

    package func judgeServer(_ line: Span<UInt8>, _ ledger: inout RequestLedger) -> Judgement {
        shown(judge(line, from: .server, &ledger))
    }

    /// What a person is told, as it may be shown: what a server wrote is quoted there.
    private func shown(_ judgement: Judgement) -> Judgement {
        if judgement.told.isEmpty { return judgement }
        var judgement = judgement
        judgement.told = judgement.told.map(results.shown)
        return judgement
    }

    /// An error of ours, as JSON-RPC has it.
    func errorLine(_ refusal: Refusal, to id: RequestID?) -> [UInt8] {
        RefusalResponse.line(results.shown(refusal), to: id)
    }

    package func dropped(_ id: RequestID, with refusal: Refusal, _ ledger: inout RequestLedger) -> [UInt8] {
        end(id, for: .client, with: refusal, &ledger)
    }

    package var owesRecord: Bool { owed != nil }

    package func settleRecord(_ line: Span<UInt8>) -> Refusal? {
        guard let event = owed.take() else { return nil }
        do throws(Refusal) {
            try recorder.record(event, of: line)
            return nil
        } catch {
            return stop(error).ending
        }
    }

    /// Whether a value is so long that its digest is left for after the writing.
    ///
    /// A digest of this many bytes takes as long as a line of the log.
    func isLong(_ value: JSONRange?) -> Bool { value.map { $0.count > 16 << 10 } ?? false }

    private func judge(_ line: Span<UInt8>, from side: Side, _ ledger: inout RequestLedger) -> Judgement {
        var outline = MessageOutline()
        do {
            try scanner.scan(line, into: &outline)
        } catch {
            return unreadable(line, error, from: side, &ledger)
        }
        switch outline.kind {
        case .object: return judge(line, outline, from: side, &ledger)
        case .array: return judgeBatch(line, outline, from: side, &ledger)
        case .other:
            if side == .server { return strayLine(line) }
            return refuseWhole(
                line, Refusal(.wireInvalidMessage, "the client sent JSON that is no message"), from: side, &ledger)
        }
    }

    /// Judges one message that is JSON.
    func judge(
        _ line: Span<UInt8>, _ outline: MessageOutline, from side: Side, _ ledger: inout RequestLedger
    ) -> Judgement {
        if isStopped { return .drop }
        if side == .server, outline.isNoMessage { return strayLine(line) }
        do throws(Refusal) {
            let message = Message(line, outline, try MessageShape(line, outline, from: side))
            return switch side {
            case .client: try fromClient(message, line, &ledger)
            case .server: try fromServer(message, line, &ledger)
            }
        } catch {
            if error.code == .auditUnavailable { return stop(error) }
            return refuse(line, outline, error, from: side, &ledger)
        }
    }

    /// Takes each message of a batch for itself: what goes on goes on as single lines.
    ///
    /// Source: MCP 2025-03-26, the only revision that has batches.
    private func judgeBatch(
        _ line: Span<UInt8>, _ outline: MessageOutline, from side: Side, _ ledger: inout RequestLedger
    ) -> Judgement {
        guard revision == Self.batchRevision else {
            let refusal = Refusal(
                .wireInvalidMessage, "\(side.name) sent a batch, which only revision \(Self.batchRevision) has")
            return refuseWhole(line, refusal, from: side, &ledger)
        }
        var bytes: [UInt8] = []
        var whole = Judgement(.drop)
        var elements: [JSONRange] = []
        outline.value.forEachElement(in: line) { elements.append($0) }
        for element in elements {
            let part = line.extracting(element.bounds)
            var judgement = judge(part, from: side, &ledger)
            judgement.ending = judgement.ending ?? settleRecord(part)
            switch judgement.settlement {
            case .forward:
                for index in part.indices { bytes.append(part[index]) }
                bytes.append(0x0a)
            case .replace(let new): bytes += new
            case .drop: break
            }
            whole.toClient += judgement.toClient
            whole.toServer += judgement.toServer
            whole.told += judgement.told
            whole.ending = whole.ending ?? judgement.ending
        }
        if !bytes.isEmpty { whole.settlement = .replace(bytes) }
        return whole
    }

    private static let batchRevision = "2025-03-26"

    // MARK: What is not understood

    /// A line that is no JSON as we take it.
    private func unreadable(
        _ line: Span<UInt8>, _ fault: JSONFault, from side: Side, _ ledger: inout RequestLedger
    ) -> Judgement {
        if StrayOutput.isBlank(line) { return .drop }
        if side == .server, StrayOutput.isStray(line) { return strayLine(line) }
        return refuseWhole(line, Refusal(fault, from: side.name), from: side, &ledger)
    }

    /// Refuses a line of which only the envelopes are known, if those: who waits for any of its messages is answered.
    private func refuseWhole(
        _ line: Span<UInt8>, _ refusal: Refusal, from side: Side, _ ledger: inout RequestLedger
    ) -> Judgement {
        var lenient = EnvelopeScanner()
        lenient.consume(line)
        var judgement = Judgement(.drop)
        judgement.told = [refusal]
        var isTold = false
        lenient.finish().forEach { envelope in
            if let id = envelope.request, id.isUsable {
                judgement.answer(errorLine(refusal, to: id), to: side)
                isTold = true
            } else if let id = envelope.response, id.isUsable {
                judgement.answer(end(id, for: side.other, with: refusal, &ledger), to: side.other)
            }
        }
        if side == .client, !isTold, judgement.toServer.isEmpty {
            judgement.toClient = withoutID(refusal)
        }
        return recorded(judgement, refusal, from: side, line)
    }

    /// A message that breaks a rule: who waits for it is answered.
    private func refuse(
        _ line: Span<UInt8>, _ outline: MessageOutline, _ refusal: Refusal, from side: Side,
        _ ledger: inout RequestLedger
    ) -> Judgement {
        var judgement = Judgement(.drop)
        judgement.told = [refusal]
        if case .usable(let id) = outline.id(in: line) {
            if outline[.method] != nil {
                judgement.answer(errorLine(refusal, to: id), to: side)
            } else {
                judgement.answer(end(id, for: side.other, with: refusal, &ledger), to: side.other)
            }
        } else if side == .client {
            judgement.toClient = withoutID(refusal)
        }
        return recorded(judgement, refusal, from: side, line, outline)
    }

    /// Ends a request of one side whose answer cannot be forwarded; its error, or nothing where nobody waits.
    private func end(
        _ id: RequestID, for side: Side, with refusal: Refusal, _ ledger: inout RequestLedger
    ) -> [UInt8] {
        guard side == .client else {
            return serverRequests.close(id) == nil ? [] : errorLine(refusal, to: id)
        }
        if let (kind, _) = listings.takeAnswer(id) { return failListing(of: kind, with: refusal, &ledger) }
        // A call that waits here is open for its client, and an answer to it no answer: the server has not got it.
        guard !listings.holds(id), let method = ledger.close(id) else { return [] }
        laterPages.remove(id)
        var answers = errorLine(refusal, to: id)
        if let kind = ListedKind(listedBy: method), listings[kind].clientLists.remove(id) != nil,
            listings[kind].clientLists.isEmpty, !listings[kind].isAsking
        {
            answers += failListing(of: kind, with: refusal, &ledger)
        }
        return answers
    }

    private func recorded(
        _ judgement: Judgement, _ refusal: Refusal, from side: Side, _ line: Span<UInt8>,
        _ outline: MessageOutline? = nil
    ) -> Judgement {
        var judgement = judgement
        if side == .server {
            refusedOfServer += 1
            if refusedOfServer > Self.mostRefused {
                judgement.ending = Refusal(
                    .limitExceeded, "more than \(Self.mostRefused) messages of the server had to be refused")
            }
        }
        do throws(Refusal) {
            var id: RequestID?
            if case .usable(let usable)? = outline?.id(in: line) { id = usable }
            let method = outline?[.method].map { Method($0, in: line) } ?? .other
            let name = outline?[.paramsName] ?? outline?[.paramsURI]
            try recorder.record(.refused(results.shown(refusal), id, method, from: side, name: name), of: line)
            return judgement
        } catch {
            return stop(error, judgement)
        }
    }

    private func strayLine(_ line: Span<UInt8>) -> Judgement {
        if StrayOutput.isBlank(line) { return .drop }
        let (told, ending) = stray.take(line)
        var judgement = Judgement(.drop)
        judgement.told = [told]
        judgement.ending = ending
        // Often enough to know, and seldom enough to cost nothing.
        guard stray.lines.nonzeroBitCount == 1 || ending != nil else { return judgement }
        do throws(Refusal) {
            try recorder.record(.stray(lines: stray.lines, bytes: stray.bytes), of: line)
            return judgement
        } catch {
            return stop(error, judgement)
        }
    }

    /// The error for a client whose message has no id that could be read.
    ///
    /// Nothing in a revision that has no such message: a client that validates what it reads could do nothing with it but
    /// fail. Where none is agreed on yet, it is the newest that knows how to take it.
    private func withoutID(_ refusal: Refusal) -> [UInt8] {
        Self.revisionsWithIDs.contains(revision ?? "") ? [] : errorLine(refusal, to: nil)
    }

    /// The revisions in which every error has an id.
    ///
    /// Source: MCP 2024-11-05 to 2025-06-18, `JSONRPCError`.
    private static let revisionsWithIDs = ["2024-11-05", "2025-03-26", "2025-06-18"]

    /// Nothing happens any more, because it could not be put on record.
    private func stop(_ refusal: Refusal, _ judgement: Judgement = .drop) -> Judgement {
        isStopped = true
        var judgement = judgement
        judgement.settlement = .drop
        judgement.ending = refusal
        return judgement
    }
}

extension Judgement {
    mutating func answer(_ line: [UInt8], to side: Side) {
        switch side {
        case .client: toClient += line
        case .server: toServer += line
        }
    }
}
