internal import Glibc
package import Kernel

/// The way to a server's end: its input is closed, it is asked to end by a signal, and it is ended.
///
/// Source: MCP, Lifecycle, Shutdown, stdio (2025-11-25), seen from the side of the server.
package struct ShutdownSequence: Sendable {
    /// What is to be done now.
    package enum Act: Sendable, Equatable {
        /// Send the server this signal.
        case signal(Int32)
        /// Let go of the lifeline: the whole box ends.
        case endBox
        /// The launcher did not even notice that: kill it.
        case killLauncher
    }

    private enum Stage: Sendable, Equatable {
        case running
        /// No more input; `lastWord` is when it ended or when the server last said something.
        case inputEnded(lastWord: MonotonicTime)
        case signalled(MonotonicTime)
        case boxEnded(MonotonicTime)
        case launcherKilled
    }

    private var stage = Stage.running
    private var signalsReceived = 0
    private let times: SupervisionTimes

    package init(times: SupervisionTimes) { self.times = times }

    /// Whether the server is to end, by its input or a signal.
    package var hasBegun: Bool { stage != .running }

    /// Whether the box is being ended by us: then its end is no accident.
    package var hasEndedBox: Bool {
        switch stage {
        case .boxEnded, .launcherKilled: true
        default: false
        }
    }

    /// Whether the server's words still put the end off.
    package var isListening: Bool {
        if case .inputEnded = stage { true } else { false }
    }

    /// The client's input has ended, or the client is gone.
    package mutating func inputEnded(at time: MonotonicTime) {
        if stage == .running { stage = .inputEnded(lastWord: time) }
    }

    /// The server said something.
    package mutating func serverSpoke(at time: MonotonicTime) {
        if isListening { stage = .inputEnded(lastWord: time) }
    }

    /// We were sent a signal: the first is passed on, the second ends the box.
    package mutating func signalReceived(_ number: Int32, at time: MonotonicTime) -> Act? {
        signalsReceived += 1
        if hasEndedBox { return nil }
        if signalsReceived > 1 {
            stage = .boxEnded(time)
            return .endBox
        }
        if case .signalled = stage { return .signal(number) }
        stage = .signalled(time)
        return .signal(number)
    }

    /// When `act` has something to do, if nothing else happens.
    package func deadline(hasOpenRequests: Bool) -> MonotonicTime? {
        switch stage {
        case .running, .launcherKilled: nil
        case .inputEnded(let lastWord): lastWord + (hasOpenRequests ? times.answering : times.quiet)
        case .signalled(let time): time + times.termination
        case .boxEnded(let time): time + times.collapse
        }
    }

    /// What is due at this time.
    package mutating func act(at time: MonotonicTime, hasOpenRequests: Bool) -> Act? {
        guard let deadline = deadline(hasOpenRequests: hasOpenRequests), deadline <= time else { return nil }
        switch stage {
        case .running, .launcherKilled: return nil
        case .inputEnded:
            stage = .signalled(time)
            return .signal(SIGTERM)
        case .signalled:
            stage = .boxEnded(time)
            return .endBox
        case .boxEnded:
            stage = .launcherKilled
            return .killLauncher
        }
    }
}
