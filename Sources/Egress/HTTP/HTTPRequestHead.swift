/// The head of a request that is whole, for the right host, and means one thing.
///
/// Source: RFC 9112, sections 3 and 6; RFC 9110, sections 7.2, 7.6.1 and 10.1.1.
package struct HTTPRequestHead: Sendable, Hashable {
    /// In capitals.
    package let method: String
    package let target: HTTPTarget
    package let version: HTTPVersion
    /// All fields, in their order, those that act on this connection alone included.
    package let fields: [HTTPField]
    /// `untilClose` in HTTP/2 alone; a length of 0 is `none` where the method has no body.
    package let framing: HTTPFraming
    /// Whether this request is the connection's last.
    package let isLast: Bool
    /// Whether the program waits for a word before it sends the body.
    package let expectsContinue: Bool
    /// Whether it asks for a WebSocket.
    package let asksForWebSocket: Bool

    private static let longestMethod = 32

    /// Reads a complete head.
    ///
    /// - Throws: `HTTPFault`.
    package init(_ reader: HTTPHeadReader, for authority: HTTPAuthority) throws(HTTPFault) {
        precondition(reader.isComplete, "a head is read when it is here")
        (method, target, version) = try reader.withLine(0) { line throws(HTTPFault) in try Self.startLine(line) }
        fields = try reader.fields()
        guard !fields.contains(where: { Self.overriding.contains($0.dashedKey) }) else { throw .overridden }
        let hosts = fields.all("host")
        guard hosts.count == 1, authority.isNamed(by: hosts[0].value) else { throw .badHost }
        framing = try Self.framing(try .stated(by: fields, in: version), of: method)
        let options = fields.elements("connection")
        // What else is named there would be taken away: a program could have a field dropped that a server relies on.
        guard options.allSatisfy(Self.connectionOptions.contains) else { throw .badConnection }
        isLast = options.contains("close") || version == .http10
        expectsContinue = try Self.hasExpectation(fields) && version == .http11 && framing != .none
        let upgrades = fields.all("upgrade")
        asksForWebSocket = !upgrades.isEmpty
        guard
            upgrades.isEmpty && !options.contains("upgrade")
                || upgrades.count == 1 && upgrades[0].hasValue("websocket") && options.contains("upgrade")
                    && method == "GET" && version == .http11 && framing == .none && !isLast
        else { throw .upgrade }
    }

    /// Fields by which some servers take another method, path or host than those of the first line, which the rules judge.
    static let overriding: Set<String> = [
        "forwarded", "x-forwarded-host", "x-host", "x-http-method", "x-http-method-override", "x-method-override",
        "x-original-url", "x-rewrite-url",
    ]

    private static let connectionOptions: Set<String> = ["close", "keep-alive", "te", "upgrade"]

    private static func startLine(
        _ line: Span<UInt8>
    ) throws(HTTPFault) -> (method: String, target: HTTPTarget, version: HTTPVersion) {
        var spaces: [Int] = []
        for index in line.indices where HTTPByte.isSpace(line[index]) { spaces.append(index) }
        guard spaces.count == 2, spaces.allSatisfy({ line[$0] == 0x20 }), spaces[0] > 0, spaces[1] > spaces[0] + 1
        else {
            throw .badStartLine
        }
        guard let version = HTTPVersion(line.extracting((spaces[1] + 1)..<line.count)) else { throw .badVersion }
        return (
            try method(line.extracting(0..<spaces[0])),
            try HTTPTarget(line.extracting((spaces[0] + 1)..<spaces[1])), version
        )
    }

    /// Whether the one thing is expected that may be.
    static func hasExpectation(_ fields: [HTTPField]) throws(HTTPFault) -> Bool {
        let expectations = fields.all("expect")
        guard expectations.count <= 1, expectations.allSatisfy({ $0.hasValue("100-continue") }) else {
            throw .badConnection
        }
        return !expectations.isEmpty
    }

    /// A method; some servers take one in small letters for the same, so that none has them.
    static func method(_ text: Span<UInt8>) throws(HTTPFault) -> String {
        guard text.count <= longestMethod,
            text.indices.allSatisfy({ HTTPByte.isToken(text[$0]) && !HTTPByte.isLower(text[$0]) })
        else { throw .badMethod }
        let method = String(decoding: text.indices.map { text[$0] }, as: UTF8.self)
        // A tunnel is no request, and an echo of the head shows what the program must not have.
        guard !["CONNECT", "TRACE", "TRACK"].contains(method) else { throw .badMethod }
        return method
    }

    /// Whether a request usually has no body.
    static func isBodiless(_ method: String) -> Bool { ["GET", "HEAD", "OPTIONS"].contains(method) }

    /// Some servers do not read the body of a request that usually has none, and take it for the next request.
    static func framing(_ stated: HTTPFraming?, of method: String) throws(HTTPFault) -> HTTPFraming {
        guard isBodiless(method) else { return stated ?? .none }
        guard stated == nil || stated == .length(0) else { throw .unexpectedBody }
        return .none
    }
}
