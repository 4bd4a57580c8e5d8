import BoxHarness
import Glibc
import InstalledTrilatch
import Kernel
import LaunchPlan
import Testing

/// The launcher's own look at what a host gives.
@Suite struct ExaminationTests {
    /// What an examination says, by feature: 0 where it works.
    private func examine(as caller: Caller, failing target: String = "0", with error: Int32 = 0) throws
        -> [HostFeature: Int32]
    {
        let plan = try BoxPlan.make(as: caller, command: ["/bin/true"])
        let end = try FaultyLaunch(
            plan, as: caller, failing: target, with: error, arguments: [LaunchDescriptors.examiningArgument]
        ).end
        #expect(end.status == .exited(0) && end.output == "")
        var found: [HostFeature: Int32] = [:]
        for report in end.reports {
            guard case .examined(let feature, let errno, _) = report else { throw HarnessFailure.missing("\(report)") }
            #expect(found.updateValue(errno, forKey: feature) == nil, "told twice")
        }
        return found
    }

    @Test(arguments: Caller.available)
    func `where a box is built every part of it works, tried by itself`(caller: Caller) throws {
        // The injector's own filter has the only listener that there can be.
        let found = try examine(as: caller).filter { $0.key != .seccompListener }
        var all = Set(HostFeature.allCases).subtracting([.seccompListener])
        if caller == .ordinary { all.remove(.ownerMaps) }
        #expect(Set(found.keys) == all)
        #expect(found.values.allSatisfy { $0 == 0 }, "\(found)")
    }

    @Test(arguments: DeniedCall.all, Caller.available)
    func `a call that the host lacks or denies is found, and what needs it is not tried`(
        denied: DeniedCall, caller: Caller
    ) throws {
        let found = try examine(as: caller, failing: "*\(denied.number)", with: denied.error)
        let failed = Set(found.filter { $0.value != 0 && $0.key != .seccompListener }.keys)
        #expect(!failed.isEmpty)
        for feature in failed { #expect(found[feature] == denied.error, "\(feature)") }
        for feature in HostFeature.allCases where !failed.isDisjoint(with: feature.requirements) {
            #expect(found[feature] == nil, "\(feature)")
        }
    }

    @Test(arguments: MissingLayer.all, Caller.available)
    func `a layer that is missing is found by its own feature`(missing: MissingLayer, caller: Caller) throws {
        let found = try examine(as: caller, failing: missing.target, with: missing.error)
        for feature in HostFeature.allCases {
            guard let layer = feature.dispensableLayer else { continue }
            #expect((found[feature] != 0) == missing.layers.contains(layer), "\(feature)")
        }
    }
}
