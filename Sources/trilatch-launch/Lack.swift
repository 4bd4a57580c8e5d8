internal import Glibc
internal import Kernel
internal import LaunchPlan

/// The layers that this host does not give to a box, as far as they are known.
///
/// Namespaces are created before the plan is there, which says what the box may lack; until `check` nothing is decided.
struct Lack {
    private(set) var layers: Set<Layer> = []
    /// With what the kernel refused the namespaces.
    private var errorNumber: Int32 = 0

    /// Kinds that a profile may do without, the fewest first: the box gets all that the kernel gives.
    private static let dispensable: [(namespaces: Namespaces, layers: Set<Layer>)] = [
        (.cgroup, [.cgroupNamespace]), (.ipc, [.ipcNamespace]), (.uts, [.utsNamespace]),
        ([.cgroup, .ipc], [.cgroupNamespace, .ipcNamespace]), ([.cgroup, .uts], [.cgroupNamespace, .utsNamespace]),
        ([.ipc, .uts], [.ipcNamespace, .utsNamespace]),
        ([.cgroup, .ipc, .uts], [.cgroupNamespace, .ipcNamespace, .utsNamespace]),
    ]

    /// Creates a child in all of these namespaces or, where the kernel refuses some of the dispensable ones, in as many as
    /// it gives.
    ///
    /// Returns on both sides, and both know what is lacking.
    ///
    /// - Parameter group: A control group's directory, borrowed, that the child never was outside of.
    /// - Throws: What the kernel says to all of them.
    mutating func clone(into namespaces: Namespaces, group: Int32?) throws(KernelError) -> Side {
        do throws(KernelError) {
            return try Processes.clone(into: namespaces, group: group)
        } catch {
            guard Lack.isLack(error) else { throw error }
            errorNumber = error.code
            for kinds in Lack.dispensable where namespaces.isSuperset(of: kinds.namespaces) {
                // Before the child is there, which gets its copy of it.
                layers = kinds.layers
                do throws(KernelError) {
                    return try Processes.clone(into: namespaces.subtracting(kinds.namespaces), group: group)
                } catch {
                    continue
                }
            }
            layers = []
            throw error
        }
    }

    /// Gives this process a namespace of control groups, where the kernel has them.
    mutating func hideControlGroups() throws(KernelError) {
        do throws(KernelError) {
            try Processes.hideControlGroups()
        } catch {
            guard Lack.isLack(error) else { throw error }
            layers.insert(.cgroupNamespace)
            errorNumber = error.code
        }
    }

    /// Whether it says that the kernel was built without a kind (`EINVAL`), or an administrator allows none (`ENOSPC`).
    private static func isLack(_ error: KernelError) -> Bool { error.code == EINVAL || error.code == ENOSPC }

    /// Ends the launch where a namespace is lacking that the plan demands.
    func check(for plan: LaunchPlan) throws(LaunchFailure) {
        let demanded = layers.subtracting(plan.mayLack)
        guard demanded.isEmpty else {
            throw LaunchFailure(.reachTier, errorNumber, demanded.map(\.name).sorted().joined(separator: ", "))
        }
    }

    /// Does without a layer that turned out to be missing.
    ///
    /// - Throws: The failure, where the plan demands the layer.
    mutating func add(_ layer: Layer, of plan: LaunchPlan, because failure: LaunchFailure) throws(LaunchFailure) {
        guard plan.mayLack.contains(layer) else { throw failure }
        layers.insert(layer)
    }
}
