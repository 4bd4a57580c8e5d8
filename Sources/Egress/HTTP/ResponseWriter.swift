/// Writes the head of an answer anew.
package enum ResponseWriter {
    /// Fields that are about one connection or written from what was read of them, and one that leads away from this broker.
    private static let ownFields: Set<String> = [
        "alt-svc", "connection", "content-length", "keep-alive", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade",
    ]

    /// Whether a field of an answer of HTTP/2, which has none that its `connection` names, goes on.
    package static func passes(_ field: HTTPField) -> Bool { !ownFields.contains(field.key) }

    /// Appends a head, whose body is framed so for the program.
    static func append(
        _ head: HTTPResponseHead, framing: HTTPFraming, isLast: Bool, to output: inout [UInt8]
    ) {
        output += "HTTP/1.1 \(head.status) ".utf8
        output += head.reason
        output += "\r\n".utf8
        let named = Set(head.fields.elements("connection"))
        for field in head.fields where !ownFields.contains(field.key) && !named.contains(field.key) {
            output += "\(field.name): ".utf8
            output += field.value
            output += "\r\n".utf8
        }
        switch framing {
        // The length that a body would have, to who asked for the head, is kept; it was read as a number.
        case .none:
            if head.status >= 200, head.status != 204, let length = head.fields.all("content-length").first {
                output += "Content-Length: ".utf8
                output += length.value
                output += "\r\n".utf8
            }
        case .untilClose: break
        case .length(let length): output += "Content-Length: \(length)\r\n".utf8
        case .chunked: output += "Transfer-Encoding: chunked\r\n".utf8
        }
        if head.status == 101 {
            output += "Connection: Upgrade\r\nUpgrade: websocket\r\n".utf8
        } else if isLast {
            output += "Connection: close\r\n".utf8
        }
        output += "\r\n".utf8
    }
}

extension [UInt8] {
    /// Appends content as a body of a framing has it.
    mutating func append(content: [UInt8], framing: HTTPFraming, isLast: Bool) {
        guard framing == .chunked else { return self += content }
        if !content.isEmpty {
            self += "\(String(content.count, radix: 16))\r\n".utf8
            self += content
            self += "\r\n".utf8
        }
        if isLast { self += "0\r\n\r\n".utf8 }
    }
}
