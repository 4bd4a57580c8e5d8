import SyscallPolicy

/// Calls that reach every corner of some tables.
///
/// Every number, foreign architectures, and around every value that a rule compares, with clean and dirty high halves. The
/// same seed gives the same calls.
struct CallCorpus {
    private(set) var records: [SyscallRecord] = []
    private let architecture: SyscallArchitecture
    private var random: SeededGenerator

    /// Tokens of i386, x86-64, arm and aarch64, and two of nobody.
    static let tokens: [UInt32] = [0x4000_0003, 0xC000_003E, 0x4000_0028, 0xC000_00B7, 0, .max]

    /// What an argument's high half may hold, where the kernel does not look.
    private static let highHalves: [UInt64] = [0, 1 << 32, 0xFFFF_FFFF << 32, 0x8000_0000 << 32]

    init(for rules: [[UInt32: SyscallRule]], on architecture: SyscallArchitecture, seed: UInt64) {
        self.architecture = architecture
        random = SeededGenerator(state: seed)
        for number in UInt32(0)...700 {
            addPlain(number)
            addPlain(number | 0x4000_0000)
        }
        for number: UInt32 in [0x3FFF_FFFF, 0x7FFF_FFFF, 0x8000_0000, 0xBFFF_FFFF, 0xC000_0000, .max - 1, .max] {
            addPlain(number)
        }
        for token in Self.tokens {
            for number in UInt32(0)...700 { add(number, [0, 0, 0, 0, 0, 0], token: token) }
        }
        for table in rules {
            for (number, rule) in table.sorted(by: { $0.key < $1.key }) { addCorners(of: rule, number) }
        }
    }

    /// The call with nothing, and with random, in its arguments.
    private mutating func addPlain(_ number: UInt32) {
        add(number, [0, 0, 0, 0, 0, 0], token: architecture.token)
        add(number, (0..<6).map { _ in random.next() }, token: architecture.token)
    }

    /// For every way through the rule: the values of the way itself, and each of its arguments moved to each corner.
    private mutating func addCorners(of rule: SyscallRule, _ number: UInt32) {
        for way in Self.ways(through: rule) {
            for high in Self.highHalves {
                var base = (0..<6).map { _ in random.next() }
                for (index, value) in way { base[index] = high | UInt64(value) }
                add(number, base, token: architecture.token)
                for (index, corner) in corners(of: rule) {
                    var arguments = base
                    arguments[index] = high | UInt64(corner)
                    add(number, arguments, token: architecture.token)
                    // With what the other bits of that argument held before, where the rule looks at few.
                    arguments[index] = base[index] ^ UInt64(corner)
                    add(number, arguments, token: architecture.token)
                }
            }
        }
    }

    private mutating func add(_ number: UInt32, _ arguments: [UInt64], token: UInt32) {
        records.append(SyscallRecord(number: number, token: token, arguments: arguments))
    }

    /// Each way to an action, as the values that lead there; for values that no branch lists, one of them.
    private static func ways(through rule: SyscallRule) -> [[Int: UInt32]] {
        guard case .compare(let argument, let branches, let otherwise) = rule else { return [[:]] }
        var ways: [[Int: UInt32]] = []
        for branch in branches {
            for value in branch.values {
                for way in Self.ways(through: branch.rule) {
                    // Two comparisons of one argument look at different bits.
                    ways.append(way.merging([argument.index: value]) { $0 | $1 })
                }
            }
        }
        let listed = Set(branches.flatMap(\.values))
        if let unlisted = (UInt32(0)..<64).map({ spread($0, over: argument.mask) }).first(where: {
            !listed.contains($0)
        }) {
            ways += Self.ways(through: otherwise).map { $0.merging([argument.index: unlisted]) { $0 | $1 } }
        }
        return ways
    }

    /// The bits of a number, laid on the lowest bits of a mask.
    private static func spread(_ number: UInt32, over mask: UInt32) -> UInt32 {
        var result: UInt32 = 0
        var source = number
        for bit in 0..<32 where mask & (1 << bit) != 0 {
            result |= (source & 1) << bit
            source >>= 1
        }
        return result
    }

    /// Around every value that the rule compares anywhere: itself, its neighbours, and with each single bit turned.
    private mutating func corners(of rule: SyscallRule) -> [(index: Int, value: UInt32)] {
        var corners: Set<Corner> = []
        func visit(_ rule: SyscallRule) {
            guard case .compare(let argument, let branches, let otherwise) = rule else { return }
            var values: Set<UInt32> = [0, .max, argument.mask, ~argument.mask]
            for value in branches.flatMap(\.values) {
                values.formUnion([value, value &+ 1, value &- 1, ~value])
                for bit in 0..<32 { values.insert(value ^ (1 << bit)) }
            }
            corners.formUnion(values.map { Corner(index: argument.index, value: $0) })
            for branch in branches { visit(branch.rule) }
            visit(otherwise)
        }
        visit(rule)
        for index in Set(corners.map(\.index)) {
            for _ in 0..<8 { corners.insert(Corner(index: index, value: UInt32(truncatingIfNeeded: random.next()))) }
        }
        return corners.sorted { ($0.index, $0.value) < ($1.index, $1.value) }.map { ($0.index, $0.value) }
    }

    private struct Corner: Hashable {
        var index: Int
        var value: UInt32
    }
}

/// SplitMix64: small, and the same everywhere.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
