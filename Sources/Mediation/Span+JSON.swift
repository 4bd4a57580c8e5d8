internal import Wire

extension Span<UInt8> {
    /// Lets `body` see the characters of a string, its escapes undone; without a copy where there are none.
    func withText<Failure: Error>(
        of range: JSONRange, _ body: (Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        let inner = extracting(range.lowerBound + 1..<range.upperBound - 1)
        if inner.indices.contains(where: { inner[$0] == UInt8(ascii: "\\") }) {
            let text = range.string(in: self) ?? ""
            try body(text.utf8.span)
        } else {
            try body(inner)
        }
    }

    /// Whether a part of it may have a member of this name, at any depth; false is certain.
    func mayName(_ name: StaticString, in range: JSONRange) -> Bool {
        let count = name.utf8CodeUnitCount
        for index in range.bounds {
            if self[index] == UInt8(ascii: "\\") { return true }
            guard index + count < range.upperBound else { continue }
            if (0..<count).allSatisfy({ unsafe self[index + $0] == name.utf8Start[$0] }) { return true }
        }
        return false
    }
}
