internal import Glibc
internal import LaunchPlan

extension Attack {
    /// Leaving a set-user-ID or set-group-ID file in a writable tree, for somebody on the host to run.
    ///
    /// Each is judged by the bits of what is there afterwards.
    static var setID: [Attack] {
        var attacks = [
            planting("open", "create one with open") { path in
                open(path, OpenFlag.writeOnly | OpenFlag.create | OpenFlag.exclusive, mode: 0o4755)
            },
            planting("open-group", "create a set-group-ID one with open") { path in
                open(path, OpenFlag.writeOnly | OpenFlag.create | OpenFlag.exclusive, mode: 0o2755)
            },
            planting("open-dirty", "create one with open and bits above 32 set") { path in
                call(.openat, .number(here), .text(path), .dirty(OpenFlag.writeOnly | OpenFlag.create), .dirty(0o4755))
            },
            planting("temporary-file", "create a nameless one (O_TMPFILE) and name it afterwards") { path in
                plantTemporary(path, .number(OpenFlag.writeOnly | OpenFlag.temporary))
            },
            planting("temporary-file-dirty", "the same with bits above 32 set") { path in
                plantTemporary(path, .dirty(OpenFlag.writeOnly | OpenFlag.temporary))
            },
            planting("open-by-openat2", "create one with openat2, which no filter can look into") { path in
                let how = fields(UInt64(OpenFlag.writeOnly | OpenFlag.create), UInt64(0o4755), UInt64(0))
                return call(.openat2, .number(here), .text(path), .bytes(how), 24)
            },
            planting("mknod", "create one with mknodat") { path in
                call(.mknodat, .number(here), .text(path), 0o104755, 0)
            },
            planting("directory", "create a set-group-ID directory") { path in
                let made = call(.mkdirat, .number(here), .text(path), 0o755)
                return made < 0 ? made : call(.fchmodat, .number(here), .text(path), 0o2755)
            },
            planting("mkdir", "create a directory with the bits at once") { path in
                call(.mkdirat, .number(here), .text(path), 0o6755)
            },
            changing("fchmod", "give a file the bits with fchmod") { path in
                call(.fchmod, .number(open(path)), 0o4755)
            },
            changing("fchmod-group", "give a file the set-group-ID bit with fchmod") { path in
                call(.fchmod, .number(open(path)), 0o2755)
            },
            changing("fchmodat", "give a file the bits with fchmodat") { path in
                call(.fchmodat, .number(here), .text(path), 0o6755)
            },
            changing("fchmodat-dirty", "the same with bits above 32 set") { path in
                call(.fchmodat, .number(here), .text(path), .dirty(0o6755))
            },
            changing("fchmodat2", "give a file the bits with fchmodat2") { path in
                call(.fchmodat2, .number(here), .text(path), 0o4755, 0)
            },
            changing("clear-umask", "clear the umask first, then fchmodat") { path in
                _ = call(.umask, 0)
                return call(.fchmodat, .number(here), .text(path), 0o4777)
            },
        ]
        #if arch(x86_64)
            attacks += [
                planting("open-legacy", "create one with the oldest open") { path in
                    call(.open, .text(path), .number(OpenFlag.writeOnly | OpenFlag.create), 0o4755)
                },
                planting("creat", "create one with creat") { path in call(.creat, .text(path), 0o4755) },
                planting("mknod-legacy", "create one with mknod") { path in call(.mknod, .text(path), 0o104755, 0) },
                changing("chmod", "give a file the bits with chmod") { path in call(.chmod, .text(path), 0o4755) },
            ]
        #endif
        return attacks
    }

    private static let walls: [Wall] = [.error(EPERM, .seccomp), .error(ENOSYS, .seccomp), .absence(.seccomp)]

    /// Creating a node that has the bits from its start.
    private static func planting(_ name: String, _ tries: String, _ make: @escaping (String) -> Int) -> Attack {
        Attack("set-id-\(name)", .setID, tries, walls) { scene in
            let path = scene.path("planted")
            return judge(make(path), path)
        }
    }

    /// Giving an existing file the bits.
    private static func changing(_ name: String, _ tries: String, _ change: @escaping (String) -> Int) -> Attack {
        Attack("set-id-\(name)", .setID, tries, walls) { scene in
            let path = scene.path("changed")
            let made = write([], to: path, mode: 0o755)
            return made < 0 ? .inconclusive("no file to change: \(errorName(Int32(-made)))") : judge(change(path), path)
        }
    }

    private static func judge(_ value: Int, _ path: String) -> Outcome {
        guard value >= 0 else { return Outcome(value) }
        guard let planted = node(path) else { return .inconclusive("the call succeeded, and nothing is there") }
        return planted.carriesIdentity
            ? .succeeded("mode \(String(planted.mode & 0o7777, radix: 8))")
            : .stopped(.absence, "created without the bits")
    }

    private static func plantTemporary(_ path: String, _ flags: Argument) -> Int {
        let directory = path.prefix(through: path.lastIndex(of: "/") ?? path.startIndex)
        let descriptor = call(.openat, .number(here), .text(String(directory)), flags, 0o4755)
        guard descriptor >= 0 else { return descriptor }
        return call(
            .linkat, .number(here), .text("/proc/self/fd/\(descriptor)"), .number(here), .text(path),
            0x400 /* AT_SYMLINK_FOLLOW */)
    }
}
