internal import CLinux
internal import Glibc

/// Kinds of namespace for `clone3`.
///
/// Source: namespaces(7).
package struct Namespaces: OptionSet, Sendable {
    package let rawValue: UInt64
    package init(rawValue: UInt64) { self.rawValue = rawValue }

    package static let mount = Namespaces(rawValue: 0x0002_0000)
    package static let cgroup = Namespaces(rawValue: 0x0200_0000)
    package static let uts = Namespaces(rawValue: 0x0400_0000)
    package static let ipc = Namespaces(rawValue: 0x0800_0000)
    package static let user = Namespaces(rawValue: 0x1000_0000)
    package static let pid = Namespaces(rawValue: 0x2000_0000)
    package static let network = Namespaces(rawValue: 0x4000_0000)
    /// All of the above.
    package static let all = Namespaces(rawValue: 0x7E02_0000)
}

/// A child process, held by a descriptor so that a recycled number can never be meant.
package struct ChildProcess: ~Copyable {
    package let number: Int32
    package let descriptor: Descriptor

    /// Sends SIGKILL and waits for the end.
    ///
    /// For pid 1 of a pid namespace that ends every process in it.
    package consuming func kill() {
        // ESRCH: it has ended already, and is still to be waited for.
        _ = trilatch_pidfd_signal(descriptor.number, SIGKILL)
        _ = waitForEnd()
    }

    /// Waits until the child has ended.
    package borrowing func waitForEnd() -> ProcessEnd {
        Processes.waitForEnd(of: number)
    }
}

/// How a process ended.
package enum ProcessEnd: Sendable, Equatable {
    case exited(UInt8)
    case signalled(UInt8)
    /// Somebody else has waited for it.
    case unknown

    /// From a status of `wait4(2)` that says that the process ended.
    package init(status: Int32) {
        let signal = status & 0x7f
        self = signal == 0 ? .exited(UInt8((status >> 8) & 0xff)) : .signalled(UInt8(signal))
    }

    /// As a shell says it: the code itself, or 128 and the signal.
    package var exitStatus: Int32 {
        switch self {
        case .exited(let code): Int32(code)
        case .signalled(let signal): 128 + Int32(signal)
        case .unknown: 125
        }
    }
}

/// Which side of a process creation this is.
package enum Side: ~Copyable {
    case parent(ChildProcess)
    case child
}

