internal import Glibc
internal import Kernel
package import LaunchPlan
package import Refusals

extension LaunchReport {
    /// The refusal that this report means; nil for one that is no failure of the launch.
    ///
    /// - Parameter advice: What a host says of its user namespaces, asked only where that is the question.
    package func refusal(advice: () -> String? = UserNamespaceAdvice.ofThisHost) -> Refusal? {
        switch self {
        case .failed(let step, let errno, let subject):
            Self.refusal(step, errno, subject, advice)
        case .selfTestFailed(let act, let errno):
            Refusal(
                .launchSelfTestFailed,
                "\(act.name) did not end as it must in the finished box: "
                    + (errno == 0 ? "it succeeded" : ErrorNumber.name(errno)))
        case .execFailed(let errno):
            Refusal(.launchExecFailed, "the program cannot be executed in the box: \(ErrorNumber.name(errno))")
        case .ready, .exited, .signalled, .outOfMemory, .listener, .examined: nil
        }
    }

    /// The exit status of a run that ends with this failure: as a shell has it for a program that it cannot execute.
    package var failureStatus: Int32 {
        guard case .execFailed(let errno) = self else { return ExitStatus.refused }
        return errno == ENOENT ? ExitStatus.notFound : ExitStatus.notExecutable
    }

    private static func refusal(
        _ step: LaunchStep, _ errno: Int32, _ subject: String, _ advice: () -> String?
    ) -> Refusal {
        let name = ErrorNumber.name(errno)
        let reason = "could not \(step.name)\(subject.isEmpty ? "" : " (\(subject))"): \(name)"
        switch (step, errno) {
        case (.createNamespaces, EPERM), (.createNamespaces, EACCES), (.createNamespaces, ENOSPC),
            (.createNamespaces, EUSERS), (.mapIdentity, EPERM), (.mapIdentity, EACCES):
            return Refusal(.hostUserNamespacesDenied, reason, hint: advice())
        case (.confineGrant, EINVAL), (.prepareOwnerMap, _):
            return Refusal(.hostIdmapUnsupported, reason)
        case (.compareGrant, _), (.openGrant, ENOENT), (.openGrant, ELOOP), (.openGrant, ENOTDIR):
            return Refusal(.pathChanged, reason)
        case (.createLandlock, ENOSYS), (.createLandlock, EOPNOTSUPP), (.createLandlock, EPERM),
            (.enforceLandlock, ENOSYS), (.enforceLandlock, EPERM):
            return Refusal(.hostLandlockMissing, reason)
        case (.reachTier, _), (.limitNestedNamespaces, _):
            return Refusal(.tierNotReached, reason)
        case (.mountProcesses, EPERM), (.mountProcesses, EACCES):
            return Refusal(.hostProcMasked, reason)
        case (.decodePlan, _), (.receivePlan, EFBIG):
            return Refusal(.launchPlanInvalid, reason)
        case (_, ENOSYS):
            return Refusal(.hostKernelTooOld, reason)
        // Permissions of a granted path say EACCES; and what the launcher does for every box is refused by the host alone.
        case (.openGrant, EPERM), (.confineGrant, EPERM):
            return Refusal(.hostCallDenied, reason)
        case (let step, EPERM) where step.isOfEveryBox, (let step, EACCES) where step.isOfEveryBox:
            return Refusal(.hostCallDenied, reason)
        default:
            return Refusal(.launchStepFailed, reason)
        }
    }
}
