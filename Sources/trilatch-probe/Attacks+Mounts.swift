internal import Glibc
internal import LaunchPlan

extension Attack {
    /// Changing the view of the file system, and writing where the view says read-only.
    static var mounts: [Attack] {
        [
            Attack("mount-tmpfs", .mounts, "mount a file system", closed, control: .inNamespaces) { scene in
                Outcome(call(.mount, "none", .text(scene.scratch), "tmpfs", 0, 0))
            },
            Attack("mount-proc", .mounts, "mount a new /proc", closed, control: .inNamespaces) { scene in
                Outcome(call(.mount, "proc", .text(scene.scratch), "proc", 0, 0))
            },
            Attack("mount-bind", .mounts, "bind the root onto a writable place", closed, control: .inNamespaces) {
                scene in
                Outcome(call(.mount, "/", .text(scene.scratch), 0, 0x5000 /* MS_BIND | MS_REC */, 0))
            },
            Attack(
                "mount-remount", .mounts, "remount /usr writable", closed,
                control: .never("the host's /usr is no target")
            ) { _ in
                Outcome(call(.mount, "none", "/usr", 0, 0x1020 /* MS_BIND | MS_REMOUNT */, 0))
            },
            Attack("mount-propagation", .mounts, "make the root shared", closed, control: .inNamespaces) { _ in
                Outcome(call(.mount, "none", "/", 0, 0x10_4000 /* MS_REC | MS_SHARED */, 0))
            },
            Attack("unmount", .mounts, "unmount what covers a path", closed, control: .inNamespaces) { scene in
                Outcome(call(.umount2, .text(scene.isControl ? scene.scratch : "/proc"), 2 /* MNT_DETACH */))
            },
            Attack("pivot-root", .mounts, "change the root mount", closed, control: .inNamespaces) { scene in
                let entered = call(.chdir, .text(scene.scratch))
                return Outcome(entered < 0 ? entered : call(.pivotRoot, ".", "."))
            },
            Attack("chroot", .mounts, "change the root directory", closed, control: .inNamespaces) { scene in
                Outcome(call(.chroot, .text(scene.scratch)))
            },
            Attack("open-tree", .mounts, "clone a mount (open_tree)", absent, control: .inNamespaces) { _ in
                Outcome(call(.openTree, .number(here), "/", 0x8001 /* OPEN_TREE_CLONE | AT_RECURSIVE */))
            },
            Attack("fsopen", .mounts, "make a file system (fsopen)", absent, control: .inNamespaces) { _ in
                Outcome(call(.fsopen, "tmpfs", 0))
            },
            Attack("fspick", .mounts, "reconfigure a file system (fspick)", absent, control: .inNamespaces) { scene in
                Outcome(call(.fspick, .number(here), .text(scene.scratch), 0))
            },
            Attack("move-mount", .mounts, "move a mount (move_mount)", absent, control: .inNamespaces) { scene in
                Outcome(call(.moveMount, -1, "", .number(here), .text(scene.scratch), 4), reached: [EBADF])
            },
            Attack("mount-setattr", .mounts, "clear a mount's read-only flag", absent, control: .inNamespaces) {
                scene in
                Outcome(
                    call(
                        .mountSetattr, .number(here), .text(scene.isControl ? scene.scratch : "/usr"), 0,
                        .bytes(fields(UInt64(0), UInt64(1), UInt64(0), UInt64(0))), 32))
            },
            Attack("statmount", .mounts, "list mounts by id (listmount)", [.error(ENOSYS, .seccomp)]) { _ in
                // struct mnt_id_req: size, spare, LSMT_ROOT, parameter, namespace.
                let request = fields(UInt32(24), UInt32(0), UInt64.max, UInt64(0))
                return Outcome(call(.listmount, .bytes(request), .memory(Memory(count: 512)), 64, 0))
            },
            writing("write-usr", "/usr"),
            writing("write-etc", "/etc"),
            writing("write-dev", "/dev"),
            writing("write-root", "/"),
            opening(
                "write-sysctl", "open a kernel setting for writing", "/proc/sys/kernel/core_pattern", OpenFlag.writeOnly
            ),
            opening(
                "write-nested-limit", "open the limit on nested namespaces", "/proc/sys/user/max_user_namespaces",
                OpenFlag.writeOnly),
            opening("write-sysrq", "open the kernel's emergency keys", "/proc/sysrq-trigger", OpenFlag.writeOnly),
            opening("read-kcore", "open the kernel's memory image", "/proc/kcore"),
            opening("read-keys", "read the host's keys", "/proc/keys"),
            opening("read-timers", "read the host's timers", "/proc/timer_list"),
            opening("read-sys", "open /sys", "/sys/kernel"),
            opening("read-cgroup", "open the control groups", "/sys/fs/cgroup"),
            opening("device-mem", "open physical memory", "/dev/mem"),
            opening("device-kmsg", "open the kernel's log", "/dev/kmsg"),
            opening("device-kvm", "open the hypervisor", "/dev/kvm", OpenFlag.readWrite),
            opening("device-fuse", "open FUSE", "/dev/fuse", OpenFlag.readWrite),
            opening("device-tun", "open the tunnel device", "/dev/net/tun", OpenFlag.readWrite),
            opening("device-vsock", "open the hypervisor's socket device", "/dev/vsock"),
            opening("device-terminal", "make a terminal", "/dev/ptmx", OpenFlag.readWrite | OpenFlag.noTerminal),
            opening("device-console", "open the console", "/dev/console", OpenFlag.readWrite | OpenFlag.noTerminal),
            Attack(
                "make-device", .mounts, "make a device node for physical memory", closed + [.error(EACCES, .landlock)],
                control: .inNamespaces
            ) { scene in
                Outcome(call(.mknodat, .number(here), .text(scene.path("mem")), 0o020666, .number(1 << 8 | 1)))
            },
            Attack(
                "make-block-device", .mounts, "make a device node for a disk", closed + [.error(EACCES, .landlock)],
                control: .inNamespaces
            ) { scene in
                Outcome(call(.mknodat, .number(here), .text(scene.path("disk")), 0o060666, .number(8 << 8)))
            },
            Attack(
                "set-id-mounts", .mounts, "find a mount where set-user-ID programs count", [.absence(.privateRoot)]
            ) { _ in
                let table = lines(of: "/proc/self/mountinfo")
                guard !table.isEmpty else { return .inconclusive("no mountinfo") }
                // Field 5 is the mount point, 6 the mount's own options.
                let open = table.map { $0.split(separator: " ") }.filter {
                    $0.count > 5 && !$0[5].split(separator: ",").contains("nosuid")
                }
                return open.isEmpty
                    ? .stopped(.absence, "all \(table.count) mounts are nosuid")
                    : .succeeded("\(open.count) of \(table.count) mounts, first \(open[0][4])")
            },
            Attack(
                "old-root", .mounts, "find the host's root below a mount that was left behind",
                [.error(ENOENT, .privateRoot), .error(EACCES, .landlock)]
            ) { scene in
                aim(scene.targets.file) { file in
                    let points = lines(of: "/proc/self/mountinfo").compactMap {
                        $0.split(separator: " ").dropFirst(4).first
                    }
                    let guesses = [
                        "/oldroot", "/newroot", "/old_root", "/.old", "/mnt", "/tmp/oldroot", "/tmp/newroot",
                    ]
                    for point in points.map(String.init) + guesses {
                        if tryOpen(point + file) == 0 { return .succeeded("below \(point)") }
                    }
                    return Outcome(Int(-ENOENT), "\(points.count) mount points")
                }
            },
        ]
    }

