extension HTTPResponseHead {
    /// Reads the head of an answer of HTTP/2 to a request of a method; the stream ends with it where there is no body.
    ///
    /// Source: RFC 9113, section 8.3.2.
    /// - Throws: `HTTPFault`.
    package init(_ list: HTTPFieldList, endsStream: Bool, answering method: String) throws(HTTPFault) {
        let (pseudo, fields) = try list.fields(beside: [.status])
        guard let digits = pseudo[.status], digits.count == 3, digits.allSatisfy(HTTPByte.isDigit) else {
            throw .badPseudoField
        }
        let status = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        // There is no changing of protocols.
        guard (100..<600).contains(status), status != 101 else { throw .badPseudoField }
        let stated = try HTTPFraming.stated(by: fields, in: .http2)
        if status < 200 || status == 204 {
            guard stated == nil || stated == .length(0) && status >= 200, status >= 200 || !endsStream else {
                throw .unexpectedBody
            }
            framing = .none
        } else if method == "HEAD" || status == 304 {
            framing = .none
        } else {
            guard !endsStream || stated == nil || stated == .length(0) else { throw .badLength }
            framing = stated ?? (endsStream ? .none : .untilClose)
        }
        version = .http2
        self.status = status
        reason = []
        self.fields = fields
        isLast = false
    }
}
