internal import Egress
internal import Kernel
internal import TLSSessions

/// A connection that the broker looks into: it speaks TLS with both sides, and what passes between them is judged.
///
/// The host must prove who it is before the program hears anything, and what is spoken with the program is what the host has
/// agreed to, so that nothing is ever translated.
final class InspectedRelay {
    private let grant: Grant
    private let means: InspectionMeans
    private var host: TLSSide
    private var program: TLSSide?
    private var exchange: ExchangeInspector
    /// What the program has said before its session began.
    private var hello: [UInt8]
    private var stage = Stage.securingHost
    /// Bytes of the program that wait for the answer before them.
    private var rest: [UInt8] = []
    private var hasProgramEnded = false
    private var reason = EgressReason.ended
    /// The request that was judged last.
    private var request = ExchangeInspector.Judgement(method: "", path: "", rule: nil)
    private var outcomes: [Outcome] = []
    /// Until when the stage must be over; nil where only idleness ends it.
    private(set) var deadline: MonotonicTime?

    /// What the connection is for.
    struct Grant {
        let authority: HTTPAuthority
        let inspection: Inspection
        /// What the box holds in place of its credentials.
        let placeholders: [Placeholder]
        /// How long a handshake, and the head of a request, may take.
        let patience: Duration
    }

    /// What became of a request.
    struct Outcome {
        let method: String
        let path: String
        let outcome: BrokerEvent.RequestOutcome
    }

    private enum Stage {
        case securingHost
        case securingProgram
        case exchanging
        /// What was said last is on its way.
        case ending
        /// It has gone; what the program still says is passed over, since an end in its midst would be a reset, which takes
        /// back what was said.
        case lingering
    }

    /// What a move came to.
    enum Step {
        case goesOn
        /// It is over, and both sides have heard.
        case over(EgressReason)
    }

    /// So often one call reads a socket, so that one connection does not keep the others waiting.
    private static let fills = 4
    private static let lingering = Duration.seconds(2)

    /// - Parameters:
    ///   - hello: What the program has said: its client hello, and what came with it.
    ///   - offered: The protocols that the program offers (ALPN).
    /// - Throws: `EgressReason.brokerFailed` where there is no session to be had.
    init(_ grant: Grant, hello: [UInt8], offering offered: [[UInt8]], _ means: InspectionMeans) throws(EgressReason) {
        guard let roots = means.roots else { throw .brokerFailed }
        self.grant = grant
        self.means = means
        self.hello = hello
        deadline = .now + grant.patience
        let credential = grant.inspection.credential?.swap
        exchange = ExchangeInspector(
            grant.authority, rules: grant.inspection.rules, credential: credential,
            placeholders: grant.placeholders.filter { $0 != credential?.placeholder })
        do throws(TLSFault) {
            host = TLSSide(try roots.session(with: grant.authority.name.description, offering: [.http1]))
        } catch {
            throw .brokerFailed
        }
    }

    /// Bytes that went to the host and came from it, as its socket sees them.
    var bytesOut: UInt64 { host.sent }
    var bytesIn: UInt64 { host.received }

    /// What there is to be told of requests, once.
    func takeOutcomes() -> [Outcome] {
        defer { outcomes = [] }
        return outcomes
    }

    /// What the sockets are waited for; nil for nothing.
    var wantedOfProgram: EventQueue.Events? {
        var events: EventQueue.Events = []
        switch stage {
        case .securingHost, .ending: break
        case .securingProgram, .lingering: events.insert(.readable)
        case .exchanging:
            if rest.isEmpty, !host.isBlocked, program?.hasEnded == false { events.insert(.readable) }
        }
        if program?.isBlocked == true { events.insert(.writable) }
        return events.isEmpty ? nil : events
    }

    var wantedOfHost: EventQueue.Events? {
        var events: EventQueue.Events = []
        let isReading = stage == .securingHost || stage == .exchanging && program?.isBlocked == false
        if isReading, !host.hasEnded { events.insert(.readable) }
        if host.isBlocked { events.insert(.writable) }
        return events.isEmpty ? nil : events
    }

