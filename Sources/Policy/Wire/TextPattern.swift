/// A pattern for a whole text: `matches:` of a rule.
///
/// A regular expression in the part of the syntax on which all readers of them agree: literals, `.`, `[…]`, `|`, `( )`,
/// `*`, `+`, `?`, `{n,m}`, `\d`, `\w`, `\s` (ASCII alone) and `\` before punctuation. It always means the whole text, and
/// compares Unicode scalars as they are. There are no back-references and nothing looks around, so that a text is read
/// once: time is text × pattern for any input. Source: Thompson, CACM 11(6), 1968.
package struct TextPattern: Sendable, Hashable, CustomStringConvertible {
    /// The pattern as a profile writes it.
    package let description: String
    private let steps: [Step]
    /// The ranges of all sets, so that a step is a plain value.
    private let ranges: [ClosedRange<UInt32>]

    /// One step of the machine; the numbers are of steps.
    private enum Step: Sendable, Hashable {
        /// One scalar in one of these of the ranges, or in none of them, then the next step.
        case scalar(Range<Int>, isInverted: Bool)
        /// Either of two, without reading.
        case either(Int, Int)
        /// The next step, which is this one.
        case goto(Int)
        case end
    }

    /// No pattern is longer than this many bytes.
    package static let longest = 1024
    /// No pattern comes to more steps, its repetitions written out.
    static let mostSteps = 512

    /// Reads a pattern.
    ///
    /// - Throws: `TextPatternError`.
    package init(_ text: String) throws(TextPatternError) {
        var parser = TextPatternParser(text)
        var machine = Machine()
        try machine.add(try parser.whole())
        machine.steps.append(.end)
        description = text
        steps = machine.steps
        ranges = machine.ranges
    }

    /// Whether it means the whole of a text.
    package func matches(_ text: String) -> Bool {
        var now = Places(steps.count)
        var next = Places(steps.count)
        var waiting: [Int] = []
        enter(0, &now, &waiting)
        for scalar in text.unicodeScalars {
            for place in now.list {
                if case .scalar(let set, let isInverted) = steps[place], holds(set, scalar.value) != isInverted {
                    enter(place + 1, &next, &waiting)
                }
            }
            swap(&now, &next)
            if now.list.isEmpty { return false }
            next.removeAll()
        }
        return now.contains(steps.count - 1)
    }

    private func holds(_ set: Range<Int>, _ value: UInt32) -> Bool {
        for index in set where ranges[index].contains(value) { return true }
        return false
    }

    /// Goes to a step, and on to wherever it leads without reading.
    ///
    /// - Parameter waiting: Room for the steps still to go to; empty before and after.
    private func enter(_ place: Int, _ places: inout Places, _ waiting: inout [Int]) {
        waiting.append(place)
        while let place = waiting.popLast() {
            guard places.insert(place) else { continue }
            switch steps[place] {
            case .scalar, .end: break
            case .goto(let other): waiting.append(other)
            case .either(let first, let second):
                waiting.append(second)
                waiting.append(first)
            }
        }
    }

    /// A set of steps that is emptied without being gone through.
    private struct Places {
        private(set) var list: [Int] = []
        private var round = 1
        private var seen: [Int]

        init(_ count: Int) {
            seen = [Int](repeating: 0, count: count)
            list.reserveCapacity(count)
        }

        func contains(_ place: Int) -> Bool { seen[place] == round }

        mutating func insert(_ place: Int) -> Bool {
            guard seen[place] != round else { return false }
            seen[place] = round
            list.append(place)
            return true
        }

        mutating func removeAll() {
            round += 1
            list.removeAll(keepingCapacity: true)
        }
    }

    /// The steps of a pattern as they come to be.
    private struct Machine {
        var steps: [Step] = []
        private(set) var ranges: [ClosedRange<UInt32>] = []
        /// How many nodes were added, which a repetition of nothing raises without a step.
        private var nodes = 0

        mutating func add(_ node: TextPatternNode) throws(TextPatternError) {
            nodes += 1
            guard steps.count < TextPattern.mostSteps, nodes < 8 * TextPattern.mostSteps else { throw .tooLong }
            switch node {
            case .scalar(let set):
                let first = ranges.count
                ranges += set.ranges
                steps.append(.scalar(first..<ranges.count, isInverted: set.isInverted))
            case .sequence(let nodes): for node in nodes { try add(node) }
            case .choice(let first, let second):
                let fork = steps.count
                steps.append(.either(fork + 1, 0))
                try add(first)
                let exit = steps.count
                steps.append(.goto(0))
                steps[fork] = .either(fork + 1, steps.count)
                try add(second)
                steps[exit] = .goto(steps.count)
            case .repeated(let node, let least, let most):
                for _ in 0..<least { try add(node) }
                guard let most else {
                    let fork = steps.count
                    steps.append(.either(fork + 1, 0))
                    try add(node)
                    steps.append(.goto(fork))
                    steps[fork] = .either(fork + 1, steps.count)
                    return
                }
                for _ in least..<max(least, most) {
                    let fork = steps.count
                    steps.append(.either(fork + 1, 0))
                    try add(node)
                    steps[fork] = .either(fork + 1, steps.count)
                }
            }
        }
    }
}

/// Why text is not a pattern that a profile may hold.
package enum TextPatternError: Error, Sendable, Hashable {
    /// Longer than `TextPattern.longest`, or more than its steps when repetitions are written out.
    case tooLong
    /// What is wrong, as a clause, with the number of the character, from 1.
    case syntax(String, at: Int)
}
