internal import Glibc
internal import Kernel

/// A systemd manager, which makes control groups for whoever asks it over D-Bus.
///
/// The bus is spoken directly: what is asked is one call, libsystemd cannot be linked into a static program, and starting
/// `busctl` or `systemd-run` takes longer than the whole conversation. The sockets are those that systemd itself makes,
/// never one that the environment names.
package enum SystemManager: Sendable, Equatable {
    case system
    case user(UInt32)

    private var socket: String {
        switch self {
        case .system: "/run/dbus/system_bus_socket"
        case .user(let user): "/run/user/\(user)/bus"
        }
    }

    /// The manager of whoever runs this process, and what it can give; nil where there is none.
    static func ofThisUser(root: String) -> GroupSupport? {
        let user = geteuid()
        let manager = user == 0 ? SystemManager.system : .user(user)
        let group = user == 0 ? root : "\(root)/user.slice/user-\(user).slice/user@\(user).service"
        guard unsafe access("/run/systemd/system", F_OK) == 0, unsafe access(manager.socket, W_OK) == 0 else {
            return nil
        }
        let controllers = GroupController.set(parsing: ControlGroup.text(of: "\(group)/cgroup.controllers") ?? "")
        return controllers.isEmpty ? nil : .manager(manager, controllers)
    }

    /// Has the manager put a launcher into a scope of its own, and makes the box's group in it.
    ///
    /// The launcher moves into a group beside the box's, so that the box's limits are the box's alone. The manager removes
    /// the scope as soon as nobody lives in it, however we end.
    ///
    /// - Parameter launcher: The number of a process of ours that has not started anything yet.
    package func makeGroup(for launcher: Int32, limits: GroupLimits) throws(SystemManagerError) -> ControlGroup {
        let unit = "trilatch-\(launcher)-\(UInt32.random(in: 0...UInt32.max)).scope"
        try BusConversation(socket).startScope(unit, holding: launcher)
        guard let own = GroupSupport.groupPath(ofProcess: "\(launcher)"), own.hasSuffix("/\(unit)") else {
            throw SystemManagerError("the process is not in the scope that systemd made for it")
        }
        let scope = "/sys/fs/cgroup" + own
        do {
            // First: controllers can be passed on only by a group that nobody lives in.
            let beside = "\(scope)/launcher"
            guard unsafe mkdir(beside, 0o755) == 0 else { throw KernelError("mkdir", errno) }
            try Descriptor.writing("\(beside)/cgroup.procs").write(Array("\(launcher)".utf8))
            return try ControlGroup(below: scope, limits: limits)
        } catch {
            throw SystemManagerError("the scope that systemd made cannot be used: \(error)")
        }
    }
}

/// Why a manager did not give a control group.
package struct SystemManagerError: Error, Sendable, Equatable {
    package var reason: String

    init(_ reason: String) { self.reason = reason }
}
