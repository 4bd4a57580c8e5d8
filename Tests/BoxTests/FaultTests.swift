import BoxHarness
import Glibc
import InstalledTrilatch
import Kernel
import LaunchPlan
import Testing

/// One system call of a launch fails, for every one of them: the server never runs in a box that is not whole.
@Suite struct FaultTests {
    @Test(arguments: [ENOSYS, EPERM, EINVAL], Caller.available)
    func `on a kernel that has not got a call, or denies it, no box is built without it`(
        error: Int32, caller: Caller
    ) throws {
        let plan = try BoxPlan.make(as: caller, command: ["/bin/sh", "-c", Self.inspection])
        let whole = try FaultyLaunch(plan, as: caller, failing: "0")
        for number in whole.seen where number != Self.neverFails {
            let launch = try FaultyLaunch(plan, as: caller, failing: "*\(number)", with: error)
            // Pid 1 goes on beside the server's process: what it calls may come after the server's exec, and then none failed.
            #expect(launch.failedCall == number || launch.end.output == whole.end.output, "number \(number)")
            #expect(
                launch.end.output.isEmpty ? launch.end.status != .exited(0) : launch.end.output == whole.end.output,
                "number \(number): \(launch.end)")
        }
    }

    @Test(arguments: Caller.available)
    func `whichever call fails, the box is whole or the server does not run`(caller: Caller) throws {
        let mounts = try ProcessTable.text("/proc/self/mountinfo")
        let plan = try BoxPlan.make(as: caller, command: ["/bin/sh", "-c", Self.inspection])
        let whole = try FaultyLaunch(plan, as: caller, failing: "0")
        #expect(whole.calls > 100 && whole.failedCall == nil)
        #expect(whole.end.status == .exited(0) && whole.end.output.contains("Seccomp:\t2"))
        var named = 0
        for index in 1...whole.calls {
            let launch = try FaultyLaunch(plan, as: caller, failing: "\(index)")
            let call = "call \(index), number \(launch.failedCall ?? -1)"
            if !launch.end.output.isEmpty {
                // It did not matter, such as when a descriptor could not be closed: then it must not have mattered at all.
                let lines = launch.end.output.split(separator: "\n")
                let different = lines.difference(from: whole.end.output.split(separator: "\n"))
                #expect(different.isEmpty || launch.failedCall == Self.neverFails, "\(call): \(different)")
                continue
            }
            #expect(launch.end.status != .exited(0), "\(call)")
            switch launch.end.reports.first {
            case .failed(let step, _, _):
                named += 1
                if let number = launch.failedCall, let steps = Self.steps[number] {
                    #expect(steps.contains(step), "\(call) was told as \(launch.end.reports)")
                }
            case .selfTestFailed: named += 1
            // Or pid 1, which goes on beside the server's last steps, could not give up what it must or could not wait, and
            // ended the box before the server said a word.
            case .ready:
                let ends = launch.end.reports.dropFirst().map { report in
                    switch report {
                    case .failed(.hardenReaper, FaultyLaunch.injected, _),
                        .failed(.superviseServer, FaultyLaunch.injected, _):
                        true
                    default: report == .execFailed(errno: FaultyLaunch.injected)
                    }
                }
                #expect(ends.contains(true), "\(call): \(launch.end.reports)")
            // Its last word was what failed.
            case .exited(125): break
            // Before the launcher's first line of code the runtime gives up by itself; and a launcher that can no longer
            // wait kills the box.
            case nil:
                #expect(
                    index < 60 || launch.end.status == .exited(137) || launch.end.status == .exited(125),
                    "\(call): \(launch.end.status) \(launch.end.errors)")
            default: Issue.record("\(call): \(launch.end.reports) \(launch.end.status) \(launch.end.errors)")
            }
        }
        #expect(named > whole.calls / 2, "most calls are a step's")
        #expect(try ProcessTable.text("/proc/self/mountinfo") == mounts, "the host's mounts are as they were")
    }

    #if arch(x86_64)
        /// `umask`, whose value is taken as it is: the kernel has no error for it.
        private static let neverFails = 95

        /// The steps that calls belong to which serve one purpose only.
        private static let steps: [Int: Set<LaunchStep>] = [
            79: [.enterWorkingDirectory], 116: [.dropGroups], 117: [.becomeIdentity], 119: [.becomeIdentity],
            126: [.dropCapabilities], 155: [.pivotRoot], 165: [.makeMountsPrivate], 166: [.pivotRoot],
            170: [.setHostName], 250: [.joinKeyring], 435: [.createNamespaces, .prepareOwnerMap],
            444: [.createLandlock], 445: [.createLandlock], 446: [.enforceLandlock],
        ]
    #else
        private static let neverFails = 166

        private static let steps: [Int: Set<LaunchStep>] = [:]
    #endif

    /// What a server can see of what makes its box whole.
    private static let inspection = """
        grep -E '^(Cap|NoNewPrivs|Seccomp|Groups|Uid)' /proc/self/status | grep -v Uid
        cut -d' ' -f4- /proc/self/mountinfo | sort; cat /proc/self/limits /proc/self/oom_score_adj; umask
        ls /proc/self/fd | wc -l; hostname; pwd; trap; cat /.trilatch/landlock 2>&1; ls / /dev /etc
        """
}
