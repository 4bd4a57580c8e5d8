import Glibc
import Kernel
import LaunchPlan
import Refusals
import Supervision
import Testing

/// The parts that decide and do nothing else.
@Suite struct ShutdownSequenceTests {
    private let times = SupervisionTimes()
    private func time(_ milliseconds: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: milliseconds * 1_000_000) }

    @Test func `nothing is due while a run goes on`() {
        let sequence = ShutdownSequence(times: times)
        #expect(sequence.deadline(hasOpenRequests: true) == nil)
        #expect(sequence.deadline(hasOpenRequests: false) == nil)
        #expect(!sequence.hasBegun)
    }

    @Test func `after the end of input come SIGTERM, the end of the box and the launcher's, each in its time`() {
        var sequence = ShutdownSequence(times: times)
        sequence.inputEnded(at: time(0))
        #expect(sequence.act(at: time(1999), hasOpenRequests: false) == nil)
        #expect(sequence.act(at: time(2000), hasOpenRequests: false) == .signal(SIGTERM))
        #expect(sequence.act(at: time(3499), hasOpenRequests: false) == nil)
        #expect(sequence.act(at: time(3500), hasOpenRequests: false) == .endBox)
        #expect(sequence.hasEndedBox)
        #expect(sequence.act(at: time(4500), hasOpenRequests: false) == .killLauncher)
        #expect(sequence.deadline(hasOpenRequests: false) == nil)
    }

    @Test func `open requests and the server's words put SIGTERM off`() {
        var sequence = ShutdownSequence(times: times)
        sequence.inputEnded(at: time(0))
        #expect(sequence.act(at: time(29_999), hasOpenRequests: true) == nil)
        sequence.serverSpoke(at: time(29_999))
        #expect(sequence.act(at: time(31_000), hasOpenRequests: false) == nil)
        #expect(sequence.act(at: time(32_000), hasOpenRequests: false) == .signal(SIGTERM))
        // Once asked, it cannot talk itself out of it.
        sequence.serverSpoke(at: time(33_400))
        #expect(sequence.act(at: time(33_500), hasOpenRequests: true) == .endBox)
    }

    @Test func `the first signal is passed on, the second ends the box, and further ones do nothing`() {
        var sequence = ShutdownSequence(times: times)
        #expect(sequence.signalReceived(SIGINT, at: time(0)) == .signal(SIGINT))
        #expect(sequence.signalReceived(SIGINT, at: time(1)) == .endBox)
        #expect(sequence.signalReceived(SIGTERM, at: time(2)) == nil)
        #expect(sequence.act(at: time(1001), hasOpenRequests: false) == .killLauncher)
    }

    @Test func `a client's SIGTERM after ours does not start the time anew`() {
        var sequence = ShutdownSequence(times: times)
        sequence.inputEnded(at: time(0))
        _ = sequence.act(at: time(2000), hasOpenRequests: false)
        #expect(sequence.signalReceived(SIGTERM, at: time(2100)) == .signal(SIGTERM))
        #expect(sequence.act(at: time(3500), hasOpenRequests: false) == .endBox)
    }
}

@Suite struct ReportReaderTests {
    private static let reports: [LaunchReport] = [
        .ready(landlockABI: 7, processIdentifier: 12), .exited(code: 3), .signalled(signal: 9),
        .failed(step: .openGrant, errno: ENOENT, subject: "/a"),
    ]

    @Test(arguments: [1, 7, 255, 256, 257, 1024])
    func `frames are cut out however their bytes arrive`(pieces: Int) {
        var reader = ReportReader()
        var rest = ReportReaderTests.reports.flatMap { $0.encoded() }[...]
        var seen: [LaunchReport] = []
        while !rest.isEmpty {
            seen += reader.consume(rest.prefix(pieces)) ?? []
            rest = rest.dropFirst(pieces)
        }
        #expect(seen == ReportReaderTests.reports)
    }

    @Test func `a frame that is none is found out`() {
        var reader = ReportReader()
        #expect(reader.consume([UInt8](repeating: 0xff, count: LaunchReport.frameLength)) == nil)
    }
}

