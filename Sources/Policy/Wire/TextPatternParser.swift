/// What a pattern is made of.
indirect enum TextPatternNode {
    case scalar(ScalarSet)
    case sequence([TextPatternNode])
    case choice(TextPatternNode, TextPatternNode)
    /// At least so often, at most so often; without end where the second is nil.
    case repeated(TextPatternNode, Int, Int?)
}

/// Some scalars, or all others.
struct ScalarSet: Sendable, Hashable {
    private(set) var ranges: [ClosedRange<UInt32>] = []
    var isInverted = false

    /// Every scalar but the line feed.
    static let any: ScalarSet = {
        var set = ScalarSet("\n")
        set.isInverted = true
        return set
    }()

    init() {}

    init(_ scalar: Unicode.Scalar) { ranges = [scalar.value...scalar.value] }

    /// The set that a letter after `\` stands for; nil where it stands for none.
    init?(class letter: Unicode.Scalar) {
        switch letter {
        case "d": ranges = [0x30...0x39]
        case "w": ranges = [0x30...0x39, 0x41...0x5a, 0x5f...0x5f, 0x61...0x7a]
        case "s": ranges = [0x09...0x0d, 0x20...0x20]
        default: return nil
        }
    }

    mutating func insert(_ first: Unicode.Scalar, through last: Unicode.Scalar) {
        ranges.append(first.value...last.value)
    }

    mutating func formUnion(_ other: ScalarSet) { ranges += other.ranges }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(scalar.value) } != isInverted
    }
}

/// Reads the text of a pattern.
struct TextPatternParser {
    private let text: [Unicode.Scalar]
    private var position = 0
    private var depth = 0

    /// Groups inside one another.
    private static let deepest = 16
    /// The largest number of a `{n,m}`.
    private static let mostRepetitions = 256

    init(_ text: String) { self.text = Array(text.unicodeScalars) }

    mutating func whole() throws(TextPatternError) -> TextPatternNode {
        guard text.reduce(0, { $0 + UTF8.width($1) }) <= TextPattern.longest else { throw .tooLong }
        let node = try choice()
        guard position == text.count else { throw syntax("this `)` closes nothing") }
        return node
    }

    private mutating func choice() throws(TextPatternError) -> TextPatternNode {
        var node = try sequence()
        while take("|") { node = .choice(node, try sequence()) }
        return node
    }

    private mutating func sequence() throws(TextPatternError) -> TextPatternNode {
        var nodes: [TextPatternNode] = []
        while let scalar = peek, scalar != "|", scalar != ")" { nodes.append(try repetition(of: try atom())) }
        return .sequence(nodes)
    }

    private mutating func atom() throws(TextPatternError) -> TextPatternNode {
        guard let scalar = peek else { throw syntax("the pattern ends too early") }
        switch scalar {
        case "(": return try group()
        case "[": return .scalar(try scalarClass())
        case ".":
            position += 1
            return .scalar(.any)
        case "\\": return .scalar(try escape())
        case "^", "$":
            throw syntax("a pattern always means the whole text, so that `^` and `$` stand for nothing")
        case "*", "+", "?", "{": throw syntax("there is nothing to repeat before this `\(scalar)`")
        case "]", "}": throw syntax("a `\(scalar)` that is meant is written `\\\(scalar)`")
        default:
            position += 1
            return .scalar(ScalarSet(scalar))
        }
    }

    private mutating func group() throws(TextPatternError) -> TextPatternNode {
        guard depth < TextPatternParser.deepest else { throw syntax("the groups are too deep") }
        let start = position
        position += 1
        guard peek != "?" else { throw syntax("groups have no `?` words") }
        depth += 1
        let node = try choice()
        depth -= 1
        guard take(")") else { throw .syntax("this `(` is not closed", at: start + 1) }
        return node
    }

