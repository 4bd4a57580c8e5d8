internal import Egress
internal import Kernel
internal import TLSSessions

/// A connection that the broker looks into: it speaks TLS with both sides, and what passes between them is judged.
///
/// The host must prove who it is before the program hears anything, and what is spoken with the program is what the host has
/// agreed to, so that nothing is ever translated.
final class InspectedRelay {
    let grant: Grant
    let means: InspectionMeans
    var host: TLSSide
    var program: TLSSide?
    /// What is spoken inside; nil until both sides have agreed.
    var exchange: JudgedExchange?
    /// What the program has said before its session began.
    var hello: [UInt8]
    var stage = Stage.securingHost
    /// Bytes of a side that wait until they are heard.
    var waiting = Waiting()
    var hasProgramEnded = false
    var hasHostEnded = false
    var reason = EgressReason.ended
    /// The request that was judged last.
    var request = ExchangeInspector.Judgement(method: "", path: "", rule: nil)
    var outcomes: [Outcome] = []
    /// Until when the stage must be over; nil where only idleness ends it.
    var deadline: MonotonicTime?

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

    struct Waiting {
        var program: [UInt8] = []
        var host: [UInt8] = []
    }

    enum Stage {
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
    static let fills = 4
    private static let lingering = Duration.seconds(2)

    /// - Parameters:
    ///   - hello: What the program has said: its client hello, and what came with it.
    ///   - offered: The protocols that the program offers (ALPN).
    /// - Throws: `EgressReason.brokerFailed` where there is no session to be had.
    init(_ grant: Grant, hello: [UInt8], offering offered: [[UInt8]], _ means: InspectionMeans) throws(EgressReason) {
        self.grant = grant
        self.means = means
        self.hello = hello
        deadline = .now + grant.patience
        // What the host does not choose from, the program is not offered.
        let protocols = [ApplicationProtocol.http2, .http1].filter { $0 == .http1 || offered.contains($0.name) }
        do throws(TLSFault) {
            let session = try means.roots().session(with: grant.authority.name.description, offering: protocols)
            host = TLSSide(session)
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
            if waiting.program.isEmpty, exchange?.hearsProgram(hostHasRoom: !host.isBlocked) == true,
                program?.hasEnded == false
            {
                events.insert(.readable)
            }
        }
        if program?.isBlocked == true { events.insert(.writable) }
        return events.isEmpty ? nil : events
    }

    var wantedOfHost: EventQueue.Events? {
        var events: EventQueue.Events = []
        let isHeard = waiting.host.isEmpty && exchange?.hearsHost(programHasRoom: program?.isBlocked == false) == true
        if stage == .securingHost || stage == .exchanging && isHeard, !host.hasEnded { events.insert(.readable) }
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
                guard try flushProgram(inner), reason != .ended || flushHost(outer) else { return .goesOn }
                InternetSocket.endWriting(inner)
                guard !hasProgramEnded else { return .over(reason) }
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

    // MARK: Sockets

    /// Sends what there is for the host; one that takes nothing more may still have something to say.
    func flushHost(_ outer: Int32) -> Bool {
        do throws(KernelError) {
            return try host.flush(to: outer)
        } catch {
            host.breakOff()
            return true
        }
    }

    func flushProgram(_ inner: Int32) throws(EgressReason) -> Bool {
        try InspectedRelay.of(.reset) { () throws(KernelError) in try program?.flush(to: inner) ?? true }
    }

    func fillHost(_ outer: Int32, _ space: UnsafeMutableRawBufferPointer) throws(EgressReason) -> Bool {
        try InspectedRelay.of(.upstreamReset) { () throws(KernelError) in
            try unsafe host.fill(from: outer, through: space)
        }
    }

    func fillProgram(_ inner: Int32, _ space: UnsafeMutableRawBufferPointer) throws(EgressReason) -> Bool {
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
