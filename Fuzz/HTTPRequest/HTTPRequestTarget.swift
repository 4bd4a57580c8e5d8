import Egress
import FuzzProperties

/// Reads bytes as what a program sends to an inspected host, which answers each request at once.
///
/// The same comes out in whatever pieces the bytes come. What goes on to the host is read by a plain reader as the requests
/// that were judged, for that host alone, and has the secret where the placeholder was, and nowhere else.
@c(LLVMFuzzerTestOneInput)
public func httpRequestTarget(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    // Few inputs have a right start: this one is also read behind one.
    for start in ["", "POST /a HTTP/1.1\r\nHost: api.example.org\r\n", "GET /a"] {
        check(Array(start.utf8) + input)
    }
    return 0
}

private let secret = Array("ghp_Real0SecretOf40CharactersAbcdefghijk".utf8)
private let placeholder = Array("ghp_Fake1HolderOf40CharactersZyxwvutsrqp".utf8)

private struct Run {
    var output = ExchangeInspector.Output()
    var upstream: [PlainHTTP] = []
    /// What is behind the last whole request.
    var rest: ArraySlice<UInt8> = []

    init(_ input: [UInt8], pieces size: Int) {
        guard let name = DNSName("api.example.org"), let own = Placeholder(bytes: placeholder) else {
            fatalError("they are")
        }
        let methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"]
        var inspector = ExchangeInspector(
            HTTPAuthority(name: name, port: 443, isTLS: true),
            rules: RequestRules([RequestRules.Rule(methods: methods, path: RequestRules.Pattern("/a*"))]),
            credential: CredentialSwap(.bearer, placeholder: own))
        var waiting: [UInt8] = []
        var next = 0
        while next < input.count {
            waiting += input[next..<min(input.count, next + size)]
            next += size
            while !waiting.isEmpty {
                let given = waiting
                let taken = inspector.take(client: given.span, secret: secret.span, into: &output)
                waiting.removeFirst(taken)
                guard output.end == nil else { break }
                if !inspector.wantsClient {
                    let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8)
                    inspector.take(upstream: answer.span, secret: secret.span, into: &output)
                } else if taken == 0 {
                    break
                }
            }
        }
        rest = output.toUpstream[...]
        while let message = PlainHTTP(&rest, untilEnd: false, hasBody: { _ in true }) { upstream.append(message) }
    }
}

private func check(_ input: [UInt8]) {
    let whole = Run(input, pieces: .max >> 1)
    for size in [1, 7] {
        let pieces = Run(input, pieces: size)
        require(pieces.output.end == whole.output.end, "the same end in pieces")
        require(pieces.output.judgements == whole.output.judgements, "the same judgements in pieces")
        require(pieces.output.toClient == whole.output.toClient, "the same to the program in pieces")
        require(pieces.upstream.map(\.startLine) == whole.upstream.map(\.startLine), "the same requests in pieces")
        require(pieces.upstream.map(\.content) == whole.upstream.map(\.content), "the same bodies in pieces")
    }
    let passed = whole.output.judgements.filter { $0.rule != nil }
    require(whole.upstream.count <= passed.count, "no request goes on that was not judged")
    require(whole.upstream.count >= passed.count - 1, "a request that was judged goes on, but for the last")
    for (message, judgement) in zip(whole.upstream, passed) { check(message, judgement) }
    require(PlainHTTP.find(placeholder, in: whole.output.toUpstream[...]) == nil, "no placeholder leaves")
    require(PlainHTTP.find(secret, in: whole.output.toClient[...]) == nil, "no secret comes back")
    for judgement in whole.output.judgements { requireHarmless(judgement.method + judgement.path) }
}

private func check(_ message: PlainHTTP, _ judgement: ExchangeInspector.Judgement) {
    let words = message.startLine.split(separator: " ", omittingEmptySubsequences: false)
    require(words.count == 3 && words[0] == judgement.method, "the method is the judged one: \(message.startLine)")
    let target = words[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    require(target.first.map(String.init) == judgement.path, "the path is the judged one: \(message.startLine)")
    let segments = judgement.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    require(judgement.path.hasPrefix("/a"), "the path is one of the rule's")
    require(!segments.dropLast().contains(""), "no segment is empty")
    require(!segments.contains(".") && !segments.contains(".."), "no segment leads up")
    let lower = judgement.path.lowercased()
    for code in ["%2f", "%2e", "%5c", "%25", "%00", "%3b", "\\", ";"] {
        require(!lower.contains(code), "no path has two readings: \(lower)")
    }
    require(message.count("host") == 1 && message.text("host") == "api.example.org", "one host, this one")
    require(message.count("content-length") + message.count("transfer-encoding") <= 1, "one way to end")
    require(["chunked", nil].contains(message.text("transfer-encoding")), "one coding")
    for name in ["expect", "upgrade", "te", "keep-alive", "trailer", "range", "proxy-connection"] {
        require(message.count(name) == 0, "\(name) does not go on")
    }
    require([nil, "close"].contains(message.text("connection")), "nothing else is said of the connection")
    require(message.count("accept-encoding") == 1 && message.text("accept-encoding") == "identity", "no encoding")
    // The input may hold the secret by itself only if the fuzzer finds it; where it stands in a body it was there before.
    for field in message.fields where PlainHTTP.find(secret, in: field.value[...]) != nil {
        require(field.name == "authorization", "the secret is in its place: \(field.name)")
    }
}