    private mutating func repetition(of node: TextPatternNode) throws(TextPatternError) -> TextPatternNode {
        let repeated: TextPatternNode
        switch peek {
        case "*": repeated = .repeated(node, 0, nil)
        case "+": repeated = .repeated(node, 1, nil)
        case "?": repeated = .repeated(node, 0, 1)
        case "{":
            let bounds = try bounds()
            repeated = .repeated(node, bounds.least, bounds.most)
        default: return node
        }
        position += 1
        if let scalar = peek, "*+?{".unicodeScalars.contains(scalar) {
            throw syntax("what is repeated cannot be repeated once more without a group")
        }
        return repeated
    }

    /// `{n}`, `{n,}` or `{n,m}`, up to its brace.
    private mutating func bounds() throws(TextPatternError) -> (least: Int, most: Int?) {
        position += 1
        let least = try number()
        var most: Int? = least
        if take(",") { most = peek == "}" ? nil : try number() }
        guard peek == "}", most.map({ $0 >= least }) ?? true else {
            throw syntax("a repetition is `{n}`, `{n,}` or `{n,m}`, the smaller number first")
        }
        return (least, most)
    }

    private mutating func number() throws(TextPatternError) -> Int {
        let start = position
        var value = 0
        while let scalar = peek, (0x30...0x39).contains(scalar.value) {
            value = value * 10 + Int(scalar.value - 0x30)
            guard value <= TextPatternParser.mostRepetitions else {
                throw syntax("a repetition has at most \(TextPatternParser.mostRepetitions)")
            }
            position += 1
        }
        guard position > start else { throw syntax("a repetition is `{n}`, `{n,}` or `{n,m}`, with decimal digits") }
        return value
    }

    private mutating func scalarClass() throws(TextPatternError) -> ScalarSet {
        let start = position
        position += 1
        var set = ScalarSet()
        set.isInverted = take("^")
        while let scalar = peek, scalar != "]" {
            let first = try member(scalar)
            guard peek == "-", position + 1 < text.count, text[position + 1] != "]" else {
                set.formUnion(first.set)
                continue
            }
            position += 1
            let last = try member(text[position])
            guard let low = first.single, let high = last.single, low.value <= high.value else {
                throw syntax("a range goes from a lower character to a higher")
            }
            set.insert(low, through: high)
        }
        guard take("]") else { throw .syntax("this `[` is not closed", at: start + 1) }
        guard !set.ranges.isEmpty else { throw .syntax("this `[]` means nothing", at: start + 1) }
        return set
    }

    /// One member of a class: a scalar, or the set that an escape stands for.
    private mutating func member(
        _ scalar: Unicode.Scalar
    ) throws(TextPatternError) -> (set: ScalarSet, single: Unicode.Scalar?) {
        if scalar == "[" { throw syntax("a `[` that is meant is written `\\[`") }
        guard scalar == "\\" else {
            position += 1
            return (ScalarSet(scalar), scalar)
        }
        let set = try escape()
        let isClass = set.ranges.count > 1 || set.ranges[0].count > 1
        return (set, isClass ? nil : Unicode.Scalar(set.ranges[0].lowerBound))
    }

    private mutating func escape() throws(TextPatternError) -> ScalarSet {
        position += 1
        guard let scalar = peek else { throw syntax("a `\\` stands before something") }
        let set: ScalarSet
        if let known = ScalarSet(class: scalar) {
            set = known
        } else if scalar == "n" {
            set = ScalarSet("\n")
        } else if scalar == "t" {
            set = ScalarSet("\t")
        } else {
            let isLetterOrDigit = scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            guard scalar.isASCII, (0x21...0x7e).contains(scalar.value) || scalar == " ", !isLetterOrDigit else {
                throw syntax("`\\` stands before punctuation, or one of `d`, `w`, `s`, `n`, `t`")
            }
            set = ScalarSet(scalar)
        }
        position += 1
        return set
    }

    private var peek: Unicode.Scalar? { position < text.count ? text[position] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        position += 1
        return true
    }

    private func syntax(_ problem: String) -> TextPatternError { .syntax(problem, at: position + 1) }
}
