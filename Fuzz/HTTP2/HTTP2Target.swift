import Egress
import FuzzProperties
import HTTP2

/// Reads bytes as what a program and an inspected host say in HTTP/2, by turns.
///
/// The same comes of it in whatever pieces the bytes come. What goes on to the host is read by a plain reader as requests
/// that were judged, for that host alone, with the secret in its place and nowhere else; what goes to the program are answers
/// to streams of its own, without the secret. What is held is bounded all the time.
@c(LLVMFuzzerTestOneInput)
public func http2Target(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    let whole = ScriptedConnection(input, pieces: .max >> 1)
    let seen = Seen(whole)
    let hasSecret = PlainHTTP.find(ScriptedConnection.secret, in: input[...]) != nil
    check(whole.output.judgements, seen.host, hasSecret)
    check(seen.program)
    for size in [1, 7] {
        let pieces = ScriptedConnection(input, pieces: size)
        require(pieces.output.end == whole.output.end, "the same end in pieces")
        require(pieces.output.judgements == whole.output.judgements, "the same judgements in pieces")
        require(pieces.output.faults == whole.output.faults, "the same faults in pieces")
        let other = Seen(pieces)
        require(other.host.order == seen.host.order, "the same requests in pieces")
        compare(other.host, seen.host)
        compare(other.program, seen.program)
        check(whole.output.judgements, other.host, hasSecret)
        check(other.program)
    }
    return 0
}

private struct Seen {
    let host: PlainStreams
    let program: PlainStreams

    init(_ connection: ScriptedConnection) {
        host = PlainStreams(connection.output.toUpstream, preface: 24)
        program = PlainStreams(connection.output.toClient, preface: 0)
    }
}

/// Messages that are whole in one reading are the same in another.
private func compare(_ one: PlainStreams, _ other: PlainStreams) {
    for (stream, message) in one.messages {
        guard let same = other.messages[stream] else {
            require(message.isReset || !message.isComplete, "a message that is whole in pieces is one")
            continue
        }
        guard message.isComplete, same.isComplete else { continue }
        require(message.content == same.content, "the same content in pieces")
        require(message.blocks.count == same.blocks.count, "as many heads in pieces")
        for (head, sameHead) in zip(message.blocks, same.blocks) {
            require(head.elementsEqual(sameHead, by: ==), "the same head in pieces")
        }
    }
}

private func check(_ judgements: [ExchangeInspector.Judgement], _ host: PlainStreams, _ hasSecret: Bool) {
    for judgement in judgements { requireHarmless(judgement.method + judgement.path) }
    var passed = judgements.filter { $0.rule != nil }[...]
    for stream in host.order {
        guard let message = host.messages[stream], let head = message.blocks.first else { continue }
        let names = head.prefix(4).map { String(decoding: $0.name, as: UTF8.self) }
        require(names == [":method", ":scheme", ":authority", ":path"], "the head begins with what there must be")
        let target = String(decoding: head[3].value, as: UTF8.self)
        let path = String(target.prefix { $0 != "?" })
        let method = String(decoding: head[0].value, as: UTF8.self)
        // A request that is broken off at once may never go.
        while let next = passed.first, next.method != method || next.path != path { passed.removeFirst() }
        require(passed.popFirst() != nil, "no request goes on that was not judged: \(method) \(path)")
        require(path.hasPrefix("/a"), "the path is one of the rule's")
        require(head[1].value.elementsEqual("https".utf8), "the scheme is one")
        require(head[2].value.elementsEqual("api.example.org".utf8), "the host is this one")
        require(message.blocks.count == 1, "no trailers go to the host")
        check(fields: head.dropFirst(4), hasSecret)
        require(
            PlainHTTP.find(ScriptedConnection.placeholder, in: message.content[...]) == nil, "no placeholder leaves")
        if let length = message.texts("content-length").first, message.isComplete {
            require(Int(length) == message.content.count, "the content is as long as is said")
        }
        require(!["GET", "HEAD", "OPTIONS"].contains(method) || message.content.isEmpty, "no content where none is")
    }
}

private func check(fields: ArraySlice<(name: [UInt8], value: [UInt8])>, _ hasSecret: Bool) {
    let hopByHop = ["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "host", "expect"]
    var encodings = 0
    for field in fields {
        let name = String(decoding: field.name, as: UTF8.self)
        require(!name.isEmpty && name == name.lowercased() && !name.contains(":"), "a name is one: \(name)")
        require(!hopByHop.contains(name), "\(name) does not go on")
        require(name != "te" || field.value.elementsEqual("trailers".utf8), "te says trailers")
        require(!field.value.contains { $0 < 0x20 && $0 != 9 || $0 == 0x7f }, "a value has no controls")
        if name == "accept-encoding" { encodings += 1 }
        require(PlainHTTP.find(ScriptedConnection.placeholder, in: field.value[...]) == nil, "no placeholder leaves")
        // A program that has the secret by other means may write it anywhere.
        require(
            name == "authorization" || hasSecret
                || PlainHTTP.find(ScriptedConnection.secret, in: field.value[...]) == nil, "the secret is in its place")
    }
    require(encodings == 1, "answers are asked for as they are")
}

private func check(_ program: PlainStreams) {
    for (stream, message) in program.messages {
        require(stream % 2 == 1, "an answer is to a request")
        require(
            PlainHTTP.find(ScriptedConnection.secret, in: message.content[...]) == nil, "no secret reaches the program")
        for (place, block) in message.blocks.enumerated() {
            for field in block {
                require(PlainHTTP.find(ScriptedConnection.secret, in: field.value[...]) == nil, "no secret in a field")
                require(!field.value.contains { $0 < 0x20 && $0 != 9 || $0 == 0x7f }, "a value has no controls")
            }
            let statuses = message.texts(":status", of: place)
            require(statuses.count <= 1 && statuses.allSatisfy { $0.count == 3 }, "a head has one status")
            if statuses.first?.first == "1" {
                require(statuses == ["100"], "only that content is wanted is said before")
            }
        }
        let heads = message.blocks.indices.filter { message.texts(":status", of: $0).contains { $0.first != "1" } }
        require(heads.count <= 1, "there is one answer")
        guard let head = heads.first, message.isComplete, !message.isReset,
            let length = message.texts("content-length", of: head).first, !message.content.isEmpty
        else { continue }
        require(Int(length) == message.content.count, "the content is as long as is said")
    }
}
