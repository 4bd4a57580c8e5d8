/// Gathers the fields of a head, or of trailers, of HTTP/2 as they are decompressed.
///
/// What is wrong with one is told when the head is read, since the rest must be decompressed all the same; nothing more is
/// kept from there on. Source: RFC 9113, sections 8.2 and 8.3.
package struct HTTPFieldList: Sendable {
    /// Whose fields they are.
    package enum Sender: Sendable {
        case program
        /// White space around a value is taken off: many servers have some, and no reader is misled.
        case host
    }

    /// No head is longer: the bytes of its names and values.
    package static let longest = HTTPHeadReader.longest
    package static let mostFields = HTTPHeadReader.mostLines - 1

    private let sender: Sender
    private(set) var fault: HTTPFault?
    private var size = 0
    /// The values of the pseudo-fields, by their names.
    private var pseudoFields: [Pseudo: [UInt8]] = [:]
    private var plainFields: [HTTPField] = []

    /// The pseudo-fields that there are.
    enum Pseudo: String, Sendable {
        case method = ":method"
        case scheme = ":scheme"
        case authority = ":authority"
        case path = ":path"
        case status = ":status"
        /// Of RFC 8441: what `CONNECT` is to make of a stream.
        case `protocol` = ":protocol"
    }

    package init(of sender: Sender) { self.sender = sender }

    /// Takes the next field.
    package mutating func take(name: Span<UInt8>, value: Span<UInt8>) {
        guard fault == nil else { return }
        do throws(HTTPFault) {
            try add(name, value)
        } catch {
            fault = error
        }
    }

    private mutating func add(_ name: Span<UInt8>, _ value: Span<UInt8>) throws(HTTPFault) {
        size += name.count + value.count
        guard size <= Self.longest, name.count + value.count <= HTTPHeadReader.longestLine,
            plainFields.count < Self.mostFields
        else { throw .tooLong }
        guard value.indices.allSatisfy({ value[$0] >= 0x20 && value[$0] != 0x7f || value[$0] == 0x09 }) else {
            throw .badByte
        }
        var range = value.indices
        while let first = range.first, HTTPByte.isSpace(value[first]) { range = (first + 1)..<range.upperBound }
        while let last = range.last, HTTPByte.isSpace(value[last]) { range = range.lowerBound..<last }
        guard sender == .host || range == value.indices else { throw .badField }
        guard name.count > 0, name[0] == UInt8(ascii: ":") else {
            plainFields.append(try HTTPField(name: name, value: range, of: value))
            return
        }
        let text = String(decoding: name.indices.map { name[$0] }, as: UTF8.self)
        guard let pseudo = Pseudo(rawValue: text), plainFields.isEmpty, pseudoFields[pseudo] == nil else {
            throw .badPseudoField
        }
        pseudoFields[pseudo] = value.indices.map { value[$0] }
    }

    /// Whether it is, as far as it could be read, the head of a request that has an answer without a body.
    package var asksForHead: Bool { pseudoFields[.method]?.elementsEqual("HEAD".utf8) ?? false }

    /// The bytes of all names and values.
    package var length: Int { size }

    /// Hands out the fields, and the pseudo-fields, of which there are to be just these.
    ///
    /// - Throws: `HTTPFault`.
    func fields(beside names: Set<Pseudo>) throws(HTTPFault) -> (pseudo: [Pseudo: [UInt8]], fields: [HTTPField]) {
        if let fault { throw fault }
        guard Set(pseudoFields.keys) == names else { throw .badPseudoField }
        // They would act on one connection, and HTTP/2 has none of them.
        guard !plainFields.contains(where: { Self.connectionFields.contains($0.key) }) else { throw .badConnection }
        return (pseudoFields, plainFields)
    }

    private static let connectionFields: Set<String> = [
        "connection", "http2-settings", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade",
    ]

    /// Reads trailers.
    ///
    /// - Throws: `HTTPFault`.
    package func trailers() throws(HTTPFault) -> [HTTPField] { try fields(beside: []).fields }

    /// The value of a pseudo-field, wrong or not.
    func value(of pseudo: Pseudo) -> [UInt8]? { pseudoFields[pseudo] }
}
