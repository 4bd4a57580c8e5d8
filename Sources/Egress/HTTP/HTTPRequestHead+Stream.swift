extension HTTPRequestHead {
    /// Reads the head of a request of HTTP/2, with which the stream ends where there is no body.
    ///
    /// It says the same as one of HTTP/1.1, in other fields, and is held to the same. Source: RFC 9113, section 8.3.1.
    /// - Throws: `HTTPFault`.
    package init(_ list: HTTPFieldList, endsStream: Bool, for authority: HTTPAuthority) throws(HTTPFault) {
        if let fault = list.fault { throw fault }
        guard let name = list.value(of: .method) else { throw .badPseudoField }
        method = try Self.method(name.span)
        // With `CONNECT` it would make another protocol of the stream; with any other method it means nothing.
        guard list.value(of: .protocol) == nil else { throw .upgrade }
        let (pseudo, fields) = try list.fields(beside: [.method, .scheme, .authority, .path])
        guard let scheme = pseudo[.scheme], scheme.elementsEqual("https".utf8) else { throw .badPseudoField }
        // The field of old says the same, where it is there.
        let hosts = fields.all("host").map(\.value)
        guard let named = pseudo[.authority], hosts.count <= 1, (hosts + [named]).allSatisfy(authority.isNamed) else {
            throw .badHost
        }
        let path = pseudo[.path] ?? []
        target = try HTTPTarget(path.span)
        guard !fields.contains(where: { Self.overriding.contains($0.dashedKey) }) else { throw .overridden }
        let extensions = fields.all("te")
        guard extensions.count <= 1, extensions.allSatisfy({ $0.hasValue("trailers") }) else { throw .badConnection }
        let stated = try HTTPFraming.stated(by: fields, in: .http2)
        guard !endsStream || stated == nil || stated == .length(0) else { throw .badLength }
        let isOpen = !endsStream && stated == nil && !Self.isBodiless(method)
        framing = isOpen ? .untilClose : try Self.framing(stated, of: method)
        expectsContinue = try Self.hasExpectation(fields) && !endsStream
        version = .http2
        self.fields = fields
        isLast = false
        asksForWebSocket = false
    }

    /// Whether the program says that it understands trailers.
    package var takesTrailers: Bool { !fields.all("te").isEmpty }
}
