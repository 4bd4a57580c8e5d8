package import ControlGroups
internal import Glibc
internal import Kernel
package import Policy

extension LimitMeans {
    /// What a host with this support for control groups can hold limits with.
    ///
    /// A group that was delegated costs a few system calls. One that systemd makes costs a conversation with it and the
    /// move of a process, several times as long as the rest of a launch: it is had where a profile demands it.
    package init(_ support: GroupSupport) {
        let kinds = support.controllers.map { controller in
            switch controller {
            case .memory: Kind.memory
            case .pids: Kind.processes
            case .cpu: Kind.cpu
            }
        }
        self.init(group: Set(kinds), canWatch: BoxProcesses.areVisible)
        switch support {
        case .delegated: (groupIsAtHand, groupMissing) = (true, "its controller is not delegated to us")
        case .manager: groupMissing = "its controller is not delegated to the systemd manager"
        case .none(let because): groupMissing = because
        }
    }
}

extension GroupLimits {
    /// What a box's control group is set to.
    init(_ limits: SupervisedLimits) {
        self.init(
            memoryBytes: limits.memory?.holder == .group ? limits.memoryBytes : nil,
            processes: limits.processes?.holder == .group ? limits.processCount : nil,
            processorThousandths: limits.processorThousandths)
    }
}
