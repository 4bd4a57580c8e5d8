package import Wire

/// What may be done to a definition without changing it, and what changes it.
extension DefinitionGenerator {
    /// The same definition in other words: members in another order, numbers in another spelling, sets of a schema shuffled.
    package mutating func rewritten(_ definition: JSONNode) -> JSONNode {
        guard case .object(let members) = definition else { return respelled(definition) }
        return .object(
            members.map { member in
                let isSchema = member.name == "inputSchema" || member.name == "outputSchema"
                return .init(member.name, isSchema ? rewritten(schema: member.value) : respelled(member.value))
            }.shuffled(using: &self))
    }

    /// Another order of members and another spelling of numbers, and nothing else.
    private mutating func respelled(_ node: JSONNode) -> JSONNode {
        switch node {
        case .null, .bool, .string: node
        case .number(let text): .number(respelled(number: text))
        case .array(let elements): .array(elements.map { respelled($0) })
        case .object(let members):
            .object(members.map { .init($0.name, respelled($0.value)) }.shuffled(using: &self))
        }
    }

    private mutating func respelled(number: String) -> String {
        let isPlain = number.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2d }
        return isPlain && UInt64.random(in: 0...1, using: &self) == 0 ? "\(number).0" : number
    }

    private mutating func rewritten(schema: JSONNode) -> JSONNode {
        guard case .object(let members) = schema else { return respelled(schema) }
        return .object(
            members.map { member in
                switch (member.name, member.value) {
                case ("required", .array(let set)), ("enum", .array(let set)), ("type", .array(let set)):
                    let again = set.isEmpty ? [] : [set[0]]
                    return .init(member.name, .array((set.map { respelled($0) } + again).shuffled(using: &self)))
                case ("properties", .object(let inner)), ("$defs", .object(let inner)):
                    let inner = inner.map { JSONNode.Member($0.name, rewritten(schema: $0.value)) }
                    return .init(member.name, .object(inner.shuffled(using: &self)))
                case ("items", let inner): return .init("items", rewritten(schema: inner))
                case ("anyOf", .array(let inner)): return .init("anyOf", .array(inner.map { rewritten(schema: $0) }))
                case (_, let value): return .init(member.name, respelled(value))
                }
            }.shuffled(using: &self))
    }

    /// The value with one thing in it changed that means something, wherever it is.
    package mutating func changed(_ node: JSONNode) -> JSONNode {
        switch node {
        case .null: return .bool(false)
        case .bool(let value): return .bool(!value)
        case .number: return .string("no number")
        case .string(let text):
            let additions = ["x", "\u{200b}", "\u{301}", " ", "\n"]
            return .string(text + additions[Int.random(in: additions.indices, using: &self)])
        case .array(let elements):
            // An element of its own, for one that is there already would be no change of a set.
            guard let index = elements.indices.randomElement(using: &self), UInt64.random(in: 0...2, using: &self) > 0
            else { return .array(elements + [.string("an element that is nowhere else")]) }
            var elements = elements
            elements[index] = .string("an element that is nowhere else")
            return .array(elements)
        case .object(let members):
            let name = "a name that is nowhere else"
            guard let index = members.indices.randomElement(using: &self) else { return .object([.init(name, .null)]) }
            var members = members
            switch UInt64.random(in: 0...5, using: &self) {
            case 0: members.append(.init(name, .null))
            case 1: members.remove(at: index)
            case 2: members[index].name = name
            default: members[index].value = changed(members[index].value)
            }
            return .object(members)
        }
    }
}
