import SyscallPolicy
import Testing
import trilatch_compile_syscalls

/// Paths stand for their rule: libseccomp sees nothing else of it.
@Suite struct RulePathTests {
    private static let compared: [SyscallGroup.Entry] = {
        let server = SyscallTable.server(unixSockets: true, internetSockets: true)
        return [server, .writeXorExecute, .reaper, .broker].flatMap(\.entries).filter {
            if case .compare = $0.rule { true } else { false }
        }
    }()

    @Test(arguments: compared.indices)
    func `Every call takes exactly one path, and its action is the rule's`(index: Int) throws {
        let rule = Self.compared[index].rule
        let paths = RulePath.paths(of: rule)
        for record in CallCorpus(for: [[0: rule]], on: .x86_64, seed: UInt64(index)).records {
            let taken = paths.filter { path in
                path.conditions.allSatisfy {
                    UInt32(truncatingIfNeeded: record.arguments[$0.argument]) & $0.mask == $0.value
                }
            }
            guard taken.map(\.action) == [rule.action(arguments: record.arguments)] else {
                Issue.record("\(Self.compared[index].syscall.name): \(record) takes \(taken)")
                return
            }
        }
    }

    @Test(arguments: compared.indices)
    func `A path compares an argument once, and only bits that count`(index: Int) {
        for path in RulePath.paths(of: Self.compared[index].rule) {
            #expect(Set(path.conditions.map(\.argument)).count == path.conditions.count)
            for condition in path.conditions {
                #expect(condition.value & ~condition.mask == 0)
                #expect((0...5).contains(condition.argument))
            }
        }
    }

    @Test(arguments: compared.indices)
    func `Branches list values of the compared bits, and share none`(index: Int) {
        func check(_ rule: SyscallRule) {
            guard case .compare(let argument, let branches, let otherwise) = rule else { return }
            let values = branches.flatMap(\.values)
            #expect(values.allSatisfy { $0 & ~argument.mask == 0 })
            #expect(Set(values).count == values.count)
            for branch in branches { check(branch.rule) }
            check(otherwise)
        }
        check(Self.compared[index].rule)
    }
}
