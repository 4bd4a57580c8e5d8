package import Wire

/// Definitions that look random and are the same in every run for a seed.
///
/// Source: SplitMix64, Steele et al., 2014.
package struct DefinitionGenerator: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &self)]
    }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    /// A text, some of it hostile.
    package mutating func text() -> String {
        let pieces = [
            "a", "é", "e\u{301}", "K", "\u{212a}", " ", "\n", "\"", "\\", "\u{0}", "\u{1b}[31m", "\u{202e}", "\u{200b}",
            "\u{fe0f}", "⚠\u{fe0f}", "\u{e0041}", "漢字", "/", "~", "$lines", "{", "\u{2028}", "\u{ffff}", "\r",
        ]
        return (0..<Int.random(in: 0...6, using: &self)).map { _ in pick(pieces) }.joined()
    }

    private mutating func number() -> String {
        pick(["0", "-0", "1", "1.0", "10e-1", "-3.25", "1e3", "1000", "12345678901234567890", "1e-30", "0.1", "5E+2"])
    }

    /// A value of any kind, no deeper than so.
    package mutating func value(depth: Int) -> JSONNode {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &self) {
        case 0: return .null
        case 1: return .bool(chance(50))
        case 2: return .number(number())
        case 3, 4: return .string(text())
        case 5: return .array((0..<Int.random(in: 0...4, using: &self)).map { _ in value(depth: depth - 1) })
        default: return object(depth: depth) { generator, _ in generator.value(depth: depth - 1) }
        }
    }

    private mutating func object(
        depth: Int, _ value: (inout DefinitionGenerator, String) -> JSONNode
    ) -> JSONNode {
        let words = ["name", "required", "enum", "type", "properties", "$lines", "$object", "default", "K", "\u{212a}"]
        var names: [String] = []
        for _ in 0..<Int.random(in: 0...5, using: &self) {
            let name = chance(70) ? pick(words) : text()
            if !names.contains(where: { $0.utf8.elementsEqual(name.utf8) }) { names.append(name) }
        }
        return .object(names.map { .init($0, value(&self, $0)) })
    }

    /// A schema, or something that only looks like one.
    package mutating func schema(depth: Int) -> JSONNode {
        if depth == 0 || chance(10) { return chance(50) ? .object([]) : value(depth: 1) }
        var members: [JSONNode.Member] = []
        for keyword in ["type", "properties", "required", "enum", "items", "anyOf", "description", "default", "$defs"]
        where chance(40) {
            members.append(.init(keyword, chance(85) ? part(keyword, depth) : value(depth: 2)))
        }
        return .object(members)
    }

    private mutating func part(_ keyword: String, _ depth: Int) -> JSONNode {
        switch keyword {
        case "type": chance(50) ? .string("string") : .array([.string("null"), .string("number")])
        case "properties", "$defs": object(depth: depth) { generator, _ in generator.schema(depth: depth - 1) }
        case "required":
            .array((0..<Int.random(in: 0...3, using: &self)).map { _ in .string(pick(["name", "type", "x"])) })
        case "enum": .array((0..<Int.random(in: 0...4, using: &self)).map { _ in value(depth: 1) })
        case "anyOf": .array((0..<Int.random(in: 0...2, using: &self)).map { _ in schema(depth: depth - 1) })
        case "items": schema(depth: depth - 1)
        case "default": value(depth: 2)
        default: .string(text())
        }
    }

    /// The definition of a tool.
    package mutating func definition() -> JSONNode {
        var members: [JSONNode.Member] = [.init("name", .string("t"))]
        if chance(80) { members.append(.init("description", .string(text()))) }
        if chance(80) { members.append(.init("inputSchema", schema(depth: 4))) }
        if chance(40) { members.append(.init("outputSchema", schema(depth: 3))) }
        if chance(40) {
            members.append(.init("annotations", object(depth: 1) { generator, _ in generator.value(depth: 1) }))
        }
        if chance(30) { members.append(.init("_meta", value(depth: 3))) }
        return .object(members)
    }
}
