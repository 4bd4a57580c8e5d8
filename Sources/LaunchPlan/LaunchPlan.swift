/// The resolved, host-specific, validated instruction list for the launcher.
///
/// A plan is a pure value: it names every path, limit and switch of one box, in the order in which the launcher applies
/// them, and nothing is looked up or decided after it. The supervisor makes it from a profile; the launcher carries it
/// out or refuses. `PlanCodec` turns it into bytes and back.
package struct LaunchPlan: Sendable, Equatable {
    /// Who the box is on the host.
    package var identity: BoxIdentity
    /// The box's file system, in the order of mounting: parents before children, a later step covers an earlier one.
    package var fileSystem: [FileSystemStep]
    /// What the box sees at `/proc`.
    package var processFileSystem: ProcessFileSystem
    /// What of the network exists in the box.
    package var network: NetworkMode
    /// The sockets that the launcher makes in a brokered box's network and hands out; none for every other.
    package var listeners: [BoxListener]
    /// The host name inside the box.
    package var hostName: String
    /// The program and what it starts with.
    package var command: Command
    /// Limits that the launcher sets itself.
    package var limits: ResourceLimits
    /// Which of the compiled syscall programs is loaded.
    package var syscalls: SyscallVariant
    /// Refuse mappings that are both writable and executable, also by `PR_SET_MDWE` where the kernel has it.
    package var writeXorExecute: Bool
    /// What the walls of the box are made of.
    package var confinement: Confinement
    /// The lowest Landlock ABI that will do; the launcher handles all that the kernel offers above it.
    package var minimumLandlockABI: UInt8
    /// Layers that the box may lack where the host does not have them; never others than `Layer.dispensable`.
    package var mayLack: Set<Layer>
    /// Tell the supervisor which paths, programs and addresses the server names, for `trilatch learn`.
    ///
    /// The walls of the box stay as they are. The launcher carries such a plan out only when it was started with a line
    /// for it.
    package var recordsCalls: Bool
    /// Layers that this launch leaves out.
    ///
    /// A release launcher refuses any plan where this is not empty.
    package var omittedLayers: Set<Layer>

    package init(
        identity: BoxIdentity,
        fileSystem: [FileSystemStep],
        processFileSystem: ProcessFileSystem = .pidOnly,
        network: NetworkMode = .none,
        listeners: [BoxListener] = [],
        hostName: String = "box",
        command: Command,
        limits: ResourceLimits = ResourceLimits(),
        syscalls: SyscallVariant = SyscallVariant(),
        writeXorExecute: Bool = false,
        confinement: Confinement = .namespaces,
        minimumLandlockABI: UInt8 = 2,
        mayLack: Set<Layer> = [],
        recordsCalls: Bool = false,
        omittedLayers: Set<Layer> = []
    ) {
        self.identity = identity
        self.fileSystem = fileSystem
        self.processFileSystem = processFileSystem
        self.network = network
        self.listeners = listeners
        self.hostName = hostName
        self.command = command
        self.limits = limits
        self.syscalls = syscalls
        self.writeXorExecute = writeXorExecute
        self.confinement = confinement
        self.minimumLandlockABI = minimumLandlockABI
        self.mayLack = mayLack
        self.recordsCalls = recordsCalls
        self.omittedLayers = omittedLayers
    }
}

/// What the walls of a box are made of.
package enum Confinement: UInt8, Sendable, CaseIterable {
    /// Namespaces and a root of its own, with Landlock and a syscall filter as further walls.
    case namespaces = 0
    /// Landlock and a syscall filter alone, for a host that gives no user namespaces.
    case landlock = 1

    /// The Landlock ABI that `landlock` takes: the first that keeps signals in the box.
    package static let landlockABI: UInt8 = 6
}

extension LaunchPlan {
    /// Whether a box without namespaces can hold what the plan says: trees that are granted as they are, and no network.
    ///
    /// A listing is for no other box.
    package var fitsConfinement: Bool {
        switch confinement {
        case .namespaces:
            return !fileSystem.contains { if case .list = $0 { true } else { false } }
                && (listeners.isEmpty || network == .brokered)
        case .landlock:
            return minimumLandlockABI >= Confinement.landlockABI && network == .none && !syscalls.unixSockets
                && !syscalls.internetSockets && !recordsCalls && processFileSystem != .fullMasked
                && identity.userInside == identity.userOutside && identity.groupInside == identity.groupOutside
                && fileSystem.allSatisfy {
                    switch $0 {
                    case .bind, .list: true
                    case .scratch, .symbolicLink, .file, .copy, .directory, .hide: false
                    }
                }
        }
    }
}

