import Diagnosis
import Glibc
import Kernel
import LaunchPlan
import Policy
import Refusals
import Supervision
import Testing

/// What a person is told of what does not work.
@Suite struct ObstacleTests {
    struct Sample: CustomTestStringConvertible {
        var feature: HostFeature
        var errno: Int32
        var subject = "call"
        var files: [String: String] = [:]
        var because: String
        var fix: String

        var testDescription: String { "\(feature.name): \(ErrorNumber.name(errno)), \(because)" }
    }

    private static let filtered = ["/proc/self/status": "Name:\tx\nSeccomp:\t2\nSeccomp_filters:\t1\n"]
    private static let restricted = ["/proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1\n"]
    private static let covered = [
        "/proc/self/mountinfo": """
        22 1 0:21 / /proc rw - proc proc rw
        23 22 0:5 /null /proc/kcore rw - devtmpfs udev rw

        """
    ]

    static let samples = [
        Sample(
            feature: .userNamespace, errno: ENOSPC, files: ["/proc/sys/user/max_user_namespaces": "0\n"],
            because: "user.max_user_namespaces is 0", fix: "sysctl user.max_user_namespaces="),
        Sample(
            feature: .userNamespace, errno: EPERM, files: ["/proc/sys/kernel/unprivileged_userns_clone": "0\n"],
            because: "unprivileged_userns_clone is 0", fix: "sysctl kernel.unprivileged_userns_clone=1"),
        Sample(
            feature: .userNamespace, errno: EACCES, files: restricted, because: "Ubuntu's AppArmor",
            fix: "install -m 644 /opt/t/share/trilatch/apparmor/trilatch-launch /etc/apparmor.d/"),
        Sample(
            feature: .userNamespace, errno: EPERM, subject: "clone3", files: filtered,
            because: "a seccomp filter holds for this program", fix: "--security-opt seccomp="),
        Sample(
            feature: .childDescriptors, errno: ENOSYS, subject: "clone3", files: filtered,
            because: "clone3 is not among what it allows", fix: "--security-opt seccomp="),
        Sample(
            feature: .pathResolution, errno: ENOSYS, subject: "openat2",
            files: ["/proc/sys/kernel/osrelease": "5.4.0-1\n"], because: "(5.4.0-1) has no openat2", fix: "5.19"),
        Sample(
            feature: .mountNamespace, errno: EACCES, subject: "mount",
            files: ["/proc/self/attr/current": "docker-default (enforce)\n", "/.dockerenv": ""],
            because: "docker-default holds for this program and denies mount", fix: "apparmor=unconfined"),
        Sample(
            feature: .processFileSystem, errno: EPERM, files: covered, because: "(/proc/kcore)",
            fix: "systempaths=unconfined"),
        Sample(feature: .nestedNamespaceLimit, errno: EROFS, because: "read-only", fix: "systempaths=unconfined"),
        Sample(feature: .nestedNamespaceLimit, errno: ENOENT, because: "gVisor", fix: "Linux kernel"),
        Sample(feature: .landlock, errno: ENOSYS, because: "without Landlock", fix: "CONFIG_SECURITY_LANDLOCK"),
        Sample(feature: .landlock, errno: EOPNOTSUPP, because: "not switched on", fix: "lsm="),
        Sample(
            feature: .landlock, errno: ENOSYS, files: filtered, because: "seccomp filter",
            fix: "--security-opt seccomp="),
        Sample(feature: .landlock, errno: EISNAM, because: "do not hold", fix: "it is a bug"),
        Sample(feature: .ipcNamespace, errno: ENOSPC, because: "user.max_ipc_namespaces", fix: "sysctl user.max_ipc_"),
        Sample(feature: .utsNamespace, errno: EINVAL, because: "CONFIG_UTS_NS", fix: "kernel that has it"),
        Sample(
            feature: .ownerMaps, errno: EINVAL, subject: "mount_setattr /srv/app", because: "/srv/app has no id-mapped",
            fix: "ordinary user"),
        Sample(feature: .seccompListener, errno: EBUSY, because: "watches system calls", fix: "trilatch learn"),
        Sample(feature: .devices, errno: EPERM, subject: "openat2 /dev/null", because: "denies openat2", fix: "log"),
    ]

