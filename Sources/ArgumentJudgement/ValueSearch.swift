import Policy
import Wire

/// Finds the values that a rule is about.
///
/// `null` and an empty list count as nothing there. What stands where a mapping or a list would have to be is refused and
/// not passed over: a server may take a text for the JSON in it.
struct ValueSearch {
    private let pointer: ArgumentPointer
    private let isRequired: Bool
    private var found: [JSONNode] = []

    init(_ pointer: ArgumentPointer, isRequired: Bool) {
        self.pointer = pointer
        self.isRequired = isRequired
    }

    /// The values, where the rule's is a list its elements.
    ///
    /// - Throws: `RuleObjection`.
    mutating func values(in arguments: JSONNode) throws(RuleObjection) -> [JSONNode] {
        found = []
        try go(pointer.steps[...], arguments)
        return found
    }

    private mutating func go(
        _ steps: ArraySlice<ArgumentPointer.Step>, _ node: JSONNode
    ) throws(RuleObjection) {
        if case .null = node { return try miss() }
        guard let step = steps.first else { return try take(node) }
        let rest = steps.dropFirst()
        switch (step, node) {
        case (.any, .array(let elements)):
            if elements.isEmpty { try miss() }
            for element in elements { try go(rest, element) }
        case (.any, .object(let members)):
            if members.isEmpty { try miss() }
            for member in members { try go(rest, member.value) }
        case (.name(let name), .array(let elements)):
            guard let index = ValueSearch.index(name) else { throw .wrongKind }
            if index < elements.count { try go(rest, elements[index]) } else { try miss() }
        case (.name(let name), .object(let members)):
            guard let value = try ValueSearch.member(name, of: members) else { return try miss() }
            try go(rest, value)
        default: throw .wrongKind
        }
    }

    private mutating func take(_ node: JSONNode) throws(RuleObjection) {
        guard case .array(let elements) = node else {
            found.append(node)
            return
        }
        if elements.isEmpty { try miss() }
        for element in elements {
            switch element {
            case .array, .null: throw .wrongKind
            case .bool, .number, .string, .object: found.append(element)
            }
        }
    }

    private func miss() throws(RuleObjection) {
        if isRequired { throw .missing }
    }

    /// The member of a name.
    ///
    /// Go's encoding/json and the web defaults of .NET take members whatever the case of their letters.
    private static func member(
        _ name: String, of members: [JSONNode.Member]
    ) throws(RuleObjection) -> JSONNode? {
        var value: JSONNode?
        for member in members {
            if member.name.utf8.elementsEqual(name.utf8) {
                value = member.value
            } else if isSameFolded(member.name, name) {
                throw .differsInCase
            }
        }
        return value
    }

    private static func isSameFolded(_ first: String, _ second: String) -> Bool {
        first.unicodeScalars.lazy.map(folded).elementsEqual(second.unicodeScalars.lazy.map(folded))
    }

    /// A scalar without its case; the two letters beyond ASCII that fold into it are those of Go's table.
    private static func folded(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\u{17f}": "s"
        case "\u{212a}": "k"
        default: scalar.properties.lowercaseMapping
        }
    }

    /// The number of an element; nil for what is none.
    ///
    /// Source: RFC 6901, section 4.
    private static func index(_ name: String) -> Int? {
        guard name.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            name == "0" || !name.hasPrefix("0")
        else { return nil }
        return Int(name)
    }
}
