import BoxHarness
import Glibc
import InstalledTrilatch
import Kernel
import LaunchPlan
import Testing

/// The launcher that people get has no switch for its layers.
@Suite struct ReleaseTests {
    /// The release build beside the debug build that this test is part of; nil where there is none.
    private static let launcher: String? = {
        guard let program = ProcessTable.readLink("/proc/self/exe"), let slash = program.lastIndex(of: "/") else {
            return nil
        }
        let path = program[..<slash] + "/../release/trilatch-launch"
        return unsafe access(String(path), X_OK) == 0 ? String(path) : nil
    }()

    @Test(arguments: Layer.allCases, Caller.available)
    func `a release launcher refuses every plan that leaves a layer out`(layer: Layer, caller: Caller) throws {
        guard let path = Self.launcher else { return print("skipped: there is no release build beside this one") }
        let copy = TemporaryFolder("trilatch-release")
        let install = try LiveProcess(["/usr/bin/install", "-m", "755", path, "\(copy.path)/trilatch-launch"])
        #expect(try install.finish() == .exited(0))
        let plan = try BoxPlan.make(as: caller, command: ["/usr/bin/echo", "ran"], omitting: [layer])
        let end = try LiveBox(plan, as: caller, launcher: "\(copy.path)/trilatch-launch").finish()
        switch end.reports.first {
        case .failed(.decodePlan, EPERM, _): #expect(!Layer.early.contains(layer))
        // The argument, which a release launcher does not know.
        case .failed(.checkCaller, EINVAL, _): #expect(Layer.early.contains(layer))
        default: Issue.record("\(end.reports)")
        }
        #expect(end.output == "" && end.status == .exited(125))
    }
}
