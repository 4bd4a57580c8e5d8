/// Gathers the lines of a head, or of the trailers of a body, while its bytes arrive in any pieces.
///
/// It is as strict as the strictest about where a line ends, so that no two readers cut a message differently. Nothing of
/// what follows the empty line is taken. Source: RFC 9112, section 2.2.
package struct HTTPHeadReader: Sendable {
    /// No head is longer, in bytes.
    package static let longest = 64 << 10
    package static let longestLine = 16 << 10
    /// No head has more lines, the first included.
    package static let mostLines = 129

    package private(set) var isComplete = false
    /// The lines behind each other, without their ends.
    private var text: [UInt8] = []
    private var lineEnds: [Int] = []
    private var sawReturn = false
    /// Whether the first line is not a field.
    private let hasStartLine: Bool

    package init(hasStartLine: Bool = true) { self.hasStartLine = hasStartLine }

    /// Whether nothing has come yet.
    package var isEmpty: Bool { text.isEmpty && lineEnds.isEmpty && !sawReturn }

    package var lineCount: Int { lineEnds.count }

    private var lineStart: Int { lineEnds.last ?? 0 }

    /// Takes bytes from an index on, up to the empty line's end.
    ///
    /// - Throws: `HTTPFault.badLineEnd`, `badByte`, `tooLong`, `badStartLine` for an empty line where the first is to be,
    ///   `foldedField`.
    package mutating func take(_ bytes: Span<UInt8>, at index: inout Int) throws(HTTPFault) {
        while index < bytes.count, !isComplete {
            try take(bytes[index])
            index += 1
        }
    }

    private mutating func take(_ byte: UInt8) throws(HTTPFault) {
        if sawReturn {
            guard byte == 0x0a else { throw .badLineEnd }
            sawReturn = false
            return try endLine()
        }
        switch byte {
        case 0x0d: sawReturn = true
        case 0x0a: throw .badLineEnd
        case 0..<0x09, 0x0b..<0x20, 0x7f: throw .badByte
        default:
            guard text.count > lineStart || lineEnds.isEmpty || !HTTPByte.isSpace(byte) else { throw .foldedField }
            guard text.count - lineStart < Self.longestLine, text.count < Self.longest else { throw .tooLong }
            text.append(byte)
        }
    }

    private mutating func endLine() throws(HTTPFault) {
        guard text.count > lineStart else {
            guard !lineEnds.isEmpty || !hasStartLine else { throw .badStartLine }
            isComplete = true
            return
        }
        guard lineEnds.count < Self.mostLines else { throw .tooLong }
        lineEnds.append(text.count)
    }

    /// Hands over a line.
    func withLine<Result, Fault: Error>(
        _ index: Int, _ body: (Span<UInt8>) throws(Fault) -> Result
    ) throws(Fault) -> Result {
        try body(text.span.extracting((index == 0 ? 0 : lineEnds[index - 1])..<lineEnds[index]))
    }

    /// Reads the lines behind the first as fields.
    ///
    /// - Throws: `HTTPFault.badField`.
    func fields() throws(HTTPFault) -> [HTTPField] {
        var fields: [HTTPField] = []
        for index in (hasStartLine ? 1 : 0)..<max(1, lineEnds.count) where index < lineEnds.count {
            fields.append(try withLine(index) { line throws(HTTPFault) in try HTTPField(line: line) })
        }
        return fields
    }
}