/// Creating and shaping processes.
///
/// Only for a process with one thread.
package enum Processes {
    /// How many processors the machine has; one where it does not say.
    ///
    /// The corresponding C function is `sysconf`.
    package static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// Makes sure that this process has no thread but this one.
    ///
    /// - Throws: `EINVAL` where it has another. The corresponding C function is `unshare(CLONE_THREAD)`.
    package static func requireOneThread() throws(KernelError) {
        try checked("unshare", trilatch_require_one_thread())
    }

    /// The same where a filter of the host's denies that call: by the kernel's own count.
    ///
    /// Source: proc(5), `Threads` of `/proc/self/status`.
    package static func requireOneThreadByCount() throws(KernelError) {
        let bytes = try Descriptor.reading("/proc/self/status").readAll(limit: 64 << 10)
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard lines.contains("Threads:\t1") else { throw KernelError("read", EINVAL) }
    }

    /// Creates a child in new namespaces, with signal handlers reset.
    ///
    /// Returns on both sides.
    ///
    /// - Parameter group: A control group's directory, borrowed, that the child never was outside of.
    package static func clone(into namespaces: Namespaces, group: Int32? = nil) throws(KernelError) -> Side {
        var descriptor: Int32 = -1
        let number = try checked("clone3", unsafe trilatch_clone3(namespaces.rawValue, group ?? -1, &descriptor))
        if number == 0 { return .child }
        return .parent(ChildProcess(number: number, descriptor: Descriptor(owning: descriptor)))
    }

    /// Makes this process's own control group the root of what it sees of them.
    ///
    /// A namespace that is created together with a process in another group has its parent's group for a root. The
    /// corresponding C function is `unshare(CLONE_NEWCGROUP)`.
    package static func hideControlGroups() throws(KernelError) {
        try checked("unshare", trilatch_unshare_control_groups())
    }

    /// Creates a child that is a copy of this process.
    ///
    /// Returns twice: the child's number, or 0 in the child.
    package static func fork() throws(KernelError) -> Int32 { try checked("fork", trilatch_fork()) }

    /// Waits until a child of `fork` has ended.
    ///
    /// The corresponding C function is `waitpid`.
    package static func waitForEnd(of number: Int32) -> ProcessEnd {
        var status: Int32 = 0
        while unsafe waitpid(number, &status, 0) < 0 {
            guard errno == EINTR else { return .unknown }
        }
        return ProcessEnd(status: status)
    }

    /// A child that does nothing but hold a new user namespace until it is killed.
    package static func spawnNamespaceHolder() throws(KernelError) -> ChildProcess {
        var descriptor: Int32 = -1
        let number = try checked("clone3", unsafe trilatch_spawn_namespace_holder(&descriptor))
        return ChildProcess(number: number, descriptor: Descriptor(owning: descriptor))
    }

    /// The kernel kills this process when the thread that created it ends.
    ///
    /// Cleared by a change of user: set it again.
    package static func dieWithParent() throws(KernelError) {
        try checked("prctl", trilatch_prctl(1 /* PR_SET_PDEATHSIG */, UInt(SIGKILL), 0, 0, 0))
    }

    /// The kernel sends this process SIGCHLD when its parent ends, too: for one that has to end others first.
    package static func hearOfParentDeath() throws(KernelError) {
        try checked("prctl", trilatch_prctl(1 /* PR_SET_PDEATHSIG */, UInt(SIGCHLD), 0, 0, 0))
    }

    /// Becomes the parent of every descendant whose own parent ends.
    ///
    /// Source: prctl(2), `PR_SET_CHILD_SUBREAPER`, Linux 3.4.
    package static func becomeSubreaper() throws(KernelError) {
        try checked("prctl", trilatch_prctl(36 /* PR_SET_CHILD_SUBREAPER */, 1, 0, 0, 0))
    }

    /// The number of this process's parent, which changes with the parent's end.
    package static var parent: Int32 { getppid() }

    /// This process's own number.
    package static var own: Int32 { getpid() }

    /// A child of `fork` as a value that can be waited for; its number must not have been waited for.
    ///
    /// The corresponding C function is `pidfd_open`, Linux 5.3.
    package static func hold(_ child: Int32) throws(KernelError) -> ChildProcess {
        let descriptor = Descriptor(owning: try checked("pidfd_open", trilatch_process_descriptor(child)))
        return ChildProcess(number: child, descriptor: descriptor)
    }

    /// Leaves all supplementary groups.
    package static func leaveAllGroups() throws(KernelError) { try checked("setgroups", trilatch_setgroups_none()) }

    /// Becomes a user and a group for good, real, effective and saved.
    package static func become(user: UInt32, group: UInt32) throws(KernelError) {
        try checked("setresgid", trilatch_setresgid(group))
        try checked("setresuid", trilatch_setresuid(user))
    }

    /// Lets go of the caller's session keyring for a new, empty one.
    ///
    /// A kernel without keyrings has none to let go of.
    package static func joinEmptyKeyring() throws(KernelError) {
        let result = trilatch_join_session_keyring()
        if result != -ENOSYS { try checked("keyctl", result) }
    }

    /// The same, where nothing is lost when a filter of the host's denies it: it denies every other use of the caller's
    /// keyring as well.
    package static func joinEmptyKeyringIfAllowed() throws(KernelError) {
        do throws(KernelError) {
            try joinEmptyKeyring()
        } catch {
            guard error.code == EPERM || error.code == EACCES else { throw error }
        }
    }

    /// Makes `/proc/self` this process's own again after a change of user, until `refuseTracing`.
    package static func allowOwnProcess() throws(KernelError) {
        try checked("prctl", trilatch_prctl(4 /* PR_SET_DUMPABLE */, 1, 0, 0, 0))
    }

    /// Forbids other processes, of the same user too, to trace this one or to read its memory and descriptors.
    package static func refuseTracing() throws(KernelError) {
        try checked("prctl", trilatch_prctl(4 /* PR_SET_DUMPABLE */, 0, 0, 0, 0))
    }

    /// Lets go of the memory that this program's own code takes in this process; what runs again is read again.
    ///
    /// For a process that did much and now waits. The corresponding C function is `madvise(MADV_DONTNEED)`.
    package static func releaseCode() throws(KernelError) { try checked("madvise", trilatch_release_code()) }

    /// No `execve` from here on gives rights that the process does not have.
    package static func forbidNewPrivileges() throws(KernelError) {
        try checked("prctl", trilatch_prctl(38 /* PR_SET_NO_NEW_PRIVS */, 1, 0, 0, 0))
    }

    /// Refuses to make memory executable that was not, where the kernel knows how (Linux 6.3).
    package static func refuseExecutableGain() throws(KernelError) {
        let result = trilatch_prctl(65 /* PR_SET_MDWE */, 1 /* PR_MDWE_REFUSE_EXEC_GAIN */, 0, 0, 0)
        // An older kernel answers EINVAL; the syscall filter refuses such mappings by itself.
        if result != -EINVAL { try checked("prctl", result) }
    }

    /// Sets a limit, soft and hard.
    ///
    /// The corresponding C function is `setrlimit`.
    package static func limit(_ resource: Resource, to value: UInt64) throws(KernelError) {
        try checked("setrlimit", trilatch_setrlimit(resource.rawValue, value, value))
    }

    /// The limits that a box sets.
    ///
    /// Source: getrlimit(2).
    package enum Resource: Int32, Sendable {
        case fileSize = 1
        case data = 2
        case core = 4
        case processes = 6
        case openFiles = 7
        case lockedMemory = 8
        case messageQueues = 12
        case realTimePriority = 14
    }

    /// The hard limit that this process has now.
    package static func hardLimit(_ resource: Resource) throws(KernelError) -> UInt64 {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(UInt32(resource.rawValue)), &limit) == 0 else {
            throw KernelError("getrlimit", errno)
        }
        return UInt64(limit.rlim_max)
    }

    /// Sets the host name of this process's UTS namespace.
    package static func setHostName(_ name: String) throws(KernelError) {
        try checked("sethostname", unsafe trilatch_sethostname(name, name.utf8.count))
    }

    /// Brings the loopback interface of this process's network namespace up.
    package static func raiseLoopback() throws(KernelError) { try checked("ioctl", trilatch_raise_loopback()) }

    /// A new session and process group, without a terminal.
    package static func createSession() throws(KernelError) {
        guard setsid() >= 0 else { throw KernelError("setsid", errno) }
    }

    /// Changes the working directory and makes sure that it lies below the root: the raw call says "(unreachable)" of one
    /// that does not (CVE-2024-21626).
    package static func changeDirectory(to path: String) throws(KernelError) {
        guard unsafe chdir(path) == 0 else { throw KernelError("chdir", errno) }
        var buffer = [CChar](repeating: 0, count: 4097)
        try checked("getcwd", unsafe trilatch_getcwd(&buffer, buffer.count))
        guard buffer[0] == CChar(bitPattern: UInt8(ascii: "/")) else { throw KernelError("getcwd", ENOENT) }
    }

    /// Sets the mask for the permissions of new files.
    ///
    /// - Returns: The mask until now. The corresponding C function is `umask`.
    @discardableResult
    package static func setFileMask(_ mask: UInt32) -> UInt32 { umask(mask) }

    /// Blocks every signal in this process.
    package static func blockAllSignals() throws(KernelError) {
        try checked("sigprocmask", trilatch_block_all_signals())
    }

    /// Gives every signal its default action and blocks none, as a program expects to start.
    package static func resetSignals() throws(KernelError) {
        try checked("sigaction", trilatch_reset_signals())
    }

    /// Whether the kernel started this program with other rights than its caller's: set-id bits or file capabilities.
    package static func hasGainedRights() -> Bool { trilatch_has_gained_rights() != 0 }

    /// This process's real, effective and saved user, when they are one.
    package static func onlyUser() -> UInt32? { UInt32(exactly: trilatch_only_user()) }

    /// This process's real, effective and saved group, when they are one.
    package static func onlyGroup() -> UInt32? { UInt32(exactly: trilatch_only_group()) }
}
