import BoxHarness
import Glibc
import InstalledTrilatch
import Kernel
import LaunchPlan

/// A launch in which one system call fails, or all of a kind, and what came of it.
struct FaultyLaunch {
    /// How many calls there were, over all of the launcher's processes.
    var calls: Int
    /// The number of the call that failed; nil where none did.
    var failedCall: Int?
    /// The numbers of all calls.
    var seen: [Int]
    var end: BoxEnd

    /// An errno that nothing on the way to a box gives by itself.
    static let injected = EDQUOT

    /// Launches a box through the injector.
    ///
    /// - Parameters:
    ///   - target: What fails, as the injector reads it; `0` for nothing.
    ///   - arguments: Further arguments of the launcher.
    init(
        _ plan: LaunchPlan, as caller: Caller, failing target: String, with error: Int32 = injected,
        arguments: [String] = []
    ) throws {
        let folder = try Workspace(as: caller)
        let injector = [try Self.injector.get(), folder.path("result"), target, "\(error)"]
        end = try LiveBox(plan, as: caller, through: caller.absolutePrefix + injector, arguments: arguments).finish()
        let result = try folder.contents(of: "result").split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
        guard result.count > 2 else { throw HarnessFailure.missing("the injector's result") }
        calls = result[0]
        failedCall = result[1] < 0 ? nil : result[1]
        seen = Array(result[2...])
    }

    /// The tool's program, which is built beside this one, at a place where every user may run it.
    private static let injector = Result<String, any Error> {
        guard let program = ProcessTable.readLink("/proc/self/exe"), let slash = program.lastIndex(of: "/") else {
            throw HarnessFailure.missing("this program's folder")
        }
        let copy = TemporaryFolder.create("trilatch-fault") + "/fault-injector"
        let install = try LiveProcess(
            ["/usr/bin/install", "-m", "755", "\(program[..<slash])/fault-injector", copy])
        guard try install.finish() == .exited(0) else { throw HarnessFailure.missing(install.text(from: 2)) }
        return copy
    }
}
