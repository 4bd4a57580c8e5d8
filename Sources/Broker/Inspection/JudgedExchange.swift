internal import Egress
internal import HTTP2
internal import TLSSessions

/// What is spoken inside an inspected connection, in either version of HTTP, and judged.
///
/// HTTP/1.1 goes on as fast as the slower side: nothing is read for a side that has no room. HTTP/2 has windows for that,
/// which only those know who read both sides; so both are read, and what a side has no room for is held within the windows.
struct JudgedExchange {
    typealias Output = ExchangeInspector.Output

    private var http1: ExchangeInspector?
    private let http2: HTTP2Inspector?

    init(speaking spoken: ApplicationProtocol, _ grant: InspectedRelay.Grant) {
        let credential = grant.inspection.credential?.swap
        let others = grant.placeholders.filter { $0 != credential?.placeholder }
        let rules = grant.inspection.rules
        switch spoken {
        case .http1:
            http1 = ExchangeInspector(grant.authority, rules: rules, credential: credential, placeholders: others)
            http2 = nil
        case .http2:
            http2 = HTTP2Inspector(grant.authority, rules: rules, credential: credential, placeholders: others)
        }
    }

    /// Whether the program would be heard now.
    func hearsProgram(hostHasRoom: Bool) -> Bool {
        http2?.wantsClient ?? (hostHasRoom && http1?.wantsClient == true)
    }

    /// Whether the host would be heard now.
    func hearsHost(programHasRoom: Bool) -> Bool { http2?.wantsUpstream ?? programHasRoom }

    /// Says which side has room, and appends what waited for that, or is said before all else.
    func resume(programHasRoom: Bool, hostHasRoom: Bool, into output: inout Output) {
        guard let http2 else { return }
        http2.isClientFull = !programHasRoom
        http2.isUpstreamFull = !hostHasRoom
        http2.resume(into: &output)
    }

    /// - Returns: How many bytes were taken; the rest are to be given again when it would hear them.
    mutating func take(client bytes: Span<UInt8>, secret: Span<UInt8>, into output: inout Output) -> Int {
        http2?.take(client: bytes, secret: secret, into: &output)
            ?? http1?.take(client: bytes, secret: secret, into: &output) ?? bytes.count
    }

    /// - Returns: How many bytes were taken; the rest are to be given again when it would hear them.
    mutating func take(upstream bytes: Span<UInt8>, secret: Span<UInt8>, into output: inout Output) -> Int {
        if let http2 { return http2.take(upstream: bytes, secret: secret, into: &output) }
        http1?.take(upstream: bytes, secret: secret, into: &output)
        return bytes.count
    }

    mutating func endOfClient(into output: inout Output) {
        http1?.endOfClient(into: &output)
        http2?.endOfClient(into: &output)
    }

    /// - Parameter isCut: The host did not say itself that it has no more. In HTTP/2 every stream says where it ends.
    mutating func endOfUpstream(isCut: Bool, secret: Span<UInt8>, into output: inout Output) {
        http1?.endOfUpstream(isCut: isCut, secret: secret, into: &output)
        http2?.endOfUpstream(into: &output)
    }

    /// Whether a request has begun whose head is not complete.
    var isWithinHead: Bool { http1?.isWithinHead ?? http2?.isWithinHead ?? false }

    /// Whether the end of all is that of the request that was judged last: in HTTP/2 requests end one by one.
    var endsWithRequest: Bool { http1 != nil }

    /// Whether the program would take the end of the connection for the end of an answer.
    var hasAnswerBegun: Bool { http1?.hasAnswerBegun ?? false }
}
