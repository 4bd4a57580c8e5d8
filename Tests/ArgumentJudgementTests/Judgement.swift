import ArgumentJudgement
import Policy
import PolicyFixtures
import Refusals
import Supervision
import Wire

/// A judge with one rule, and its word on arguments written as JSON.
struct Judgement {
    var policy = WirePolicy()
    var host: any HostView = KernelHostView()

    /// A rule for the tool `t`.
    init(
        _ pointer: String, under folders: [HostPath]? = nil, _ change: (inout RuleDemands) -> Void = { _ in }
    ) {
        var demands = RuleDemands()
        change(&demands)
        policy.argumentRules = [
            ArgumentRule(
                .tool(Fixture.pattern("t")), at: Fixture.pointer(pointer), demands, folders: folders,
                location: Fixture.place(7))
        ]
    }

    /// What is said of a call; nil where it passes.
    func objection(_ arguments: String) -> String? {
        let node: JSONNode
        do { node = try JSONNode.read(Array(arguments.utf8).span) } catch { fatalError("\(arguments): \(error)") }
        return RuleJudge(policy, host: host).refusal(of: .tool("t"), arguments: node)?.refusal.reason
    }

    func passes(_ arguments: String) -> Bool { objection(arguments) == nil }
}
