internal import Wire

extension SurfaceItem {
    /// The item with `${workspace}` wherever it names the workspace, so that it is the same in every workspace.
    ///
    /// Servers say in their texts and defaults which folder they work in. A path of one component is left as it is, for too
    /// many texts have it in them.
    ///
    /// - Parameter workspace: Absolute.
    package func placed(in workspace: String) -> SurfaceItem {
        let path = Array(workspace.utf8)
        guard path.first == UInt8(ascii: "/"), path.dropFirst().contains(UInt8(ascii: "/")) else { return self }
        let placed = SurfaceItem.replacing(path, in: definition)
        // A template is told apart by its URI, which may name the workspace too.
        let name = kind == .template ? SurfaceItem.replacing(path, in: name) : name
        return placed == definition && name == self.name ? self : SurfaceItem(kind, name, placed)
    }

    private static func replacing(_ path: [UInt8], in node: JSONNode) -> JSONNode {
        switch node {
        case .null, .bool, .number: node
        case .string(let text): .string(replacing(path, in: text))
        case .array(let elements): .array(elements.map { replacing(path, in: $0) })
        case .object(let members): .object(members.map { .init($0.name, replacing(path, in: $0.value)) })
        }
    }

    private static func replacing(_ path: [UInt8], in text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.count >= path.count else { return text }
        var result: [UInt8] = []
        var rest = bytes[...]
        while let byte = rest.first {
            if byte == path[0], rest.starts(with: path), rest.dropFirst(path.count).first.map(endsName) ?? true {
                result += Array("${workspace}".utf8)
                rest = rest.dropFirst(path.count)
            } else {
                result.append(byte)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Whether a name of a path ends before a byte; `/srv/app` is no part of `/srv/apple`.
    private static func endsName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), 0x80...0xff:
            false
        default: true
        }
    }
}
