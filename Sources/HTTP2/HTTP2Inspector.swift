package import Egress

/// One connection of HTTP/2 of a program to an inspected host: judges each request, and writes anew what passes in both
/// directions.
///
/// It is the server towards the program and the client towards the host; each stream of the one has a stream of the other,
/// so that no message is ever read in one version and written in another. A request that is refused is answered in its own
/// stream, and the others go on. It does no input or output. Of content it holds what the windows let in,
/// `Session.connectionWindow` in each direction, and gives a window back as that goes on; heads that wait for the host, or
/// for the program, are bounded by `mostWaiting` and `mostWaitingAnswers`, and all that nghttp2 holds by
/// `SessionMemory.most`. The secret is borrowed with every call and kept nowhere; it is empty where the host has no
/// credential. Source: RFC 9113.
package final class HTTP2Inspector {
    package typealias Output = ExchangeInspector.Output
    typealias End = ExchangeInspector.End

    enum Phase {
        case open
        /// No more requests are taken; when the last has its answer, this is the end.
        case draining(End)
        case ended
    }

    /// Heads of requests that wait until the host takes more streams, in bytes; a request beyond is to be tried again.
    static let mostWaiting = 1 << 20
    /// Heads of answers that wait until the program reads them; the host is not read meanwhile.
    static let mostWaitingAnswers = 256 << 10
    /// Frames that wait until their peer reads them; it is not read meanwhile.
    static let mostWaitingFrames = 400
    /// So many requests may be broken off or wrong, beside as many others as were answered.
    static let mostFailures = 100
    /// Trailers are short: they wait until all content has gone.
    static let longestTrailers = 8 << 10

    let rules: RequestRules
    let writer: RequestWriter
    let client = Session(.server)
    let upstream = Session(.client)
    var phase = Phase.open
    /// By their streams towards the program.
    var exchanges: [Int32: Exchange] = [:]
    /// The streams towards the program, by those towards the host.
    var streams: [Int32: Int32] = [:]
    /// The sizes of all heads that wait.
    var waiting = (request: 0, answer: 0)
    var failuresLeft = HTTP2Inspector.mostFailures
    var isUpstreamGone = false

    /// Whether the caller takes no more for the program for now; `resume` when it does again.
    package var isClientFull = false
    /// Whether the caller takes no more for the host for now; `resume` when it does again.
    package var isUpstreamFull = false

    /// Makes one for the connections of a grant.
    ///
    /// `placeholders` are those of the box's other credentials, which this host is not to see.
    package init(
        _ authority: HTTPAuthority, rules: RequestRules, credential: CredentialSwap? = nil,
        placeholders: [Placeholder] = []
    ) {
        self.rules = rules
        writer = RequestWriter(authority: authority, credential: credential, placeholders: placeholders)
    }

    /// Whether the program's bytes would be taken now: always, but for a program that does not read.
    package var wantsClient: Bool { isEnded || !isClientFull || client.waitingFrames <= Self.mostWaitingFrames }

    /// Whether the host's bytes would be taken now: always, but for a host or a program that does not read.
    package var wantsUpstream: Bool {
        isEnded
            || waiting.answer <= Self.mostWaitingAnswers
                && (!isUpstreamFull || upstream.waitingFrames <= Self.mostWaitingFrames)
    }

    /// Whether the program has begun its first words, or a request, whose head is not complete.
    package var isWithinHead: Bool { !isEnded && client.isWithinHead }

    var isEnded: Bool { if case .ended = phase { true } else { false } }

    /// Takes bytes of the program, and says how many; the rest are to be given again when `wantsClient`.
    package func take(client bytes: Span<UInt8>, secret: Span<UInt8>, into output: inout Output) -> Int {
        var index = 0
        while index < bytes.count, !isEnded, wantsClient {
            do throws(HTTPFault) {
                try check(secret)
                index = try client.take(bytes, from: index)
                for event in client.takeEvents() { try takeOfClient(event, secret: secret, into: &output) }
            } catch {
                fail(.clientFault(error), into: &output)
            }
            pump(into: &output)
        }
        return isEnded ? bytes.count : index
    }

    /// Takes bytes of the host, and says how many; the rest are to be given again when `wantsUpstream`.
    package func take(upstream bytes: Span<UInt8>, secret: Span<UInt8>, into output: inout Output) -> Int {
        var index = 0
        while index < bytes.count, !isEnded, !isUpstreamGone, wantsUpstream {
            do throws(HTTPFault) {
                try check(secret)
                index = try upstream.take(bytes, from: index)
                for event in upstream.takeEvents() { takeOfUpstream(event, secret: secret, into: &output) }
            } catch {
                loseUpstream(error, into: &output)
            }
            pump(into: &output)
        }
        return isEnded || isUpstreamGone ? bytes.count : index
    }

    /// Appends what was held back while a side was full; also at the start, since HTTP/2 begins with words of both sides.
    package func resume(into output: inout Output) {
        if !isEnded { pump(into: &output) }
    }

    /// The program sends no more.
    package func endOfClient(into output: inout Output) {
        guard !isEnded else { return }
        let unfinished = exchanges.filter { !$0.value.isRequestOver }
        for stream in unfinished.keys.sorted() { drop(stream, StreamError.cancel) }
        if case .open = phase { phase = .draining(unfinished.isEmpty ? .done : .clientFault(.truncated)) }
        pump(into: &output)
    }

    /// The host sends no more.
    package func endOfUpstream(into output: inout Output) {
        guard !isEnded, !isUpstreamGone else { return }
        loseUpstream(nil, into: &output)
        pump(into: &output)
    }

    private func check(_ secret: Span<UInt8>) throws(HTTPFault) {
        guard let credential = writer.credential else { return }
        guard credential.placeholder.bytes.count == secret.count else { throw .badCredential }
    }

    /// Appends all that may go on in either direction: what goes on opens a window, which is to be told the other side.
    private func pump(into output: inout Output) {
        var goesOn = !isEnded
        while goesOn {
            goesOn = false
            do throws(HTTPFault) {
                if !isUpstreamFull, !isUpstreamGone { goesOn = try upstream.send(into: &output.toUpstream) }
            } catch {
                loseUpstream(error, into: &output)
            }
            for event in upstream.takeEvents() { takeOfUpstream(event, secret: Span(), into: &output) }
            do throws(HTTPFault) {
                if !isClientFull, try client.send(into: &output.toClient) { goesOn = true }
                for event in client.takeEvents() { try takeOfClient(event, secret: Span(), into: &output) }
            } catch {
                return fail(.clientFault(error), into: &output)
            }
            if upstream.hasFailed { loseUpstream(.badFrame, into: &output) }
            if client.hasFailed { return fail(.clientFault(.badFrame), into: &output) }
        }
        switch phase {
        case .draining(let end) where exchanges.isEmpty: finish(end, into: &output)
        case .open where client.isOver: finish(.done, into: &output)
        default: break
        }
    }

    /// Ends the connections, of which the program's is at fault.
    func fail(_ end: End, into output: inout Output) {
        guard !isEnded else { return }
        client.terminate(
            end == .clientFault(.flood) ? StreamError.enhanceYourCalm : StreamError.protocolError)
        finish(end, into: &output)
    }

    private func finish(_ end: End, into output: inout Output) {
        phase = .ended
        client.terminate(StreamError.none)
        if !isUpstreamGone { upstream.terminate(StreamError.none) }
        // What these still had to say is of no use to anybody where there is no memory for it.
        _ = try? client.send(into: &output.toClient)
        if !isUpstreamGone { _ = try? upstream.send(into: &output.toUpstream) }
        output.end = end
    }
}
