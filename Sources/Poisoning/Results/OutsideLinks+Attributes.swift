/// HTML.
extension OutsideLinks {
    /// Attributes whose value is an address.
    private static let single = [
        "src", "href", "xlink:href", "data", "poster", "background", "action", "formaction", "cite", "longdesc",
        "lowsrc",
        "dynsrc", "manifest", "codebase", "classid", "archive", "usemap",
    ]
    /// Attributes whose value has addresses among other things.
    private static let lists = [
        "srcset", "imagesrcset", "style", "content", "ping", "srcdoc", "fill", "filter", "mask",
    ]

    /// The values of such attributes, in order.
    ///
    /// Reads a tag as the most lenient reader does; one pass, however many tags are left open.
    static func attributes(in bytes: [UInt8]) -> [Place] {
        var reader = TagReader(bytes: bytes)
        return reader.read()
    }

    private struct TagReader {
        let bytes: [UInt8]
        private var places: [Place] = []
        /// Quotation marks that nothing closes any more.
        private var unclosed: Set<UInt8> = []
        private var index = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        mutating func read() -> [Place] {
            while index + 1 < bytes.count {
                if bytes[index] == UInt8(ascii: "<"), bytes[index + 1].isASCIILetter {
                    index += 1
                    skip { $0 > 0x20 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "<") }
                    readAttributes()
                } else {
                    index += 1
                }
            }
            return places
        }

        /// Reads up to the end of the tag, or to the start of another.
        private mutating func readAttributes() {
            while true {
                skip { $0 <= 0x20 || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "=") }
                guard index < bytes.count, bytes[index] != UInt8(ascii: ">"), bytes[index] != UInt8(ascii: "<") else {
                    return
                }
                let start = index
                skip { $0 > 0x20 && !"/=><".utf8.contains($0) }
                let name = String(decoding: bytes[start..<index], as: UTF8.self).lowercased()
                skip { $0 <= 0x20 }
                guard index < bytes.count, bytes[index] == UInt8(ascii: "=") else { continue }
                index += 1
                skip { $0 <= 0x20 }
                let value = readValue()
                if single.contains(name) {
                    places.append(.init(range: value, escapes: false))
                } else if lists.contains(name) {
                    places.append(.init(range: value, escapes: false, isList: true))
                }
            }
        }

        private mutating func readValue() -> Range<Int> {
            guard index < bytes.count else { return index..<index }
            let quote = bytes[index]
            if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"), !unclosed.contains(quote) {
                if let end = bytes[(index + 1)...].firstIndex(of: quote) {
                    defer { index = end + 1 }
                    return index + 1..<end
                }
                unclosed.insert(quote)
            }
            let start = index
            skip { $0 > 0x20 && $0 != UInt8(ascii: ">") }
            return start..<index
        }

        private mutating func skip(while holds: (UInt8) -> Bool) {
            while index < bytes.count, holds(bytes[index]) { index += 1 }
        }
    }
}
