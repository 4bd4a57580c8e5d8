import Wire

/// Random numbers that a failing test can repeat: splitmix64.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// Random messages together with what a scanner must say of them.
struct MessageGenerator {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func message() -> (text: String, envelope: Envelope) {
        var envelope = Envelope()
        var members: [(String, String)] = []
        for _ in 0..<Int.random(in: 0...3, using: &random) { members.append((string(), value(depth: 3))) }
        if chance(0.8) {
            let number = Int64.random(in: -5...1_000_000, using: &random)
            envelope.id = .integer(number)
            members.append(("\"id\"", "\(number)"))
        }
        if chance(0.6) {
            envelope.hasMethod = true
            members.append(("\"method\"", string()))
        }
        if chance(0.3) {
            envelope.hasResult = true
            members.append(("\"result\"", value(depth: 4)))
        }
        if chance(0.2) {
            envelope.hasError = true
            members.append(("\"error\"", value(depth: 2)))
        }
        members.shuffle(using: &random)
        let text = members.map { "\($0)\(space()):\(space())\($1)" }.joined(separator: ",\(space())")
        return ("{\(space())\(text)\(space())}", envelope)
    }

    private mutating func value(depth: Int) -> String {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &random) {
        case 0: "\(Int.random(in: -99...99, using: &random))"
        case 1: "true"
        case 2: "null"
        case 3: "-1.5e+3"
        case 4: string()
        case 5:
            "["
                + (0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth: depth - 1) }
                .joined(separator: ",") + "]"
        default:
            "{"
                + (0..<Int.random(in: 0...3, using: &random)).map { _ in "\(string()):\(value(depth: depth - 1))" }
                .joined(separator: ",") + "}"
        }
    }

    /// Never one of the members that the scanner looks for.
    private mutating func string() -> String {
        let pieces = ["x", "\\\"", "\\\\", "{", "}", "[", "]", ",", ":", "é", "\\u0041", "id", "😀"]
        let count = Int.random(in: 0...6, using: &random)
        return "\"_" + (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined() + "\""
    }

    private mutating func space() -> String { chance(0.2) ? " " : "" }

    private mutating func chance(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &random) < probability
    }
}
