/// Finding a part by a JSON pointer.
///
/// Source: RFC 6901.
extension JSONNode {
    /// The part that a pointer leads to, such as `/arguments/path`; nil where it leads nowhere, or is none.
    ///
    /// The empty pointer is the whole. `-` is behind an array's end, where there is nothing to read.
    package func at(pointer: String) -> JSONNode? {
        guard !pointer.utf8.isEmpty else { return self }
        guard pointer.utf8.first == UInt8(ascii: "/") else { return nil }
        var node = self
        for token in pointer.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let name = Self.unescaped(token), let next = node.part(named: name) else { return nil }
            node = next
        }
        return node
    }

    private func part(named name: String) -> JSONNode? {
        guard case .array(let elements) = self else { return self[name] }
        let digits = name.utf8
        // An index has no sign and no leading zero.
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }), digits.count == 1 || digits.first != 0x30,
            let index = Int(name), index < elements.count
        else { return nil }
        return elements[index]
    }

    /// A token with `~1` for a slash and `~0` for a tilde; nil where a tilde is followed by anything else.
    private static func unescaped(_ token: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        var rest = token[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "~") else {
                bytes.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "0"): bytes.append(UInt8(ascii: "~"))
            case UInt8(ascii: "1"): bytes.append(UInt8(ascii: "/"))
            default: return nil
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
