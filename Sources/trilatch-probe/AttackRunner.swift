internal import CLinux
internal import Glibc
internal import LaunchPlan

/// Runs attacks one after the other, each in a process of its own with a bounded time.
struct AttackRunner {
    let scene: Scene

    /// Longer than any attack takes, short enough that a wedged one is seen.
    private static let patienceMilliseconds: Int32 = 3000

    /// What came of one attack.
    func run(_ attack: Attack) -> AttackResult {
        let confinement = Confinement.ofThisProcess()
        let outcome = scene.isControl ? runControl(attack) : runInChild { attack.act(scene) }
        var layer: Layer?
        if !scene.isControl, case .stopped(let obstacle, _) = outcome {
            layer = attack.layer(for: obstacle, in: confinement)
        }
        return AttackResult(attack: attack, outcome: outcome, layer: layer)
    }

    private func runControl(_ attack: Attack) -> Outcome {
        switch attack.control {
        case .never(let reason): .notApplicable(reason)
        case .here: runInChild { attack.act(scene) }
        case .inNamespaces:
            runInChild {
                let entered = ThrowAwayNamespaces.enter(scratch: scene.scratch)
                guard entered >= 0 else {
                    return .notApplicable("this host gives no throw-away namespaces: \(errorName(Int32(-entered)))")
                }
                return attack.act(scene)
            }
        }
    }

    /// Does something in a child, and reads from a pipe how it went.
    ///
    /// A child that ends without a word was killed, and by what is the outcome.
    private func runInChild(_ act: () -> Outcome) -> Outcome {
        let ends = Memory(count: 8)
        // pipe2(2), close-on-exec.
        let made = call(.pipe2, .memory(ends), 0o200_0000)
        guard made == 0 else { return .inconclusive("no pipe: \(errorName(Int32(-made)))") }
        let (readEnd, writeEnd) = (ends.integer(at: 0, as: Int32.self), ends.integer(at: 4, as: Int32.self))

        let child = trilatch_fork()
        guard child >= 0 else { return .inconclusive("no process: \(errorName(-child))") }
        if child == 0 {
            _ = Glibc.close(readEnd)
            let report = act().encoded
            _ = call(.write, .number(Int(writeEnd)), .bytes(report), .number(report.count))
            _exit(0)
        }
        _ = Glibc.close(writeEnd)
        defer { _ = Glibc.close(readEnd) }

        // An attack may leave children of its own with the pipe's other end, so this waits for the report, not for the end
        // of file; one write of less than PIPE_BUF is read whole.
        var waiting = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
        let buffer = Memory(count: 4096)
        let ready = unsafe poll(&waiting, 1, Self.patienceMilliseconds)
        let count = ready > 0 ? call(.read, .number(Int(readEnd)), .memory(buffer), 4096) : 0
        if ready == 0 { _ = kill(child, SIGKILL) }
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}

        if ready == 0 { return .inconclusive("it did not end in time and was killed") }
        if count > 0, let outcome = Outcome(encoded: buffer.bytes(count)) { return outcome }
        let signal = status & 0x7f
        switch signal {
        case SIGSYS: return .stopped(.signal(signal), "the process was killed at the call")
        case 0: return .inconclusive("its process ended without a word")
        default: return .inconclusive("its process was ended by signal \(signal)")
        }
    }
}

extension Confinement {
    /// What `/proc/self/status` says of the calling process.
    ///
    /// What cannot be read counts as not confined.
    static func ofThisProcess() -> Confinement {
        var hasFilter = false
        var hasCapabilities = true
        for line in lines(of: "/proc/self/status") {
            if line.hasPrefix("Seccomp:") { hasFilter = line.hasSuffix("\t2") }
            if line.hasPrefix("CapEff:") { hasCapabilities = line.dropFirst(7).contains { $0.isHexDigit && $0 != "0" } }
        }
        return Confinement(hasFilter: hasFilter, hasCapabilities: hasCapabilities)
    }
}
