/// A message of HTTP/1.1 as a plain reader takes it, in slices, once all of it is there.
package struct PlainHTTP {
    package var startLine: String
    /// Names in small letters.
    package var fields: [(name: String, value: [UInt8])] = []
    package var content: [UInt8] = []

    /// Cuts a message off the front; nil where there is no whole one.
    ///
    /// `untilEnd` says that a body without a length is all the rest; `hasBody` that there may be one.
    package init?(_ rest: inout ArraySlice<UInt8>, untilEnd: Bool, hasBody: (String) -> Bool) {
        guard let end = Self.find([13, 10, 13, 10], in: rest) else { return nil }
        var lines: [ArraySlice<UInt8>] = []
        var head = rest[..<(end + 2)]
        while let lineEnd = Self.find([13, 10], in: head) {
            lines.append(head[..<lineEnd])
            head = head[(lineEnd + 2)...]
        }
        guard let first = lines.first else { return nil }
        startLine = String(decoding: first, as: UTF8.self)
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: 58) else { return nil }
            var value = line[(colon + 1)...]
            while let byte = value.first, byte == 32 || byte == 9 { value = value.dropFirst() }
            while let byte = value.last, byte == 32 || byte == 9 { value = value.dropLast() }
            fields.append((String(decoding: line[..<colon], as: UTF8.self).lowercased(), Array(value)))
        }
        var body = rest[(end + 4)...]
        if !hasBody(startLine) {
            content = []
        } else if text("transfer-encoding") != nil {
            guard let chunks = Self.chunks(&body) else { return nil }
            content = chunks
        } else if let length = text("content-length") {
            guard let count = Int(length), body.count >= count else { return nil }
            content = Array(body.prefix(count))
            body = body.dropFirst(count)
        } else if untilEnd {
            content = Array(body)
            body = []
        }
        rest = body
    }

    /// The value of the first field of a name.
    package func text(_ name: String) -> String? {
        fields.first { $0.name == name }.map { String(decoding: $0.value, as: UTF8.self) }
    }

    package func count(_ name: String) -> Int { fields.count { $0.name == name } }

    private static func chunks(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        var content: [UInt8] = []
        while let lineEnd = find([13, 10], in: rest) {
            guard let size = Int(String(decoding: rest[..<lineEnd], as: UTF8.self), radix: 16), size >= 0 else {
                return nil
            }
            rest = rest[(lineEnd + 2)...]
            guard size > 0 else {
                // Whatever fields, then an empty line.
                while let end = find([13, 10], in: rest) {
                    let isEmpty = end == rest.startIndex
                    rest = rest[(end + 2)...]
                    if isEmpty { return content }
                }
                return nil
            }
            guard rest.count >= size + 2, rest.dropFirst(size).starts(with: [13, 10]) else { return nil }
            content += rest.prefix(size)
            rest = rest.dropFirst(size + 2)
        }
        return nil
    }

    package static func find(_ needle: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count >= needle.count else { return nil }
        return (bytes.startIndex...(bytes.endIndex - needle.count)).first { bytes[$0...].starts(with: needle) }
    }
}
