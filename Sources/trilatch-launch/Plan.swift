internal import Glibc
internal import Kernel
internal import LaunchPlan

/// Getting at the plan.
enum Plan {
    /// Reads the encoded plan from the supervisor's pipe, or from the launcher outside.
    static func receive(from source: borrowing Descriptor) throws(LaunchFailure) -> [UInt8] {
        let first = try step(.receivePlan) { () throws(KernelError) in
            try source.readSome(upTo: PlanTransfer.headerLength)
        }
        // A supervisor that refused its profile closes the pipe and says why itself: there is nothing to report.
        guard !first.isEmpty else { exit(Launcher.refused) }
        return try step(.receivePlan) { () throws(KernelError) in
            let header = first + (try Channel.receive(PlanTransfer.headerLength - first.count, from: source))
            guard let length = PlanTransfer.length(header) else { throw KernelError("read", EFBIG) }
            return try Channel.receive(length, from: source)
        }
    }

    /// Waits until the supervisor lets the server run.
    static func awaitConsent(from pipe: borrowing Descriptor) throws(LaunchFailure) {
        let word = try step(.receivePlan) { () throws(KernelError) in try pipe.readSome(upTo: 1) }
        // It has refused, and says why itself.
        guard let consent = word.first else { exit(Launcher.refused) }
        guard consent == PlanTransfer.consent else { throw LaunchFailure(.receivePlan, EINVAL, "consent") }
    }

    /// Decodes a plan and refuses one that is not for this very launch.
    static func decode(_ bytes: [UInt8], for caller: Caller) throws(LaunchFailure) -> LaunchPlan {
        let plan: LaunchPlan
        do {
            plan = try PlanCodec.decode(bytes)
        } catch {
            throw LaunchFailure(.decodePlan, EINVAL, "\(error)")
        }
        guard plan.identity == caller.identity else { throw LaunchFailure(.decodePlan, EPERM, "identity") }
        guard plan.confinement == caller.confinement else { throw LaunchFailure(.decodePlan, EPERM, "confinement") }
        guard plan.recordsCalls == caller.isRecorded else { throw LaunchFailure(.decodePlan, EPERM, "recorder") }
        #if !TRILATCH_LAYER_SWITCHES
            guard plan.omittedLayers.isEmpty else { throw LaunchFailure(.decodePlan, EPERM, "omitted layers") }
        #endif
        return plan
    }
}

extension LaunchPlan {
    /// Whether a test left this layer out.
    ///
    /// Always false in a release build, where `Plan.decode` has refused such a plan.
    func omits(_ layer: Layer) -> Bool { omittedLayers.contains(layer) }
}
