import Egress
import FuzzProperties
import HTTP2

/// A connection on which both sides say what an input tells them to.
///
/// A byte says who does what, the next how long what follows is: text is of frames with their lengths right, or of heads
/// whose fields are lines, so that few inputs are lost on framing.
struct ScriptedConnection {
    /// Short, so that the fuzzer meets it; what it is made of is in the dictionary.
    ///
    /// The first letters are the placeholder's, too: they may go on where a stream pauses, and then stay.
    static let secret = Array("ghp_AbAbAbAbAbAbAbAb".utf8)
    static let placeholder = Array("ghp_CdCdCdCdCdCdCdCd".utf8)

    let inspector: HTTP2Inspector
    private(set) var output = HTTP2Inspector.Output()
    private let size: Int
    private var waiting = (program: [UInt8](), host: [UInt8]())
    private var nextStream = 1

    init(_ input: [UInt8], pieces size: Int) {
        guard let name = DNSName("api.example.org"), let own = Placeholder(bytes: Self.placeholder) else {
            fatalError("they are")
        }
        let methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"]
        inspector = HTTP2Inspector(
            HTTPAuthority(name: name, port: 443, isTLS: true),
            rules: RequestRules([RequestRules.Rule(methods: methods, path: RequestRules.Pattern("/a*"))]),
            credential: CredentialSwap(.bearer, placeholder: own))
        self.size = size
        inspector.resume(into: &output)
        say(Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + Self.frame(4), ofProgram: true)
        say(Self.frame(4), ofProgram: false)
        var rest = input[...]
        while rest.count >= 2, output.end == nil {
            let act = rest.removeFirst()
            let count = min(Int(rest.removeFirst()), rest.count)
            play(act, Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
            checkBounds()
        }
        let sent = (output.toUpstream.count, output.toClient.count)
        if output.end != nil {
            say([0, 0, 0, 4, 0, 0, 0, 0, 0], ofProgram: true)
            inspector.endOfUpstream(into: &output)
            inspector.endOfClient(into: &output)
            inspector.resume(into: &output)
            require(sent == (output.toUpstream.count, output.toClient.count), "behind an end nothing is said")
        }
    }

    private mutating func play(_ act: UInt8, _ text: [UInt8]) {
        switch act % 8 {
        case 0: say(text, ofProgram: true)
        case 1: say(text, ofProgram: false)
        case 2, 3:
            guard text.count >= 3 else { return }
            let frame = Self.frame(text[0], text[1], Int(text[2]), Array(text.dropFirst(3)))
            say(frame, ofProgram: act % 8 == 2)
        case 4:
            // A request that passes but for what the lines say.
            let pseudo = [":method: POST", ":scheme: https", ":authority: api.example.org", ":path: /a"]
            let lines = text.split(separator: 0x0a).map(Array.init)
            let own = Set(lines.map { $0.prefix { $0 != 0x20 } })
            let kept = pseudo.map { Array($0.utf8) }.filter { !own.contains($0.prefix { $0 != 0x20 }) }
            let endsStream: UInt8 = act & 8 == 0 ? 1 : 0
            say(Self.frame(1, 4 | endsStream, nextStream, Self.block(kept + lines)), ofProgram: true)
            nextStream += 2
        case 5:
            // An answer to one of the requests, the number of which is the first byte.
            guard let number = text.first else { return }
            let lines = text.dropFirst().split(separator: 0x0a).map(Array.init)
            let hasStatus = lines.contains { $0.starts(with: ":status".utf8) }
            let status = hasStatus || act & 16 != 0 ? [] : [Array(":status: 200".utf8)]
            let endsStream: UInt8 = act & 8 == 0 ? 1 : 0
            say(Self.frame(1, 4 | endsStream, Int(number), Self.block(status + lines)), ofProgram: false)
        case 6:
            inspector.isClientFull = act & 8 != 0
            inspector.isUpstreamFull = act & 16 != 0
            inspector.resume(into: &output)
            retry()
        default:
            // Ends are rare: what follows them says little.
            guard text.count == 3 else { return }
            if act & 8 == 0 { inspector.endOfClient(into: &output) } else { inspector.endOfUpstream(into: &output) }
        }
    }

    private static func frame(
        _ kind: UInt8, _ flags: UInt8 = 0, _ stream: Int = 0, _ payload: [UInt8] = []
    ) -> [UInt8] {
        let count = payload.count
        return [0, UInt8(count >> 8), UInt8(count & 0xff), kind, flags, 0, 0, UInt8(stream >> 8 & 0xff)]
            + [UInt8(stream & 0xff)] + payload
    }

    /// Lines of `name: value` as fields that no table has.
    private static func block(_ lines: [[UInt8]]) -> [UInt8] {
        lines.flatMap { line in
            let space = line.firstIndex(of: 0x20) ?? line.endIndex
            let name = Array(line[..<space].dropLast()).prefix(126)
            let value = Array(line[space...].dropFirst()).prefix(126)
            return [0, UInt8(name.count)] + name + [UInt8(value.count)] + value
        }
    }

    private mutating func say(_ bytes: [UInt8], ofProgram: Bool) {
        var next = 0
        while next < bytes.count {
            let piece = bytes[next..<min(bytes.count, next + size)]
            next += size
            if ofProgram { waiting.program += piece } else { waiting.host += piece }
            retry()
        }
    }

    private mutating func retry() {
        let (program, host) = waiting
        if !program.isEmpty {
            let taken = inspector.take(client: program.span, secret: Self.secret.span, into: &output)
            waiting.program.removeFirst(taken)
        }
        if !host.isEmpty {
            let taken = inspector.take(upstream: host.span, secret: Self.secret.span, into: &output)
            waiting.host.removeFirst(taken)
        }
    }

    private func checkBounds() {
        let held = inspector.contentHeld
        require(held.request >= 0 && held.request <= HTTP2Bounds.connectionWindow, "what is held is bounded")
        require(held.answer >= 0 && held.answer <= HTTP2Bounds.connectionWindow, "what is held is bounded")
        require(inspector.memoryInUse < 1 << 20, "the sessions' memory is bounded")
        require(inspector.waitingHeads.request >= 0 && inspector.waitingHeads.answer >= 0, "heads are counted once")
    }
}
