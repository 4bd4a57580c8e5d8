/// Reads the parameters of a query as a form writes them.
enum HTTPQuery {
    /// One `name=value`, and where its parts are.
    struct Parameter {
        var name: [UInt8]
        /// Where the value is in the query, without the `=`; empty where there is none.
        var value: Range<Int>
    }

    /// The parameters between `&`, with their names decoded.
    static func parameters(of query: [UInt8]) -> [Parameter] {
        split(query).map { range in
            let equals = range.first { query[$0] == UInt8(ascii: "=") }
            return Parameter(
                name: decoded(query[range.lowerBound..<(equals ?? range.upperBound)]),
                value: (equals.map { $0 + 1 } ?? range.upperBound)..<range.upperBound)
        }
    }

    /// The decoded values of a parameter.
    ///
    /// What some readers cut at a `;` besides is under no name: it makes the value another.
    static func values(of name: String, in query: [UInt8]) -> [[UInt8]] {
        parameters(of: query).filter { $0.name.elementsEqual(name.utf8) }.map { decoded(query[$0.value]) }
    }

    private static func split(_ query: [UInt8]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        for index in query.indices where query[index] == UInt8(ascii: "&") {
            ranges.append(start..<index)
            start = index + 1
        }
        return ranges + [start..<query.count]
    }

    static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
        let text = Array(text)
        var bytes: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index] == UInt8(ascii: "%"), let byte = HTTPByte.percentDecoded(text.span, at: index) {
                bytes.append(byte)
                index += 3
            } else {
                bytes.append(text[index] == UInt8(ascii: "+") ? 0x20 : text[index])
                index += 1
            }
        }
        return bytes
    }
}