    @Test(arguments: samples)
    func `a failure is explained by what the host says of itself`(sample: Sample) throws {
        let diagnosis = ObstacleTests.diagnosis(
            HostExamination.Finding(sample.feature, errno: sample.errno, subject: sample.subject), files: sample.files)
        let check = try #require(diagnosis.checks.first { $0.feature == sample.feature })
        guard case .fails(let error, let obstacle) = check.outcome else {
            Issue.record("\(check)")
            return
        }
        #expect(error.hasPrefix(ErrorNumber.name(sample.errno)))
        #expect(obstacle.because.contains(sample.because), "\(obstacle)")
        #expect(obstacle.fix.contains(sample.fix), "\(obstacle)")
    }

    @Test(arguments: HostFeature.allCases)
    func `every failure of every part has a cause and a fix`(feature: HostFeature) {
        for code in 1...133 as ClosedRange<Int32> {
            let finding = HostExamination.Finding(feature, errno: code, subject: "call /a")
            let diagnosis = ObstacleTests.diagnosis(finding, files: [:])
            for case .fails(_, let obstacle) in diagnosis.checks.map(\.outcome) {
                #expect(obstacle.because.count > 10 && obstacle.fix.count > 10)
                #expect(!obstacle.fix.hasSuffix(".") && !obstacle.because.contains("  "))
            }
        }
    }

    @Test func `what could not be tried names what it waits for`() throws {
        let finding = HostExamination.Finding(.userNamespace, errno: EPERM)
        let checks = ObstacleTests.diagnosis(finding, files: [:]).checks
        let check = try #require(checks.first { $0.feature == .ipcNamespace })
        guard case .notTried(without: .userNamespace) = check.outcome else {
            Issue.record("\(check)")
            return
        }
        #expect(!checks.contains { $0.feature == .ownerMaps }, "which only root has")
    }

    @Test func `the tier is that of the box that was built`() {
        func tier(_ trial: HostDiagnosis.Trial) -> MinimumTier? {
            HostDiagnosis(
                HostExamination(findings: []), trial: trial, host: HostSwitches { _ in nil }, appArmorProfile: "/p"
            ).tier
        }
        #expect(tier(.built(lacking: [])) == .full)
        #expect(tier(.built(lacking: [.landlock])) == .fullMinus([.landlock]))
        #expect(tier(.refused(Refusal(.hostUserNamespacesDenied, "r"))) == nil)
    }

    @Test func `what holds a limit follows from the control groups that can be had`() {
        func holders(_ means: LimitMeans) -> [String] { HostLimits(means).holders.map { "\($0.limit): \($0.holder)" } }
        let all = Set(LimitMeans.Kind.allCases)
        #expect(
            holders(LimitMeans(group: all, groupIsAtHand: true)) == [
                "memory: cgroup", "processes: cgroup", "cpu: cgroup",
            ])
        #expect(holders(LimitMeans(canWatch: true)).first == "memory: rlimit, and watched over the whole box")
        #expect(holders(LimitMeans()).last == "cpu: not held")
        #expect(holders(LimitMeans(group: all)).last == "cpu: not held; cgroup where a profile says `enforce: cgroup`")
        #expect(HostLimits(LimitMeans(group: all)).because == nil)
        #expect(HostLimits(LimitMeans(group: [.memory], groupMissing: "why")).because == "why")
    }

    private static func diagnosis(_ finding: HostExamination.Finding, files: [String: String]) -> HostDiagnosis {
        HostDiagnosis(
            HostExamination(findings: [finding]), trial: .built(lacking: []), host: HostSwitches { files[$0] },
            appArmorProfile: "/opt/t/share/trilatch/apparmor/trilatch-launch")
    }
}