    /// Moves what there is, both ways.
    ///
    /// - Parameters:
    ///   - inner: The program's socket, `outer` the host's.
    ///   - space: Scratch that is nobody's between calls.
    /// - Throws: Why both connections are to be reset.
    func move(
        inner: Int32, outer: Int32, through space: UnsafeMutableRawBufferPointer
    ) throws(EgressReason) -> Step {
        while true {
            switch stage {
            case .securingHost:
                guard try unsafe secureHost(outer, space) else { return .goesOn }
            case .securingProgram:
                guard try unsafe secureProgram(inner, space) else { return .goesOn }
            case .exchanging:
                guard try unsafe exchangeSome(inner, outer, space) else { return .goesOn }
            case .ending:
                guard try flushProgram(inner), try flushHost(outer) || reason != .ended else { return .goesOn }
                InternetSocket.endWriting(inner)
                guard reason != .ended else { return .over(.ended) }
                deadline = .now + InspectedRelay.lingering
                stage = .lingering
            case .lingering:
                for _ in 0..<InspectedRelay.fills {
                    let found = try InspectedRelay.of(.reset) { () throws(KernelError) in
                        try unsafe InternetSocket.read(into: space, from: inner)
                    }
                    switch found {
                    case .ended: return .over(reason)
                    case .nothing: return .goesOn
                    case .bytes: continue
                    }
                }
                return .goesOn
            }
        }
    }

    /// - Returns: Whether it is over because the program was given time to hear why, rather than that it is too late.
    func attendTime(_ now: MonotonicTime) -> EgressReason? {
        guard let deadline, deadline <= now else { return nil }
        return stage == .lingering ? reason : .tooLate
    }

    // MARK: Handshakes

    /// - Returns: Whether the host has proven who it is.
    private func secureHost(_ outer: Int32, _ space: UnsafeMutableRawBufferPointer) throws(EgressReason) -> Bool {
        while true {
            let isDone: Bool
            do throws(TLSFault) {
                isDone = try host.session.shakeHands()
            } catch {
                // It is told why; whether it hears is its own affair.
                _ = try flushHost(outer)
                if case .notTrusted = error { throw .upstreamNotTrusted }
                throw .upstreamTLSFailed
            }
            _ = try flushHost(outer)
            if isDone {
                try beginWithProgram()
                return true
            }
            guard try unsafe fillHost(outer, space) else { return false }
        }
    }

    private func beginWithProgram() throws(EgressReason) {
        guard let authority = means.authority else { throw .brokerFailed }
        do throws(TLSFault) {
            let side = TLSSide(
                try authority.session(for: grant.authority.name.description, speaking: host.session.spoken ?? .http1))
            let said = hello
            try side.session.take(said.span)
            program = side
        } catch {
            throw .brokerFailed
        }
        hello = []
        deadline = .now + grant.patience
        stage = .securingProgram
    }

    /// - Returns: Whether the program has taken the broker for the host.
    private func secureProgram(_ inner: Int32, _ space: UnsafeMutableRawBufferPointer) throws(EgressReason) -> Bool {
        while true {
            let isDone: Bool
            do throws(TLSFault) {
                isDone = try program?.session.shakeHands() ?? false
            } catch {
                _ = try flushProgram(inner)
                throw .tlsFailed
            }
            _ = try flushProgram(inner)
            if isDone {
                deadline = nil
                stage = .exchanging
                return true
            }
            guard try unsafe fillProgram(inner, space) else { return false }
        }
    }

    // MARK: Exchanges

    /// - Returns: Whether there will be no more of them.
    private func exchangeSome(
        _ inner: Int32, _ outer: Int32, _ space: UnsafeMutableRawBufferPointer
    ) throws(EgressReason) -> Bool {
        var fills = 0
        while stage == .exchanging {
            let hasProgramRoom = try flushProgram(inner)
            let hasHostRoom = try flushHost(outer)
            var hasMoved = false
            if hasHostRoom { hasMoved = try unsafe hearProgram(inner, space, &fills) }
            if hasProgramRoom, stage == .exchanging {
                hasMoved = try unsafe hearHost(outer, space, &fills) || hasMoved
            }
            guard hasMoved else { break }
        }
        guard stage == .exchanging else { return true }
        deadline = exchange.isWithinHead ? deadline ?? .now + grant.patience : nil
        return false
    }

    /// - Returns: Whether there was anything to hear.
    private func hearProgram(
        _ inner: Int32, _ space: UnsafeMutableRawBufferPointer, _ fills: inout Int
    ) throws(EgressReason) -> Bool {
        guard rest.isEmpty else {
            guard exchange.wantsClient else { return false }
            let bytes = rest
            rest = []
            try take(client: bytes)
            return true
        }
        guard let program, !hasProgramEnded else { return false }
        switch try unsafe reading(program, space, .tlsFailed) {
        case .bytes(let count): try take(client: unsafe Array(space[..<count]))
        case .nothing:
            guard fills < InspectedRelay.fills * 2 else { return false }
            fills += 1
            return try unsafe fillProgram(inner, space)
        // Where a request ends its own head says, so that nothing hangs on how the connection ends.
        case .ended, nil:
            hasProgramEnded = true
            var output = ExchangeInspector.Output()
            exchange.endOfClient(into: &output)
            try apply(&output)
        }
        return true
    }

