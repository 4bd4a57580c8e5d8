internal import Glibc
internal import LaunchPlan

extension Attack {
    /// Getting more rights than the box has.
    static var privilege: [Attack] {
        state + identities + namespaces + shared
    }

    private static var state: [Attack] {
        [
            Attack(
                "capability-sets", .privilege, "find a capability in any of the five sets", [.absence(.capabilities)]
            ) { _ in
                let held = lines(of: "/proc/self/status").filter { line in
                    line.hasPrefix("Cap") && line.dropFirst(7).contains { $0.isHexDigit && $0 != "0" }
                }
                return held.isEmpty
                    ? .stopped(.absence, "all five sets are empty")
                    : .succeeded(held.map { $0.filter { $0 != "\t" } }.joined(separator: " "))
            },
            Attack("new-privileges", .privilege, "be able to gain privileges by exec", [.absence(.noNewPrivileges)]) {
                _ in
                let value = call(.prctl, 39 /* PR_GET_NO_NEW_PRIVS */, 0, 0, 0, 0)
                return value == 1 ? .stopped(.absence, "no_new_privs is set") : .succeeded("no_new_privs is not set")
            },
            Attack("secure-bits", .privilege, "make user 0 mean something again", [.error(EPERM, .capabilities)]) { _ in
                Outcome(call(.prctl, 28 /* PR_SET_SECUREBITS */, 0, 0, 0, 0))
            },
            Attack(
                "ambient-capability", .privilege, "raise an ambient capability", [.error(EPERM, .capabilities)],
                control: .inNamespaces
            ) { scene in
                if scene.isControl {
                    // PR_CAP_AMBIENT takes only what is inheritable as well; outside, that is made so first.
                    let header = fields(UInt32(0x2008_0522), UInt32(0))
                    let kill = UInt32(1 << 5)
                    _ = call(.capset, .bytes(header), .bytes(fields(kill, kill, kill, UInt32(0), UInt32(0), UInt32(0))))
                }
                return Outcome(call(.prctl, 47, 2, 5 /* CAP_KILL */, 0, 0))
            },
        ]
    }

    private static var identities: [Attack] {
        [
            Attack(
                "become-root", .privilege, "become user 0",
                [.error(EINVAL, .userNamespace), .error(EPERM, .capabilities)]
            ) { _ in
                Outcome(call(.setresuid, 0, 0, 0))
            },
            Attack(
                "become-root-group", .privilege, "become group 0",
                [.error(EINVAL, .userNamespace), .error(EPERM, .capabilities)]
            ) { _ in
                Outcome(call(.setresgid, 0, 0, 0))
            },
            Attack("join-groups", .privilege, "join a group", [.error(EPERM, .seccomp), .error(EPERM, .userNamespace)])
            { _ in
                Outcome(call(.setgroups, 1, .bytes(fields(UInt32(0)))))
            },
        ]
    }

    private static var namespaces: [Attack] {
        let kinds: [(String, Int)] = [
            ("user", ThrowAwayNamespaces.newUser), ("mount", ThrowAwayNamespaces.newMount),
            ("pid", ThrowAwayNamespaces.newPID), ("network", ThrowAwayNamespaces.newNetwork),
            ("ipc", ThrowAwayNamespaces.newIPC), ("uts", ThrowAwayNamespaces.newUTS),
            ("cgroup", ThrowAwayNamespaces.newCgroup), ("time", ThrowAwayNamespaces.newTime),
        ]
        let walls: [Wall] = [
            .error(EPERM, .seccomp), .error(ENOSPC, .nestedNamespaceLimit), .error(EPERM, .capabilities),
        ]
        let unsharing = kinds.map { name, flag in
            Attack("unshare-\(name)", .privilege, "make a new \(name) namespace", walls) { _ in
                // By itself, and where that needs rights, inside a user namespace that would give them.
                let made = call(.unshare, .number(flag))
                return Outcome(made == 0 ? made : call(.unshare, .number(flag | ThrowAwayNamespaces.newUser)))
            }
        }
        let cloning = [false, true].map { dirty in
            Attack(
                "clone-user\(dirty ? "-dirty" : "")", .privilege,
                "clone into a new user namespace\(dirty ? ", with bits above 32 set" : "")", walls
            ) { _ in
                let flags = ThrowAwayNamespaces.newUser | Int(SIGCHLD)
                let child = call(.clone, dirty ? .dirty(flags) : .number(flags), 0, 0, 0, 0)
                if child == 0 { _exit(0) }
                return Outcome(child)
            }
        }
        return unsharing + cloning + [
            Attack(
                "clone3-user", .privilege, "clone into a new user namespace by clone3, which no filter can look into",
                [.error(ENOSYS, .seccomp), .error(ENOSPC, .nestedNamespaceLimit)]
            ) { _ in
                // struct clone_args: flags first, the exit signal fifth; 64 bytes are its first version.
                let arguments = fields(
                    UInt64(ThrowAwayNamespaces.newUser), UInt64(0), UInt64(0), UInt64(0), UInt64(SIGCHLD), UInt64(0),
                    UInt64(0), UInt64(0))
                let child = call(.clone3, .bytes(arguments), 64)
                if child == 0 { _exit(0) }
                return Outcome(child)
            },
            Attack(
                "join-namespace", .privilege, "join a namespace (setns)",
                [.error(EPERM, .seccomp), .error(EPERM, .capabilities)], control: .inNamespaces
            ) { scene in
                let descriptor = open("/proc/self/ns/net")
                return Outcome(descriptor < 0 ? descriptor : call(.setns, .number(descriptor), 0))
            },
        ]
    }

    /// Being in the same namespace as the host.
    private static var shared: [Attack] {
        let kinds: [(String, Layer)] = [
            ("user", .userNamespace), ("mnt", .mountNamespace), ("pid", .pidNamespace), ("net", .networkNamespace),
            ("ipc", .ipcNamespace), ("uts", .utsNamespace), ("cgroup", .cgroupNamespace),
        ]
        return kinds.map { kind, layer in
            Attack("shared-\(kind)", .privilege, "be in the host's \(kind) namespace", [.absence(layer)]) { scene in
                aim(scene.targets.namespaces[kind]) { outside in
                    guard let own = node("/proc/self/ns/\(kind)", follow: true) else {
                        return .inconclusive("no /proc/self/ns")
                    }
                    return own.inode == UInt64(outside)
                        ? .succeeded("the same namespace") : .stopped(.absence, "a namespace of its own")
                }
            }
        }
    }
}