    /// The old mount calls: the filter refuses them, and below it they need a capability.
    private static var closed: [Wall] { [.error(EPERM, .seccomp), .error(EPERM, .capabilities)] }

    /// The new mount calls: to the box they do not exist.
    private static var absent: [Wall] { [.error(ENOSYS, .seccomp), .error(EPERM, .capabilities)] }

    /// Creating a file in a directory that is read-only in a box.
    ///
    /// Outside only the right to do so is asked for.
    private static func writing(_ name: String, _ directory: String) -> Attack {
        Attack(
            name, .mounts, "create a file in \(directory)", [.error(EROFS, .privateRoot), .error(EACCES, .landlock)]
        ) { scene in
            if scene.isControl { return Outcome(call(.faccessat, .number(here), .text(directory), 2 /* W_OK */)) }
            let path = "\(directory == "/" ? "" : directory)/.trilatch-probe"
            let made = tryOpen(path, OpenFlag.writeOnly | OpenFlag.create | OpenFlag.exclusive)
            if made == 0 { _ = call(.unlinkat, .number(here), .text(path), 0) }
            return Outcome(made)
        }
    }

    /// Opening something of the host's that a box has not; opening alone changes nothing.
    ///
    /// But for some devices it loads a module, so outside a device is only asked for.
    private static func opening(
        _ name: String, _ tries: String, _ path: String, _ flags: Int = OpenFlag.readOnly
    ) -> Attack {
        Attack(name, .mounts, tries, [.error(ENOENT, .privateRoot), .error(EACCES, .landlock)]) { scene in
            if scene.isControl, path.hasPrefix("/dev/") {
                let wanted = flags & OpenFlag.readWrite != 0 ? 6 /* R_OK | W_OK */ : 4
                return Outcome(call(.faccessat, .number(here), .text(path), .number(wanted)))
            }
            return Outcome(tryOpen(path, flags | OpenFlag.nonBlocking))
        }
    }
}
