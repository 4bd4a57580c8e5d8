internal import Glibc
internal import Kernel
package import LaunchPlan
package import Refusals

/// What a launcher found that tried what a box would need.
package struct HostExamination: Sendable, Equatable {
    /// One part that was tried: errno 0 where it works.
    package struct Finding: Sendable, Equatable {
        package var feature: HostFeature
        package var errno: Int32
        /// What worked, such as an ABI, or the call that did not.
        package var subject: String

        package init(_ feature: HostFeature, errno: Int32 = 0, subject: String = "") {
            self.feature = feature
            self.errno = errno
            self.subject = subject
        }
    }

    package var findings: [Finding]

    package init(findings: [Finding]) { self.findings = findings }

    /// Has a launcher try it all.
    ///
    /// - Parameters:
    ///   - path: The launcher's program, absolute.
    ///   - dedicatedIdentifier: For a root caller, the id of the host that a box would run as.
    /// - Throws: `host.incomplete-installation`, `launch.step-failed`, `launch.plan-invalid`, `launch.timed-out`.
    package init(launcher path: String, dedicatedIdentifier: UInt32?, seconds: Int) throws(Refusal) {
        try self.init(
            launcher: path, dedicatedIdentifier: dedicatedIdentifier, seconds: seconds,
            argument: LaunchDescriptors.examiningArgument)
    }

    /// Has a launcher try whether the host gives user namespaces, and nothing else.
    ///
    /// - Throws: those of the initialiser and of `givesUserNamespaces`.
    package static func findsUserNamespaces(
        launcher path: String, dedicatedIdentifier: UInt32?
    ) throws(Refusal) -> Bool {
        let examination = try HostExamination(
            launcher: path, dedicatedIdentifier: dedicatedIdentifier, seconds: 10,
            argument: LaunchDescriptors.examiningNamespacesArgument)
        return try examination.givesUserNamespaces()
    }

    /// Whether the host gives user namespaces, as far as this has tried them; where not, it denies them or has none.
    ///
    /// - Throws: `launch.step-failed` for a failure that says neither.
    package func givesUserNamespaces() throws(Refusal) -> Bool {
        let tried = findings.filter { $0.feature == .childDescriptors || $0.feature == .userNamespace }
        guard let failure = tried.first(where: { $0.errno != 0 }) else {
            // Without a finding nothing is known; a box takes the stronger way, and says what it meets there.
            return true
        }
        switch failure.errno {
        case EPERM, EACCES, ENOSPC, EUSERS, ENOSYS, EINVAL: return false
        default:
            // Such as a moment without memory: no reason for a weaker box.
            throw Refusal(
                .launchStepFailed,
                "user namespaces could not be tried (\(failure.subject)): \(ErrorNumber.name(failure.errno))")
        }
    }

    private init(
        launcher path: String, dedicatedIdentifier: UInt32?, seconds: Int, argument: String
    ) throws(Refusal) {
        findings = []
        var launcher = try LauncherProcess.spawn(
            path: path, dedicatedIdentifier: dedicatedIdentifier, switches: [argument])
        do throws(Refusal) {
            try receive(from: &launcher, until: MonotonicTime.now + .seconds(seconds))
        } catch {
            launcher.abandon()
            throw error
        }
        launcher.abandon()
    }

    private mutating func receive(
        from launcher: inout LauncherProcess, until deadline: MonotonicTime
    ) throws(Refusal) {
        var reports = ReportReader()
        var poll = PollSet(slots: 1)
        while launcher.report.isOpen {
            guard MonotonicTime.now < deadline else {
                throw Refusal(.launchTimedOut, "the launcher did not end in time, and was ended")
            }
            poll.want(.readable, of: launcher.report, in: 0)
            do {
                try poll.wait(until: deadline)
            } catch {
                throw Refusal(.launchStepFailed, "the launcher cannot be waited for: \(error)")
            }
            if poll.events(in: 0).isEmpty { continue }
            let (outcome, bytes) = launcher.readReports()
            switch outcome {
            case .notNow: continue
            case .ended, .failed: launcher.report.close()
            case .moved: try take(bytes, from: &reports)
            }
        }
    }

    private mutating func take(_ bytes: [UInt8], from reports: inout ReportReader) throws(Refusal) {
        guard let new = reports.consume(bytes) else {
            throw Refusal(.launchPlanInvalid, "the launcher's report is none that this version knows")
        }
        for report in new {
            if let refusal = report.refusal() { throw refusal }
            if case .examined(let feature, let errno, let subject) = report {
                findings.append(Finding(feature, errno: errno, subject: subject))
            }
        }
    }
}
