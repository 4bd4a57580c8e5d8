import Egress
import FuzzProperties

/// Reads bytes as what an inspected host answers to a request of a program.
///
/// The same comes out in whatever pieces the bytes come. A plain reader finds one answer in it at most, whose content is that
/// of the host's bytes with the placeholder where the secret was.
@c(LLVMFuzzerTestOneInput)
public func httpResponseTarget(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    for start in ["", "HTTP/1.1 200 OK\r\n"] {
        for request in ["GET / HTTP/1.1", "HEAD / HTTP/1.1", "GET / HTTP/1.0"] {
            check(Array(start.utf8) + input, to: request)
        }
    }
    return 0
}

/// Short, so that the fuzzer meets it; what it is made of is in the dictionary.
private let secret = Array("ghp_AbAbAbAbAbAbAbAb".utf8)
private let placeholder = Array("ghp_CdCdCdCdCdCdCdCd".utf8)

private struct Run {
    var output = ExchangeInspector.Output()

    init(_ input: [UInt8], to request: String, pieces size: Int) {
        guard let name = DNSName("api.example.org"), let own = Placeholder(bytes: placeholder) else {
            fatalError("they are")
        }
        var inspector = ExchangeInspector(
            HTTPAuthority(name: name, port: 443, isTLS: true),
            rules: RequestRules([RequestRules.Rule(methods: ["GET", "HEAD"], path: RequestRules.Pattern("/*"))]),
            credential: CredentialSwap(.bearer, placeholder: own))
        let head = Array("\(request)\r\nHost: api.example.org\r\n\r\n".utf8)
        require(inspector.take(client: head.span, secret: secret.span, into: &output) == head.count, "it passes")
        var next = 0
        while next < input.count {
            let piece = Array(input[next..<min(input.count, next + size)])
            inspector.take(upstream: piece.span, secret: secret.span, into: &output)
            next += size
        }
        inspector.endOfUpstream(secret: secret.span, into: &output)
    }
}

private func check(_ input: [UInt8], to request: String) {
    let isHead = request.hasPrefix("HEAD")
    let whole = Run(input, to: request, pieces: .max >> 1)
    let seen = message(whole.output.toClient, isHead: isHead)
    for size in [1, 7] {
        let pieces = Run(input, to: request, pieces: size)
        require(pieces.output.end == whole.output.end, "the same end in pieces")
        let other = message(pieces.output.toClient, isHead: isHead)
        require(other.first?.startLine == seen.first?.startLine, "the same answer in pieces")
        require(other.first?.content == seen.first?.content, "the same content in pieces")
    }
    require(PlainHTTP.find(secret, in: whole.output.toClient[...]) == nil, "no secret reaches the program")
    require(whole.output.end != nil, "the end of the host is one")
    require(seen.count <= 1, "there is one answer")
    guard let answer = seen.first else { return }
    require(answer.count("content-length") + answer.count("transfer-encoding") <= 1, "one way to end")
    require(["chunked", nil].contains(answer.text("transfer-encoding")), "one coding")
    guard whole.output.end == .done, !answer.startLine.contains(" 502 ") else { return }
    var rest = input[...]
    // Answers before the one that counts, which go no further.
    var theirs: PlainHTTP?
    repeat {
        theirs = PlainHTTP(&rest, untilEnd: true) { !isHead && Run.hasBody($0) }
    } while theirs?.startLine.dropFirst(9).first == "1"
    require(theirs != nil, "a plain reader finds an answer, too")
    require(theirs?.content.count == answer.content.count, "the content is as long")
    if let content = theirs?.content, PlainHTTP.find(Array("Z2hw".utf8), in: content[...]) == nil,
        !content.contains(where: { $0 == 0x68 })
    {
        require(content == answer.content, "nothing else is changed")
    }
}

extension Run {
    fileprivate static func hasBody(_ startLine: String) -> Bool {
        let status = startLine.dropFirst(9).prefix(3)
        return status != "204" && status != "304" && status.first != "1"
    }
}

/// The answers that a plain reader finds.
private func message(_ bytes: [UInt8], isHead: Bool) -> [PlainHTTP] {
    var rest = bytes[...]
    var messages: [PlainHTTP] = []
    while let message = PlainHTTP(&rest, untilEnd: true, hasBody: { !isHead && Run.hasBody($0) }) {
        messages.append(message)
    }
    return messages
}