@Suite struct LaunchReportRefusalTests {
    struct Case: CustomTestStringConvertible {
        var step: LaunchStep
        var errno: Int32
        var code: RefusalCode
        var testDescription: String { "\(step) \(ErrorNumber.name(errno))" }
    }

    static let cases = [
        Case(step: .createNamespaces, errno: EPERM, code: .hostUserNamespacesDenied),
        Case(step: .createNamespaces, errno: EACCES, code: .hostUserNamespacesDenied),
        Case(step: .createNamespaces, errno: ENOSPC, code: .hostUserNamespacesDenied),
        Case(step: .createNamespaces, errno: ENOSYS, code: .hostKernelTooOld),
        Case(step: .createNamespaces, errno: ENOMEM, code: .launchStepFailed),
        Case(step: .mapIdentity, errno: EPERM, code: .hostUserNamespacesDenied),
        Case(step: .mapIdentity, errno: EIO, code: .launchStepFailed),
        Case(step: .confineGrant, errno: EINVAL, code: .hostIdmapUnsupported),
        Case(step: .confineGrant, errno: EPERM, code: .hostCallDenied),
        Case(step: .compareGrant, errno: ESTALE, code: .pathChanged),
        Case(step: .openGrant, errno: ENOENT, code: .pathChanged),
        Case(step: .openGrant, errno: ELOOP, code: .pathChanged),
        Case(step: .openGrant, errno: EACCES, code: .launchStepFailed),
        Case(step: .createLandlock, errno: ENOSYS, code: .hostLandlockMissing),
        Case(step: .createLandlock, errno: EOPNOTSUPP, code: .hostLandlockMissing),
        Case(step: .createRoot, errno: ENOSYS, code: .hostKernelTooOld),
        Case(step: .decodePlan, errno: EINVAL, code: .launchPlanInvalid),
        Case(step: .createRoot, errno: EPERM, code: .hostCallDenied),
        Case(step: .loadSeccomp, errno: EACCES, code: .hostCallDenied),
        Case(step: .loadSeccomp, errno: ENOMEM, code: .launchStepFailed),
        Case(step: .mountProcesses, errno: EPERM, code: .hostProcMasked),
        Case(step: .mountProcesses, errno: ENOSYS, code: .hostKernelTooOld),
        Case(step: .reachTier, errno: EINVAL, code: .tierNotReached),
        Case(step: .limitNestedNamespaces, errno: EROFS, code: .tierNotReached),
        Case(step: .enforceLandlock, errno: EPERM, code: .hostLandlockMissing),
    ]

    @Test(arguments: cases)
    func `a step and its errno say which refusal it is`(sample: Case) throws {
        let report = LaunchReport.failed(step: sample.step, errno: sample.errno, subject: "/the/subject")
        let refusal = try #require(report.refusal(advice: { nil }))
        #expect(refusal.code == sample.code)
        #expect(refusal.reason.contains(sample.step.name))
        #expect(refusal.reason.contains("/the/subject"))
        #expect(refusal.reason.contains(ErrorNumber.name(sample.errno)))
    }

    @Test func `the good reports are no refusals`() {
        for report: LaunchReport in [
            .ready(landlockABI: 7, processIdentifier: 1), .exited(code: 125), .signalled(signal: 9),
        ] {
            #expect(report.refusal() == nil)
        }
    }

    @Test func `advice on user namespaces follows the host's own switches`() {
        func advice(_ files: [String: String]) -> String { UserNamespaceAdvice.advice { files[$0] } ?? "" }
        #expect(advice(["/proc/sys/user/max_user_namespaces": "0\n"]).contains("user.max_user_namespaces"))
        #expect(advice(["/proc/sys/kernel/unprivileged_userns_clone": "0\n"]).contains("unprivileged_userns_clone=1"))
        #expect(advice(["/proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1\n"]).contains("AppArmor"))
        #expect(advice(["/.dockerenv": ""]).contains("seccomp"))
        #expect(advice(["/proc/sys/user/max_user_namespaces": "31000\n"]).isEmpty)
    }
}

