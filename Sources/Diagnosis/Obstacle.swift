internal import LaunchPlan

/// Why something that was tried does not work here, and what to do about it.
package struct Obstacle: Sendable, Hashable {
    /// A clause.
    package var because: String
    /// A sentence without a full stop.
    package var fix: String

    init(_ because: String, fix: String) {
        self.because = because
        self.fix = fix
    }
}

extension Obstacle {
    /// Explains a failure.
    ///
    /// - Parameters:
    ///   - subject: The call that failed, and about what.
    ///   - profile: The path of the AppArmor profile that comes with this installation.
    init(
        to feature: HostFeature, _ failure: Failure, subject: String, on host: HostSwitches,
        appArmorProfile profile: String
    ) {
        self =
            switch feature {
            case .userNamespace: .namespaces(failure, host, profile) ?? .denial(failure, subject, host)
            case .processFileSystem: .proc(host) ?? .denial(failure, subject, host)
            case .nestedNamespaceLimit: .nesting(failure, host)
            case .ipcNamespace: .kind("ipc", "CONFIG_IPC_NS", failure, host) ?? .denial(failure, subject, host)
            case .utsNamespace: .kind("uts", "CONFIG_UTS_NS", failure, host) ?? .denial(failure, subject, host)
            case .cgroupNamespace: .kind("cgroup", "CONFIG_CGROUPS", failure, host) ?? .denial(failure, subject, host)
            case .networkNamespace: .kind("net", "CONFIG_NET_NS", failure, host) ?? .denial(failure, subject, host)
            case .pidNamespace: .kind("pid", "CONFIG_PID_NS", failure, host) ?? .denial(failure, subject, host)
            case .mountNamespace: .kind("mnt", "CONFIG_NAMESPACES", failure, host) ?? .denial(failure, subject, host)
            case .landlock: .landlock(failure, host)
            case .seccompListener where failure == .busy:
                Obstacle(
                    "a filter of the host's that watches system calls holds for this program",
                    fix: "run `trilatch learn` outside of it; a box needs nothing of this")
            case .ownerMaps:
                Obstacle(
                    "the file system of \(subject.split(separator: " ").last ?? "this folder") has no id-mapped mounts",
                    fix: "run as the ordinary user who owns the files, or keep them on ext4, XFS, Btrfs or tmpfs")
            default: .denial(failure, subject, host)
            }
    }

    /// The errors that mean something here.
    package enum Failure: Sendable, Hashable {
        /// `ENOSYS`, `EINVAL`, `EOPNOTSUPP`, `ENOENT`: it is not there.
        case absent
        /// `EOPNOTSUPP` of Landlock: it is there and switched off.
        case disabled
        /// `EPERM`, `EACCES`.
        case denied
        /// `ENOSPC`, `EUSERS`.
        case exhausted
        /// `EROFS`.
        case readOnly
        /// `EBUSY`.
        case busy
        /// It succeeded, and what should refuse it did nothing.
        case ineffective
        case other
    }

    private static func namespaces(_ failure: Failure, _ host: HostSwitches, _ profile: String) -> Obstacle? {
        if host.sysctl("user.max_user_namespaces", is: 0) {
            return Obstacle(
                "the sysctl user.max_user_namespaces is 0, by the administrator or because this is a box already",
                fix: "`sudo sysctl user.max_user_namespaces=15000`, or run Trilatch outside the box that it is in")
        }
        if host.sysctl("kernel.unprivileged_userns_clone", is: 0) {
            return Obstacle(
                "the sysctl kernel.unprivileged_userns_clone is 0",
                fix: "`sudo sysctl kernel.unprivileged_userns_clone=1`, and the same line in /etc/sysctl.d")
        }
        if host.sysctl("kernel.apparmor_restrict_unprivileged_userns", is: 1) {
            return Obstacle(
                "Ubuntu's AppArmor lets only programs with a profile use user namespaces",
                fix: """
                    `sudo install -m 644 \(profile) /etc/apparmor.d/trilatch-launch && \
                    sudo apparmor_parser -r /etc/apparmor.d/trilatch-launch`
                    """)
        }
        if failure == .exhausted {
            return Obstacle(
                "user namespaces are nested too deep, or this user has as many as the host allows",
                fix: "raise the sysctl user.max_user_namespaces, or run Trilatch outside the box that it is in")
        }
        return nil
    }

