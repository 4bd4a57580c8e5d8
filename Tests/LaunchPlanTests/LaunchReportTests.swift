import LaunchPlan
import Testing

@Suite("A report's frame")
struct LaunchReportTests {
    static let reports: [LaunchReport] =
        LaunchStep.allCases.map { .failed(step: $0, errno: 13, subject: "openat2 /home/ä") }
        + HostFeature.allCases.map { .examined($0, errno: 1, subject: "ABI 7") }
        + SelfTestAct.allCases.map { .selfTestFailed(act: $0, errno: 0) }
        + [
            .ready(landlockABI: 7, processIdentifier: 2),
            .ready(landlockABI: 0, processIdentifier: 2, lacking: Set(Layer.allCases)), .execFailed(errno: 8),
            .exited(code: 255),
            .signalled(signal: 9), .outOfMemory, .failed(step: .decodePlan, errno: -1, subject: ""),
        ]

    @Test("is one atomic write, and reads back as the report", arguments: reports)
    func roundTrip(report: LaunchReport) {
        let frame = report.encoded()
        #expect(frame.count == LaunchReport.frameLength)
        #expect(LaunchReport(frame: frame) == report)
    }

    @Test("can name every act of the self-test, and their count is theirs")
    func actCount() {
        #expect(SelfTestAct.count == SelfTestAct.allCases.count)
        let everywhere = SelfTestAct.bits(lacking: []) | SelfTestAct.bits(lacking: Layer.ofNamespaces)
        #expect(everywhere.nonzeroBitCount == SelfTestAct.count)
    }

    @Test("tries every act in every box but the one that only a missing Landlock would stop")
    func acts() {
        for layer in Layer.dispensable {
            let left = SelfTestAct.bits(lacking: []) & ~SelfTestAct.bits(lacking: [layer])
            #expect(left == (layer == .landlock ? 1 << UInt32(SelfTestAct.landlockCanary.rawValue) : 0))
        }
    }

    @Test("tries without namespaces what then is in reach, and nothing about a root of its own")
    func namespacelessActs() {
        let own: [SelfTestAct] = [.outsidePath, .reaperMemory, .landlockCanary]
        let other: [SelfTestAct] = [
            .hostRoot, .signalOutside, .otherProcess, .otherLimits, .unixSocket, .hostSharedMemory, .fileMode,
        ]
        let bits = SelfTestAct.bits(lacking: Layer.ofNamespaces)
        for act in SelfTestAct.allCases {
            let isTried = bits >> UInt32(act.rawValue) & 1 != 0
            #expect(isTried == !own.contains(act), "\(act)")
            let isTriedElsewhere = SelfTestAct.bits(lacking: []) >> UInt32(act.rawValue) & 1 != 0
            #expect(isTriedElsewhere == !other.contains(act), "\(act)")
        }
    }

    @Test("cuts a long subject to what fits")
    func longSubject() {
        let report = LaunchReport.failed(step: .openGrant, errno: 2, subject: String(repeating: "p", count: 5000))
        let frame = report.encoded()
        #expect(frame.count == LaunchReport.frameLength)
        guard case .failed(_, _, let subject) = LaunchReport(frame: frame) else {
            Issue.record("not a failure")
            return
        }
        #expect(subject == String(repeating: "p", count: LaunchReport.frameLength - 10))
    }

    @Test("with an unknown tag or field, or another length, is none")
    func unknown() {
        var frame = LaunchReport.exited(code: 0).encoded()
        #expect(LaunchReport(frame: frame.dropLast()) == nil)
        frame[0] = 99
        #expect(LaunchReport(frame: frame) == nil)
        frame[0] = LaunchReport.Tag.ready
        frame[11] = 0x80
        #expect(LaunchReport(frame: frame) == nil, "a layer that there is not")
        frame[0] = LaunchReport.Tag.failed
        frame[1] = 255
        #expect(LaunchReport(frame: frame) == nil)
    }
}

@Suite("A path of a plan")
struct PlanPathTests {
    @Test("contains itself and what lies below, and no neighbour that shares its letters")
    func containment() {
        #expect(PlanPath.contains("/home/u", "/home/u"))
        #expect(PlanPath.contains("/home/u", "/home/u/x"))
        #expect(PlanPath.contains("/", "/home"))
        #expect(!PlanPath.contains("/home/u", "/home/user"))
        #expect(!PlanPath.contains("/home/u/x", "/home/u"))
    }

    @Test("is shorter than what the kernel takes")
    func length() {
        #expect(!PlanPath.isNormalised("/" + String(repeating: "a/", count: 2100) + "b"))
        #expect(!PlanPath.isNormalised("/" + String(repeating: "a", count: 256)))
        #expect(PlanPath.isNormalised("/" + String(repeating: "a", count: 255)))
    }
}
