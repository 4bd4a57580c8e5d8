internal import Glibc
internal import Kernel
internal import LaunchPlan

/// Getting at the plan.
enum Plan {
    /// Reads the encoded plan until the end of the supervisor's pipe.
    static func receive(from pipe: borrowing Descriptor) throws(LaunchFailure) -> [UInt8] {
        let bytes = try step(.receivePlan) { () throws(KernelError) in
            try pipe.readAll(limit: PlanCodec.maximumLength)
        }
        // A supervisor that refused its profile closes the pipe and says why itself: there is nothing to report.
        guard !bytes.isEmpty else { exit(Launcher.refused) }
        return bytes
    }

    /// Decodes a plan and refuses one that is not for this very launch.
    static func decode(_ bytes: [UInt8], expecting identity: BoxIdentity) throws(LaunchFailure) -> LaunchPlan {
        let plan: LaunchPlan
        do {
            plan = try PlanCodec.decode(bytes)
        } catch {
            throw LaunchFailure(.decodePlan, EINVAL, "\(error)")
        }
        guard plan.identity == identity else { throw LaunchFailure(.decodePlan, EPERM, "identity") }
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