    private static func proc(_ host: HostSwitches) -> Obstacle? {
        let covered = host.coveredParts
        guard !covered.isEmpty else { return nil }
        return Obstacle(
            "parts of /proc are covered (\(covered.prefix(3).joined(separator: ", "))), as containers do it",
            fix: """
                start the container with `--security-opt systempaths=unconfined`; or say `runtime: { proc: empty }` in \
                the profile of a server that needs no /proc
                """)
    }

    private static func nesting(_ failure: Failure, _ host: HostSwitches) -> Obstacle {
        failure == .readOnly
            ? Obstacle(
                "/proc/sys is mounted read-only, as containers do it",
                fix: "start the container with `--security-opt systempaths=unconfined`")
            : Obstacle(
                "this kernel has no writable /proc/sys/user/max_user_namespaces (gVisor, for one, has none)",
                fix: "run on a Linux kernel, with its /proc")
    }

    private static func kind(
        _ name: String, _ option: String, _ failure: Failure, _ host: HostSwitches
    ) -> Obstacle? {
        switch failure {
        case .exhausted:
            Obstacle(
                "the sysctl user.max_\(name)_namespaces allows no more",
                fix: "`sudo sysctl user.max_\(name)_namespaces=15000`")
        case .absent:
            Obstacle("this kernel was built without \(option)", fix: "run a kernel that has it; distributions' have")
        default: nil
        }
    }

    private static func landlock(_ failure: Failure, _ host: HostSwitches) -> Obstacle {
        switch failure {
        case .disabled:
            Obstacle(
                "Landlock is in this kernel and not switched on",
                fix: "put `landlock` first into the list `lsm=` of the kernel's command line, and boot anew")
        case .absent where !host.isFiltered:
            Obstacle(
                "this kernel (\(host.kernel)) was built without Landlock, or is older than it",
                fix: "run a kernel of 5.19 or later with CONFIG_SECURITY_LANDLOCK")
        case .ineffective:
            Obstacle(
                "Landlock's rules are taken and do not hold", fix: "report this kernel (\(host.kernel)); it is a bug")
        default: .denial(failure, "landlock", host)
        }
    }

    /// What holds for any call.
    private static func denial(_ failure: Failure, _ subject: String, _ host: HostSwitches) -> Obstacle {
        let call = subject.split(separator: " ").first.map(String.init) ?? "the call"
        if failure == .denied, let profile = host.appArmorProfile {
            return Obstacle(
                "the AppArmor profile \(profile) holds for this program and denies \(call)",
                fix: host.isContainer
                    ? "start the container with `--security-opt apparmor=unconfined`"
                    : "allow it in the profile \(profile), or start Trilatch outside of it")
        }
        if failure == .denied || failure == .absent, host.isFiltered {
            return Obstacle(
                "a seccomp filter holds for this program, as in a container, and \(call) is not among what it allows",
                fix: """
                    start the container with a filter that allows it (`--security-opt seccomp=unconfined` allows all), or \
                    run Trilatch outside
                    """)
        }
        switch failure {
        case .absent:
            return Obstacle(
                "this kernel (\(host.kernel)) has no \(call)",
                fix: "run a kernel of 5.19 or later (Debian 12, Ubuntu 22.10, RHEL 10 and their successors have one)")
        case .denied:
            return Obstacle(
                "the host denies \(call); nothing that can be read from here says why",
                fix: "look into the host's log for a line of its security module, and at what started this program")
        default:
            return Obstacle(
                "\(call) failed in a way that means nothing known",
                fix: "report it with the output of `trilatch doctor --json`")
        }
    }
}
