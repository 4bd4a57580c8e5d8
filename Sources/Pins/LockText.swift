internal import Surface
internal import Wire

/// A JSON value as the lock file writes it: two spaces a level, one thing a line, nothing invisible.
struct LockText {
    private(set) var bytes: [UInt8] = []

    /// The key of a text of several lines, and that of an object that has either key itself.
    static let linesKey = "$lines"
    static let objectKey = "$object"

    /// The text of a value, with a line break at its end.
    init(_ node: JSONNode) {
        append(node, indentation: 0)
        bytes.append(0x0a)
    }

    private mutating func append(_ node: JSONNode, indentation: Int) {
        switch node {
        case .null, .bool, .number: node.append(to: &bytes)
        case .string(let text): append(text)
        case .array(let elements):
            enclose("[", elements, "]", indentation) { line, element in
                line.append(element, indentation: indentation + 1)
            }
        case .object(let members):
            enclose("{", members, "}", indentation) { line, member in
                line.append(member.name)
                line.bytes.append(contentsOf: ": ".utf8)
                line.append(member.value, indentation: indentation + 1)
            }
        }
    }

    private mutating func enclose<Element>(
        _ open: String, _ elements: [Element], _ close: String, _ indentation: Int,
        _ body: (inout LockText, Element) -> Void
    ) {
        bytes.append(contentsOf: open.utf8)
        for (index, element) in elements.enumerated() {
            bytes.append(contentsOf: (index == 0 ? "\n" : ",\n").utf8)
            bytes.append(contentsOf: repeatElement(0x20, count: 2 * (indentation + 1)))
            body(&self, element)
        }
        if !elements.isEmpty {
            bytes.append(0x0a)
            bytes.append(contentsOf: repeatElement(0x20, count: 2 * indentation))
        }
        bytes.append(contentsOf: close.utf8)
    }

    /// A string in which everything without a shape of its own is escaped.
    private mutating func append(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\":
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(UInt8(scalar.value))
            case "\n": bytes.append(contentsOf: "\\n".utf8)
            case "\t": bytes.append(contentsOf: "\\t".utf8)
            case let scalar where VisibleText.isVisible(scalar): bytes.append(contentsOf: String(scalar).utf8)
            case let scalar: for unit in String(scalar).utf16 { append(escaped: unit) }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func append(escaped unit: UInt16) {
        let digits = String(unit, radix: 16)
        bytes.append(contentsOf: "\\u".utf8)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count))
        bytes.append(contentsOf: digits.utf8)
    }
}

extension LockText {
    /// A definition with its texts of several lines as arrays of them.
    static func folded(_ node: JSONNode) -> JSONNode {
        switch node {
        case .null, .bool, .number: return node
        case .string(let text):
            let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            guard lines.count > 1 else { return node }
            return .object([.init(linesKey, .array(lines.map { .string(String($0)) }))])
        case .array(let elements): return .array(elements.map(folded))
        case .object(let members):
            let inner = JSONNode.object(members.map { .init($0.name, folded($0.value)) })
            return inner[linesKey] != nil || inner[objectKey] != nil ? .object([.init(objectKey, inner)]) : inner
        }
    }

    /// The definition that was folded; nil for what no definition is folded to.
    static func unfolded(_ node: JSONNode) -> JSONNode? {
        switch node {
        case .null, .bool, .number, .string: return node
        case .array(let elements):
            let inner = elements.compactMap(unfolded)
            return inner.count == elements.count ? .array(inner) : nil
        case .object(let members):
            if let lines = node[linesKey] {
                guard members.count == 1, case .array(let elements) = lines, elements.count > 1 else { return nil }
                let texts = elements.compactMap(\.text)
                guard texts.count == elements.count, !texts.contains(where: { $0.utf8.contains(0x0a) }) else {
                    return nil
                }
                return .string(texts.joined(separator: "\n"))
            }
            if let object = node[objectKey] {
                guard members.count == 1, case .object(let inner) = object else { return nil }
                guard object[linesKey] != nil || object[objectKey] != nil else { return nil }
                return unfolded(members: inner)
            }
            return unfolded(members: members)
        }
    }

    private static func unfolded(members: [JSONNode.Member]) -> JSONNode? {
        let inner = members.compactMap { member in unfolded(member.value).map { JSONNode.Member(member.name, $0) } }
        return inner.count == members.count ? .object(inner) : nil
    }
}
