package import Refusals

/// The bytes of a configuration file and what they say, so that a change touches the bytes of one value and no others.
package struct ConfigurationText: Sendable {
    /// How the file is written.
    package enum Syntax: Sendable, Hashable {
        /// JSON with what editors allow in it: comments, and a comma after the last value.
        case json
        /// TOML 1.0.
        case toml
    }

    /// No configuration is longer than this many bytes.
    package static let maximumLength = 16 << 20
    /// Nothing nests deeper.
    static let maximumDepth = 64

    package let bytes: [UInt8]
    package let syntax: Syntax
    /// The file as messages call it.
    package let file: String
    let root: ConfigurationObject
    /// Where comments stand, in order.
    let comments: [Range<Int>]

    /// Reads a file.
    ///
    /// - Throws: `client.syntax`, `client.duplicate-key`.
    package init(_ bytes: [UInt8], syntax: Syntax, file: String) throws(Refusal) {
        self.bytes = bytes
        self.syntax = syntax
        self.file = file
        do throws(ConfigurationFault) {
            guard bytes.count <= ConfigurationText.maximumLength else {
                throw ConfigurationFault("the file is longer than \(ConfigurationText.maximumLength >> 20) MiB", at: 0)
            }
            if let fault = ConfigurationText.firstForbiddenByte(in: bytes) { throw fault }
            switch syntax {
            case .json:
                var reader = JSONReader(bytes)
                root = try reader.readDocument()
                comments = reader.comments
            case .toml:
                var reader = TOMLReader(bytes)
                root = try reader.readDocument()
                comments = reader.comments
            }
        } catch {
            throw Refusal(
                error.isDuplicate ? .clientDuplicateKey : .clientSyntax, error.reason,
                at: ConfigurationText.location(of: error.offset, in: bytes, file))
        }
    }

    /// What the file may not hold wherever it stands: readers differ over it, or do not show it.
    private static func firstForbiddenByte(in bytes: [UInt8]) -> ConfigurationFault? {
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) {
            return ConfigurationFault("the file begins with a byte-order mark", at: 0)
        }
        var (decoder, iterator, offset) = (UTF8(), bytes.makeIterator(), 0)
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { offset += UTF8.width(scalar) }
        return offset == bytes.count ? nil : ConfigurationFault("this is not UTF-8", at: offset)
    }

    /// The line and column of a byte.
    func location(of offset: Int) -> SourceLocation { ConfigurationText.location(of: offset, in: bytes, file) }

    private static func location(of offset: Int, in bytes: [UInt8], _ file: String) -> SourceLocation {
        let before = bytes[..<min(offset, bytes.count)]
        let line = before.reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        // Bytes that continue a scalar count with its first one.
        let column = before[start...].reduce(1) { $1 & 0xc0 == 0x80 ? $0 : $0 + 1 }
        return SourceLocation(file: file, line: line, column: column)
    }

    /// Whether a comment stands anywhere in a range.
    func holdsComment(_ range: Range<Int>) -> Bool { comments.contains { $0.overlaps(range) } }

    /// The line break and the indentation before a byte, where nothing else stands before it on its line.
    func lineStart(before offset: Int) -> [UInt8]? {
        var start = offset
        while start > 0, bytes[start - 1] == 0x20 || bytes[start - 1] == 0x09 { start -= 1 }
        guard start > 0, bytes[start - 1] == UInt8(ascii: "\n") else { return nil }
        start -= 1
        if start > 0, bytes[start - 1] == UInt8(ascii: "\r") { start -= 1 }
        return Array(bytes[start..<offset])
    }

    /// A text as a literal of the syntax.
    ///
    /// What JSON escapes, TOML's basic strings escape in the same way.
    func literal(_ text: String) -> [UInt8] {
        var literal: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): literal += [UInt8(ascii: "\\"), byte]
            case 0..<0x20, 0x7f:
                let digits = Array(String(byte, radix: 16, uppercase: true).utf8)
                literal += Array("\\u00".utf8) + (digits.count == 1 ? [UInt8(ascii: "0")] : []) + digits
            default: literal.append(byte)
            }
        }
        return literal + [UInt8(ascii: "\"")]
    }
}

/// What is wrong with a configuration's bytes, and where.
struct ConfigurationFault: Error, Equatable {
    let reason: String
    /// Counts bytes from the file's start.
    let offset: Int
    /// Whether it is a key that stands twice.
    let isDuplicate: Bool

    init(_ reason: String, at offset: Int, isDuplicate: Bool = false) {
        self.reason = reason
        self.offset = offset
        self.isDuplicate = isDuplicate
    }
}
