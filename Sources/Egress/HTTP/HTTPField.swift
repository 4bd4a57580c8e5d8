/// A field of a head: its name as it was written, and its value without the white space around it.
package struct HTTPField: Sendable, Hashable {
    package let name: String
    /// The name in lower case.
    package let key: String
    /// Bytes without controls but the tabulator; what they mean is not said.
    package let value: [UInt8]

    /// Reads `name: value`.
    ///
    /// - Throws: `HTTPFault.badField`.
    init(line: Span<UInt8>) throws(HTTPFault) {
        var colon = 0
        while colon < line.count, line[colon] != UInt8(ascii: ":") {
            // White space here is what one server drops and another takes for a part of the name.
            guard HTTPByte.isToken(line[colon]) else { throw .badField }
            colon += 1
        }
        guard colon > 0, colon < line.count else { throw .badField }
        var value = (colon + 1)..<line.count
        while let first = value.first, HTTPByte.isSpace(line[first]) { value = (first + 1)..<value.upperBound }
        while let last = value.last, HTTPByte.isSpace(line[last]) { value = value.lowerBound..<last }
        name = String(decoding: (0..<colon).map { line[$0] }, as: UTF8.self)
        key = String(decoding: (0..<colon).map { HTTPByte.lowercased(line[$0]) }, as: UTF8.self)
        self.value = value.map { line[$0] }
        // Servers that hand fields on as environment variables take `_` and `-` for the same.
        guard dashedKey == key || !Self.ruling.contains(dashedKey) else { throw .badField }
    }

    /// Reads a field of HTTP/2, which has its name in small letters; the one of `HTTPFieldList`, which says what throws.
    init(name: Span<UInt8>, value: Range<Int>, of bytes: Span<UInt8>) throws(HTTPFault) {
        guard name.count > 0, name.indices.allSatisfy({ HTTPByte.isToken(name[$0]) && !HTTPByte.isUpper(name[$0]) })
        else { throw .badField }
        key = String(decoding: name.indices.map { name[$0] }, as: UTF8.self)
        self.name = key
        self.value = value.map { bytes[$0] }
        guard dashedKey == key || !Self.ruling.contains(dashedKey) else { throw .badField }
    }

    /// The fields that say where a message goes and where it ends.
    private static let ruling: Set<String> = [
        "connection", "content-encoding", "content-length", "expect", "proxy-connection", "transfer-encoding",
    ]

    /// The name as servers read it that take `_` and `-` for the same.
    var dashedKey: String {
        String(decoding: key.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }, as: UTF8.self)
    }

    /// Whether the value is this text in lower case, in any case.
    func hasValue(_ text: String) -> Bool {
        value.map(HTTPByte.lowercased).elementsEqual(text.utf8)
    }

    /// The elements of a value that is a list, in lower case; empty ones are none.
    var elements: [String] {
        value.split(separator: UInt8(ascii: ",")).map { element in
            let trimmed = element.drop(while: HTTPByte.isSpace).reversed().drop(while: HTTPByte.isSpace).reversed()
            return String(decoding: trimmed.map(HTTPByte.lowercased), as: UTF8.self)
        }.filter { !$0.isEmpty }
    }
}

/// Values may hold what is nobody's affair.
extension HTTPField: CustomStringConvertible, CustomReflectable {
    package var description: String { "\(name): \(value.count) bytes" }

    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension [HTTPField] {
    func all(_ key: String) -> [HTTPField] { filter { $0.key == key } }

    /// The elements of all fields of a name.
    func elements(_ key: String) -> [String] { all(key).flatMap(\.elements) }
}
