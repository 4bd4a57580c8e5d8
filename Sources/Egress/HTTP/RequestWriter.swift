/// Writes the head of a request anew, so that the server reads what was judged and nothing else.
package struct RequestWriter: Sendable {
    package let authority: HTTPAuthority
    /// The credential of this host, where it has one.
    package let credential: CredentialSwap?
    /// All placeholders that the box has, this host's included.
    package let placeholders: [Placeholder]

    /// Makes one; `placeholders` are those of the box's other credentials.
    package init(authority: HTTPAuthority, credential: CredentialSwap?, placeholders: [Placeholder]) {
        self.authority = authority
        self.credential = credential
        self.placeholders = (credential.map { [$0.placeholder] } ?? []) + placeholders
    }

    /// Fields that are about one connection, or that are written from what was read of them.
    static let ownFields: Set<String> = [
        "connection", "content-length", "expect", "host", "http2-settings", "keep-alive", "proxy-authorization",
        "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    ]

    /// Fields by which a program would get an answer that cannot be looked through for the secret: encoded, or in parts.
    static let encodingFields: Set<String> = [
        "accept-encoding", "connect-accept-encoding", "grpc-accept-encoding", "if-range", "range",
    ]

    /// Appends a head, with the secret in the place of its placeholder.
    ///
    /// A body may be encoded, as git's are: a placeholder in it goes unseen, and is worth nothing to anybody.
    /// - Throws: `HTTPFault.strayPlaceholder`.
    func append(_ head: HTTPRequestHead, secret: Span<UInt8>, to output: inout [UInt8]) throws(HTTPFault) {
        // No growing: it would leave copies of the secret behind.
        output.reserveCapacity(
            output.count + head.target.path.count + 3 * (head.target.query?.count ?? 0) + 256
                + head.fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.count + 4 })
        output += "\(head.method) ".utf8
        _ = try append(head.target, secret: secret, to: &output)
        output += " \(head.version.text)\r\nHost: ".utf8
        output += authority.bytes
        output += "\r\n".utf8
        for field in head.fields where passes(field) {
            output += "\(field.name): ".utf8
            _ = try append(valueOf: field, of: head, secret: secret, to: &output)
            output += "\r\n".utf8
        }
        if credential != nil { output += "Accept-Encoding: identity\r\n".utf8 }
        switch head.framing {
        case .none, .untilClose: break
        case .length(let length): output += "Content-Length: \(length)\r\n".utf8
        case .chunked: output += "Transfer-Encoding: chunked\r\n".utf8
        }
        if head.asksForWebSocket {
            output += "Connection: Upgrade\r\nUpgrade: websocket\r\n".utf8
        } else if head.isLast {
            output += "Connection: close\r\n".utf8
        }
        output += "\r\n".utf8
    }

    /// Appends a target as it goes on, and says whether the secret is in it.
    ///
    /// - Throws: `HTTPFault.strayPlaceholder`.
    package func append(
        _ target: HTTPTarget, secret: Span<UInt8>, to output: inout [UInt8]
    ) throws(HTTPFault) -> Bool {
        try check(target.path)
        output += target.path
        guard let query = target.query else { return false }
        output.append(UInt8(ascii: "?"))
        if let credential,
            try credential.append(query: query, secret: secret, strays: placeholders, to: &output)
        {
            return true
        }
        try check(query)
        output += query
        return false
    }

    /// Whether a field goes on.
    package func passes(_ field: HTTPField) -> Bool {
        !Self.ownFields.contains(field.key) && (credential == nil || !Self.encodingFields.contains(field.key))
    }

    /// Appends the value of a field as it goes on, and says whether the secret is in it.
    ///
    /// - Throws: `HTTPFault.strayPlaceholder`, of the name too.
    package func append(
        valueOf field: HTTPField, of head: HTTPRequestHead, secret: Span<UInt8>, to output: inout [UInt8]
    ) throws(HTTPFault) -> Bool {
        try PlaceholderScan.check(Array(field.name.utf8), for: placeholders)
        if let credential, head.fields.all(field.key).count == 1,
            credential.append(value: field, secret: secret, to: &output)
        {
            return true
        }
        try PlaceholderScan.check(field.value, for: placeholders)
        output += field.value
        return false
    }

    /// Looks through bytes as they are, and as they are meant.
    private func check(_ bytes: [UInt8]) throws(HTTPFault) {
        guard !placeholders.isEmpty else { return }
        try PlaceholderScan.check(bytes, for: placeholders)
        try PlaceholderScan.check(HTTPQuery.decoded(bytes[...]), for: placeholders)
    }
}