@Suite struct TerminalGuardTests {
    private func guarded(_ bytes: [UInt8], pieces: Int = 1000) -> [UInt8] {
        var terminal = TerminalGuard()
        var output: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            unsafe Array(rest.prefix(pieces)).withUnsafeBytes { unsafe terminal.pass($0, into: &output) }
            rest = rest.dropFirst(pieces)
        }
        return output
    }

    @Test(arguments: [1, 2, 3, 1000])
    func `text passes as it is`(pieces: Int) {
        let text = Array("plain\tÄé߿ ࠀ€\u{ffff} 😀\u{10ffff}\u{a0}ÿ\n".utf8)
        #expect(guarded(text, pieces: pieces) == text)
    }

    @Test func `no control character is left in any byte string but newline and tab`() {
        for first in UInt8.min ... .max {
            for second in UInt8.min ... .max {
                let output = guarded([0x61, first, second, 0x62], pieces: 1)
                #expect(output.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x0a || $0 == 0x09 })
                // A terminal of 8 bits, or one that reads UTF-8 laxly: no lone C1 byte and no U+0080 to U+009F.
                let hasControl = zip(output, output.dropFirst()).contains { $0 == 0xc2 && (0x80...0x9f).contains($1) }
                #expect(!hasControl)
            }
        }
    }

    @Test(arguments: [
        ("\u{1b}]0;title\u{7}", "^[]0;title^G"), ("a\rb", "a^Mb"), ("\u{7f}", "^?"), ("\u{9b}31m", "?31m"),
    ])
    func `a control is shown and not obeyed`(text: String, shown: String) {
        #expect(guarded(Array(text.utf8)) == Array(shown.utf8))
    }

    @Test(arguments: [[0x9b], [0xc0, 0x9b], [0xff, 0x80], [0xc2, 0x41], [0xc2, 0xc2, 0x9b]] as [[UInt8]])
    func `bytes that are no UTF-8 hide no control`(bytes: [UInt8]) {
        #expect(guarded(bytes).allSatisfy { $0 < 0x80 && $0 >= 0x20 })
    }
}

@Suite struct ErrorLaneTests {
    private func text(_ lane: ErrorLane) -> String { String(decoding: lane.waiting, as: UTF8.self) }

    private func pass(_ text: String, to lane: inout ErrorLane) {
        unsafe Array(text.utf8).withUnsafeBytes { unsafe lane.pass($0) }
    }

    @Test func `our words stand on lines of their own`() {
        var lane = ErrorLane(isTerminal: false)
        pass("half a li", to: &lane)
        lane.tell(Refusal(.serverExited, "r", hint: "h"))
        pass("ne\n", to: &lane)
        lane.tell(Refusal(.serverExited, "r", hint: "h"))
        let ours = "trilatch: server.exited: r\n  fix: h\n"
        #expect(text(lane) == "half a li\n\(ours)ne\n\(ours)")
    }

    @Test func `only a terminal is guarded from the server, and everybody from names in our words`() {
        var file = ErrorLane(isTerminal: false)
        pass("\u{1b}[2J\n", to: &file)
        #expect(text(file) == "\u{1b}[2J\n")
        var terminal = ErrorLane(isTerminal: true)
        pass("\u{1b}[2J\n", to: &terminal)
        #expect(text(terminal) == "^[[2J\n")
        file.written(5)
        file.tell(Refusal(.pathMissing, "/a\u{1b}[2J", hint: "h"))
        #expect(!text(file).contains("\u{1b}"))
    }

    @Test func `a writer that floods is held up`() {
        var lane = ErrorLane(isTerminal: false)
        pass(String(repeating: "x", count: ErrorLane.bound - 1), to: &lane)
        #expect(lane.wantsMore)
        pass("x", to: &lane)
        #expect(!lane.wantsMore)
        lane.written(1)
        #expect(lane.wantsMore)
    }
}
