internal import Glibc
internal import Kernel

/// What of control groups this process can have, found without changing anything.
package enum GroupSupport: Sendable, Equatable {
    /// A group, by its absolute path, that was delegated to us, and the controllers that groups below it can have.
    case delegated(path: String, Set<GroupController>)
    /// A systemd manager that makes one when asked over D-Bus, and the controllers that it has to give.
    case manager(SystemManager, Set<GroupController>)
    /// None, and why not.
    case none(because: String)

    /// The controllers that a box's group would have.
    package var controllers: Set<GroupController> {
        switch self {
        case .delegated(_, let controllers), .manager(_, let controllers): controllers
        case .none: []
        }
    }

    /// Where every unified hierarchy is mounted.
    private static let root = "/sys/fs/cgroup"

    /// Looks at the host, and at the group that this process lives in.
    package static func ofThisHost() -> GroupSupport {
        guard PathFacts.isInControlGroups(root), let own = groupPath(ofProcess: "self") else {
            return .none(because: "the host has no cgroup v2 hierarchy at \(root)")
        }
        if let found = delegation(above: own) { return found }
        return SystemManager.ofThisUser(root: root)
            ?? .none(
                because: "no control group is delegated to this process, and no systemd manager can be asked for one")
    }

    /// The nearest group at or above our own that is ours to divide.
    ///
    /// systemd marks what it delegates with an attribute that an administrator can set as well; a group without it is
    /// never touched, though root could.
    private static func delegation(above own: String) -> GroupSupport? {
        var components = own.split(separator: "/")
        while !components.isEmpty {
            let path = root + "/" + components.joined(separator: "/")
            // Delegated to the user's manager, which divides it itself.
            if components.last?.hasPrefix("user@") == true { return nil }
            if isMarked(path), isWritable(path) { return divisible(path) }
            components.removeLast()
        }
        return nil
    }

    /// A group below which there can be groups with controllers: they are on, or nobody lives in it, so that they can be
    /// switched on.
    private static func divisible(_ path: String) -> GroupSupport? {
        let on = GroupController.set(parsing: ControlGroup.text(of: "\(path)/cgroup.subtree_control") ?? "")
        let available = GroupController.set(parsing: ControlGroup.text(of: "\(path)/cgroup.controllers") ?? "")
        let isEmpty = ControlGroup.text(of: "\(path)/cgroup.procs")?.isEmpty ?? false
        let controllers = isEmpty ? available : on
        return controllers.isEmpty ? nil : .delegated(path: path, controllers)
    }

    private static func isMarked(_ path: String) -> Bool {
        ["user.delegate", "trusted.delegate"].contains { PathFacts.attribute($0, of: path, is: "1") }
    }

    private static func isWritable(_ path: String) -> Bool {
        ["", "/cgroup.procs", "/cgroup.subtree_control"].allSatisfy { unsafe access(path + $0, W_OK) == 0 }
    }

    /// The path of a process's group below the root; nil where there is no unified hierarchy.
    ///
    /// Source: cgroups(7), /proc/PID/cgroup.
    static func groupPath(ofProcess process: String) -> String? {
        let text = ControlGroup.text(of: "/proc/\(process)/cgroup") ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("0::/") }
        // ".." leads out of a namespace, and so to a place that has no path here.
        guard let path = line?.dropFirst(3), !path.contains("/..") else { return nil }
        return String(path)
    }
}