    private func take(client bytes: [UInt8]) throws(EgressReason) {
        var output = ExchangeInspector.Output()
        let taken = means.withSecret(of: grant.inspection.credential) {
            exchange.take(client: bytes.span, secret: $0, into: &output)
        }
        rest = Array(bytes[taken...])
        try apply(&output)
    }

    private func hearHost(
        _ outer: Int32, _ space: UnsafeMutableRawBufferPointer, _ fills: inout Int
    ) throws(EgressReason) -> Bool {
        var output = ExchangeInspector.Output()
        let credential = grant.inspection.credential
        let found = try unsafe reading(host, space, .upstreamTLSFailed)
        switch found {
        case .bytes(let count):
            let bytes = unsafe Array(space[..<count])
            means.withSecret(of: credential) { exchange.take(upstream: bytes.span, secret: $0, into: &output) }
        case .nothing:
            guard fills < InspectedRelay.fills * 2 else { return false }
            fills += 1
            return try unsafe fillHost(outer, space)
        case .ended, nil:
            means.withSecret(of: credential) {
                exchange.endOfUpstream(isCut: found == nil, secret: $0, into: &output)
            }
        }
        try apply(&output)
        return true
    }

    /// - Returns: What was read; nil where the connection has ended without a word of it.
    private func reading(
        _ side: TLSSide, _ space: UnsafeMutableRawBufferPointer, _ failure: EgressReason
    ) throws(EgressReason) -> TLSSession.Reading? {
        do throws(TLSFault) {
            return try unsafe side.session.read(into: space)
        } catch {
            guard error == .truncated else { throw failure }
            return nil
        }
    }

    /// Puts what an exchange leaves to be done on its way.
    private func apply(_ output: inout ExchangeInspector.Output) throws(EgressReason) {
        // The secret may be in it.
        defer { output.toUpstream.wipe() }
        do throws(TLSFault) {
            try host.session.write(output.toUpstream.span)
            try program?.session.write(output.toClient.span)
        } catch {
            throw .brokerFailed
        }
        for judgement in output.judgements {
            request = judgement
            tell(judgement.rule.map { .passed(rule: UInt16(clamping: $0)) } ?? .noRule)
        }
        switch output.end {
        case nil: return
        case .done: break
        case .refused: reason = .requestRefused
        case .clientFault(let fault):
            tell(.fault(fault))
            reason = fault == .strayPlaceholder ? .strayPlaceholder : .requestFault
        case .upstreamFault(let fault):
            tell(.answerFault(fault))
            reason = .answerFault
            // That it is cut must be seen.
            guard !exchange.hasAnswerBegun else { throw .answerFault }
        }
        program?.session.end()
        host.session.end()
        stage = .ending
    }

    private func tell(_ outcome: BrokerEvent.RequestOutcome) {
        outcomes.append(Outcome(method: request.method, path: request.path, outcome: outcome))
    }

    // MARK: Sockets

    private func flushHost(_ outer: Int32) throws(EgressReason) -> Bool {
        try InspectedRelay.of(.upstreamReset) { () throws(KernelError) in try host.flush(to: outer) }
    }

    private func flushProgram(_ inner: Int32) throws(EgressReason) -> Bool {
        try InspectedRelay.of(.reset) { () throws(KernelError) in try program?.flush(to: inner) ?? true }
    }

    private func fillHost(_ outer: Int32, _ space: UnsafeMutableRawBufferPointer) throws(EgressReason) -> Bool {
        try InspectedRelay.of(.upstreamReset) { () throws(KernelError) in
            try unsafe host.fill(from: outer, through: space)
        }
    }

    private func fillProgram(_ inner: Int32, _ space: UnsafeMutableRawBufferPointer) throws(EgressReason) -> Bool {
        try InspectedRelay.of(.reset) { () throws(KernelError) in
            try unsafe program?.fill(from: inner, through: space) ?? false
        }
    }

    /// Does work on a socket whose failure has this reason.
    private static func of<Result>(
        _ reason: EgressReason, _ work: () throws(KernelError) -> Result
    ) throws(EgressReason) -> Result {
        do throws(KernelError) {
            return try work()
        } catch {
            throw reason
        }
    }
}
