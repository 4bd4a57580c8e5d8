package import SyscallPolicy

/// One way through a rule: argument values, all of which must hold, and the action at the end.
///
/// libseccomp knows conjunctions of masked equalities only. A rule therefore becomes the list of its paths, where every
/// "any other value" is spelled out as masked equalities too. The paths of a rule never overlap, so neither their order
/// nor libseccomp's matters.
package struct RulePath: Equatable {
    /// `argument & mask == value` of the low 32 bits.
    package struct Condition: Equatable {
        package var argument: Int
        package var mask: UInt32
        package var value: UInt32
    }

    package var conditions: [Condition]
    package var action: SyscallAction

    /// All paths of a rule.
    package static func paths(of rule: SyscallRule) -> [RulePath] {
        switch rule {
        case .action(let action): return [RulePath(conditions: [], action: action)]
        case .compare(let argument, let branches, let otherwise):
            let listed = branches.flatMap { branch in
                cubes(branch.values, in: argument).map { ($0, branch.rule) }
            }
            let unlisted = complement(of: branches.flatMap(\.values), in: argument).map { ($0, otherwise) }
            return (listed + unlisted).flatMap { condition, rule in
                paths(of: rule).map { $0.preceded(by: condition) }
            }
        }
    }

    /// This path below one more condition.
    ///
    /// libseccomp takes one comparison of an argument in a rule, so two conditions
    /// on different bits of the same argument become one on all of these bits.
    private func preceded(by condition: Condition) -> RulePath {
        var path = self
        guard let same = path.conditions.firstIndex(where: { $0.argument == condition.argument }) else {
            path.conditions.insert(condition, at: 0)
            return path
        }
        precondition(path.conditions[same].mask & condition.mask == 0, "a rule compares the same bits twice")
        path.conditions[same].mask |= condition.mask
        path.conditions[same].value |= condition.value
        return path
    }

    /// Conditions that hold for exactly the listed values: two that differ in one bit become one that leaves it out.
    private static func cubes(_ values: [UInt32], in argument: SyscallArgument) -> [Condition] {
        var conditions: [Condition] = []
        for value in values.sorted() {
            var condition = Condition(argument: argument.index, mask: argument.mask, value: value)
            while let twin = conditions.firstIndex(where: {
                $0.mask == condition.mask && ($0.value ^ condition.value).nonzeroBitCount == 1
            }) {
                condition.mask &= ~(conditions[twin].value ^ condition.value)
                condition.value &= condition.mask
                conditions.remove(at: twin)
            }
            conditions.append(condition)
        }
        return conditions
    }

    /// The fewest disjoint conditions that hold for exactly the values that are not listed: the highest bit by which a
    /// value differs from all listed ones, and the bits above it.
    private static func complement(of values: [UInt32], in argument: SyscallArgument) -> [Condition] {
        func conditions(_ values: [UInt32], decided: UInt32, value: UInt32) -> [Condition] {
            if values.isEmpty { return [Condition(argument: argument.index, mask: decided, value: value)] }
            let open = argument.mask & ~decided
            guard open != 0 else { return [] }
            let bit = UInt32(1) << UInt32(31 - open.leadingZeroBitCount)
            return conditions(values.filter { $0 & bit == 0 }, decided: decided | bit, value: value)
                + conditions(values.filter { $0 & bit != 0 }, decided: decided | bit, value: value | bit)
        }
        return conditions(values, decided: 0, value: 0)
    }
}
