/// Finds the content of a body, and its end, while its bytes arrive in any pieces.
///
/// It keeps no content. Source: RFC 9112, sections 6 and 7.1.
package struct HTTPBody: Sendable {
    /// What becomes of fields behind a body.
    package enum Trailers: Sendable {
        case refused
        /// They are read and go no further.
        case dropped
    }

    private enum State: Sendable {
        case content(left: UInt64)
        case untilClose
        /// The digits of a chunk's size.
        case size(value: UInt64, digits: Int)
        /// The line feed behind a size.
        case sizeEnd(value: UInt64)
        case chunk(left: UInt64)
        /// What is to come of the line end behind a chunk.
        case chunkEnd(sawReturn: Bool)
        case trailers
        case complete
    }

    private var state: State
    private let trailers: Trailers
    private var trailerReader = HTTPHeadReader(hasStartLine: false)

    /// More than a chunk of use has; more digits are what some readers lose the highest of.
    private static let mostDigits = 8

    package init(_ framing: HTTPFraming, trailers: Trailers) {
        self.trailers = trailers
        state =
            switch framing {
            case .none, .length(0): .complete
            case .length(let length): .content(left: length)
            case .chunked: .size(value: 0, digits: 0)
            case .untilClose: .untilClose
            }
    }

    package var isComplete: Bool { if case .complete = state { true } else { false } }

    /// Whether the end of the connection ends this body as it should.
    package var mayEndHere: Bool {
        switch state {
        case .complete, .untilClose: true
        default: false
        }
    }

    /// Takes bytes from an index on, and says where the next content is among them; nil where they or the body end first.
    ///
    /// - Throws: `HTTPFault.badChunk`, `trailer`, or what `HTTPHeadReader` throws of trailers.
    package mutating func take(_ bytes: Span<UInt8>, at index: inout Int) throws(HTTPFault) -> Range<Int>? {
        while index < bytes.count {
            let count: Int
            switch state {
            case .complete: return nil
            case .untilClose: count = bytes.count - index
            case .content(let left):
                count = Int(min(left, UInt64(bytes.count - index)))
                let rest = left - UInt64(count)
                state = rest == 0 ? .complete : .content(left: rest)
            case .chunk(let left):
                count = Int(min(left, UInt64(bytes.count - index)))
                let rest = left - UInt64(count)
                state = rest == 0 ? .chunkEnd(sawReturn: false) : .chunk(left: rest)
            default:
                try takeFraming(bytes, at: &index)
                continue
            }
            defer { index += count }
            return index..<(index + count)
        }
        return nil
    }

    private mutating func takeFraming(_ bytes: Span<UInt8>, at index: inout Int) throws(HTTPFault) {
        let byte = bytes[index]
        switch state {
        case .size(let value, let digits):
            index += 1
            if let digit = HTTPByte.hexValue(byte) {
                guard digits < Self.mostDigits else { throw .badChunk }
                state = .size(value: value << 4 | UInt64(digit), digits: digits + 1)
            } else {
                // Neither an extension nor white space: no two readers agree on where those end.
                guard byte == 0x0d, digits > 0 else { throw .badChunk }
                state = .sizeEnd(value: value)
            }
        case .sizeEnd(let value):
            index += 1
            guard byte == 0x0a else { throw .badChunk }
            state = value == 0 ? .trailers : .chunk(left: value)
        case .chunkEnd(let sawReturn):
            index += 1
            guard byte == (sawReturn ? 0x0a : 0x0d) else { throw .badChunk }
            state = sawReturn ? .size(value: 0, digits: 0) : .chunkEnd(sawReturn: true)
        case .trailers:
            guard trailers == .dropped || !trailerReader.isEmpty || byte == 0x0d else { throw .trailer }
            try trailerReader.take(bytes, at: &index)
            guard trailerReader.isComplete else { return }
            _ = try trailerReader.fields()
            state = .complete
        case .content, .chunk, .untilClose, .complete: break
        }
    }
}