extension LaunchPlan {
    /// Lets the supervisor be told of the server's calls.
    ///
    /// What a server looks up and connects to is seen only where it can make a socket, so it gets its own loopback, which
    /// leads nowhere.
    package mutating func recordCalls() {
        recordsCalls = true
        network = .loopback
        listeners = []
        syscalls.internetSockets = true
    }
}

/// The one id map of a box: one user and one group inside, one of each outside.
package struct BoxIdentity: Sendable, Equatable {
    /// The user and group inside the box; never 0, because programs treat 0 as the administrator.
    ///
    /// For an ordinary caller the own ids, for a root caller 1000.
    package var userInside: UInt32
    package var groupInside: UInt32
    /// The host's user and group that the kernel knows the box by; never 0.
    ///
    /// For an ordinary caller these are the caller's own; for a root caller a dedicated unprivileged id.
    package var userOutside: UInt32
    package var groupOutside: UInt32

    package init(userInside: UInt32 = 1000, groupInside: UInt32 = 1000, userOutside: UInt32, groupOutside: UInt32) {
        self.userInside = userInside
        self.groupInside = groupInside
        self.userOutside = userOutside
        self.groupOutside = groupOutside
    }
}

/// The program that the box is for.
package struct Command: Sendable, Equatable {
    /// Absolute path inside the box.
    package var executable: String
    /// All arguments, the zeroth included.
    package var arguments: [String]
    /// `NAME=value` pairs: the whole environment.
    package var environment: [String]
    /// Absolute path inside the box.
    package var workingDirectory: String

    package init(executable: String, arguments: [String], environment: [String], workingDirectory: String) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
    }
}

/// What of the network exists in the box.
///
/// A box never has an interface other than its own loopback.
package enum NetworkMode: UInt8, Sendable, CaseIterable {
    /// An empty network namespace with its loopback down, and no inet sockets.
    case none = 0
    /// The box's own loopback is up; nothing leads out of it.
    case loopback = 1
    /// The same, and every address there is leads to it: to the plan's listeners, which are held outside of the box.
    case brokered = 2
}

/// What the box sees at `/proc`.
package enum ProcessFileSystem: UInt8, Sendable, CaseIterable {
    /// A new instance with `subset=pid,hidepid=invisible`: the box's own processes and nothing of the kernel.
    case pidOnly = 0
    /// A new full instance, with everything that leaks or acts on the kernel covered.
    case fullMasked = 1
    /// An empty read-only directory.
    case empty = 2
}

/// Which of the compiled syscall programs is loaded.
package struct SyscallVariant: Sendable, Hashable {
    /// `socket(AF_UNIX)` is allowed.
    ///
    /// `socketpair` always is.
    package var unixSockets: Bool
    /// `socket(AF_INET)` and `AF_INET6` (TCP and UDP), and route netlink, are allowed.
    package var internetSockets: Bool
    /// `mmap` and `mprotect` refuse mappings that are both writable and executable.
    package var writeXorExecute: Bool

    package init(unixSockets: Bool = false, internetSockets: Bool = false, writeXorExecute: Bool = false) {
        self.unixSockets = unixSockets
        self.internetSockets = internetSockets
        self.writeXorExecute = writeXorExecute
    }
}

/// Limits that the launcher sets by `setrlimit`; nil leaves the caller's own limit.
package struct ResourceLimits: Sendable, Equatable {
    /// Bytes of private writable memory for each process (`RLIMIT_DATA`).
    package var dataBytes: UInt64?
    /// Processes and threads in the box, counted inside its user namespace (`RLIMIT_NPROC`).
    package var processes: UInt64?
    /// Open descriptors for each process (`RLIMIT_NOFILE`).
    package var openFiles: UInt64?
    /// Bytes of any one file that a process writes (`RLIMIT_FSIZE`).
    package var fileSizeBytes: UInt64?

    package init(
        dataBytes: UInt64? = nil, processes: UInt64? = nil, openFiles: UInt64? = nil, fileSizeBytes: UInt64? = nil
    ) {
        self.dataBytes = dataBytes
        self.processes = processes
        self.openFiles = openFiles
        self.fileSizeBytes = fileSizeBytes
    }
}
