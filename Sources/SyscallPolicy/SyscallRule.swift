/// What the table says about one call: an action, or a comparison of an argument that leads to further rules.
///
/// A rule is total: every call with every argument has exactly one action.
package indirect enum SyscallRule: Sendable, Equatable {
    case action(SyscallAction)
    /// The first branch that lists the argument's value decides; `otherwise` when none does.
    case compare(SyscallArgument, [Branch], otherwise: SyscallRule)

    /// Values of one argument, and the rule for them; no two branches of one comparison share a value.
    package struct Branch: Sendable, Equatable {
        package var values: [UInt32]
        package var rule: SyscallRule

        package init(_ values: [UInt32], _ rule: SyscallRule) {
            self.values = values
            self.rule = rule
        }
    }

    /// The call happens whatever its arguments are.
    package static let allow = SyscallRule.action(.allow)

    /// The call returns an error whatever its arguments are.
    package static func refuse(_ error: SyscallError) -> SyscallRule { .action(.refuse(error)) }

    /// The action for a call with these six arguments.
    package func action(arguments: [UInt64]) -> SyscallAction {
        switch self {
        case .action(let action): return action
        case .compare(let argument, let branches, let otherwise):
            let value = argument.value(in: arguments)
            let branch = branches.first { $0.values.contains(value) }
            return (branch?.rule ?? otherwise).action(arguments: arguments)
        }
    }
}

/// The part of an argument that a rule looks at: some of its low 32 bits.
///
/// The kernel truncates these arguments to `int` or less. A comparison of all 64 bits could be walked around with a bit
/// that the kernel then drops (CVE-2019-10063), so there is no way to write one.
package struct SyscallArgument: Sendable, Equatable {
    /// 0 to 5.
    package var index: Int
    /// The bits that count; listed values have no others.
    package var mask: UInt32

    package init(_ index: Int, mask: UInt32 = .max) {
        self.index = index
        self.mask = mask
    }

    /// The bits that count of this argument.
    package func value(in arguments: [UInt64]) -> UInt32 {
        UInt32(truncatingIfNeeded: arguments[index]) & mask
    }
}
