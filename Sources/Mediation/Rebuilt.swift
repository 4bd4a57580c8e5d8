internal import Wire

/// A message in other bytes than it came, and the rules that made it so.
struct Rebuilt {
    /// Without a newline.
    var bytes: [UInt8]
    var rules: [String]

    init(bytes: [UInt8], rules: [String]) {
        self.bytes = bytes
        self.rules = rules
    }

    /// A line with some of its values replaced; the rest is copied as it is.
    ///
    /// - Parameter replacements: In the order of the line, and none inside another.
    init(_ line: Span<UInt8>, replacing replacements: [(range: JSONRange, value: JSONNode)], by rule: String) {
        bytes = []
        bytes.reserveCapacity(line.count + 64)
        rules = [rule]
        var from = 0
        for (range, value) in replacements {
            precondition(range.lowerBound >= from, "replacements in the order of the line")
            bytes.append(copying: line.extracting(from..<range.lowerBound))
            value.append(to: &bytes)
            from = range.upperBound
        }
        bytes.append(copying: line.extracting(from..<line.count))
    }
}

extension [UInt8] {
    mutating func append(copying bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { buffer in unsafe append(contentsOf: buffer) }
    }
}
