internal import Glibc
internal import LaunchPlan

extension Attack {
    /// Reading what was not granted, by name and by every other way to a file.
    static var files: [Attack] {
        [
            Attack(
                "read-shadow", .files, "read /etc/shadow",
                [.error(ENOENT, .privateRoot), .error(EACCES, .userNamespace)]
            ) { _ in Outcome(tryOpen("/etc/shadow")) },
            Attack(
                "read-outside", .files, "read a file of the host that everybody may read",
                [.error(ENOENT, .privateRoot), .error(EACCES, .landlock)]
            ) { scene in
                aim(scene.targets.file) { Outcome(tryOpen($0)) }
            },
            Attack(
                "read-outside-dots", .files, "read the same file through a chain of `..`",
                [.error(ENOENT, .privateRoot), .error(EACCES, .landlock)]
            ) { scene in
                aim(scene.targets.file) { Outcome(tryOpen(String(repeating: "../", count: 40) + $0.dropFirst())) }
            },
            Attack(
                "read-outside-symlink", .files, "read the same file through a symbolic link in a writable place",
                [.error(ENOENT, .privateRoot), .error(EACCES, .landlock)]
            ) { scene in
                aim(scene.targets.file) { file in
                    let made = call(.symlinkat, .text(file), .number(here), .text(scene.path("link")))
                    return Outcome(made < 0 ? made : tryOpen(scene.path("link")))
                }
            },
            Attack(
                "read-outside-hard-link", .files, "link the same file into a writable place",
                [.error(ENOENT, .privateRoot), .error(EXDEV, .privateRoot)]
            ) { scene in
                aim(scene.targets.file) { file in
                    Outcome(call(.linkat, .number(here), .text(file), .number(here), .text(scene.path("hard")), 0))
                }
            },
            Attack(
                "read-outside-openat2", .files, "read the same file through openat2, which no filter can look into",
                [.error(ENOSYS, .seccomp), .error(ENOENT, .privateRoot), .error(EACCES, .landlock)]
            ) { scene in
                aim(scene.targets.file) { file in
                    Outcome(
                        call(.openat2, .number(here), .text(file), .bytes(fields(UInt64(0), UInt64(0), UInt64(0))), 24))
                }
            },
            Attack(
                "read-outside-handle", .files, "open the root of the host's file system by a guessed file handle",
                [.error(EPERM, .seccomp), .error(EPERM, .capabilities)]
            ) { scene in
                let directory = open(scene.scratch, OpenFlag.directory)
                guard directory >= 0 else { return Outcome(directory) }
                // struct file_handle: length, type FILEID_INO32_GEN, inode 2, any generation. Inode 2 is the root of
                // every ext4; elsewhere the handle is stale, and to hear that is to have been let in.
                let handle = fields(UInt32(8), Int32(1), UInt32(2), UInt32(0))
                return Outcome(
                    call(.openByHandleAt, .number(directory), .bytes(handle), .number(OpenFlag.readOnly)),
                    reached: [ESTALE])
            },
            Attack(
                "make-file-handle", .files, "ask for a file's handle", [.error(EPERM, .seccomp)]
            ) { _ in
                let handle = Memory(fields(UInt32(64)) + [UInt8](repeating: 0, count: 128))
                return Outcome(
                    call(.nameToHandleAt, .number(here), "/", .memory(handle), .memory(Memory(count: 8)), 0),
                    reached: [EOVERFLOW, EOPNOTSUPP])
            },
            Attack(
                "read-guard", .files, "read the launcher's own mark, which only Landlock forbids",
                [.error(EACCES, .landlock)], control: .never("it exists only in a box")
            ) { _ in Outcome(tryOpen("/.trilatch/landlock")) },
            Attack(
                "launcher-file", .files, "open the launcher's program beside the probe's own",
                [.error(ENOENT, .privateRoot), .error(EACCES, .landlock)]
            ) { _ in
                guard let program = readLink("/proc/self/exe"), let slash = program.lastIndex(of: "/") else {
                    return .notApplicable("/proc does not name this program")
                }
                // The programs of the system, of which an installation there is one, are every box's to read.
                guard !program.hasPrefix("/usr/") else {
                    return .notApplicable("Trilatch is installed below /usr, which every box sees")
                }
                return Outcome(tryOpen(program[..<slash] + "/trilatch-launch"))
            },
            Attack(
                "magic-link-self", .files, "read the same file through /proc/self/root",
                [.error(ENOENT, .privateRoot), .error(EACCES, .landlock)]
            ) { scene in
                aim(scene.targets.file) { Outcome(tryOpen("/proc/self/root\($0)")) }
            },
            Attack(
                "magic-link-victim", .files, "read the same file through the root of pid 1",
                [.error(ENOENT, .reaperHardening), .error(EACCES, .reaperHardening)]
            ) { scene in
                aim(scene.targets.file) { Outcome(tryOpen("/proc/\(scene.victim)/root\($0)")) }
            },
            Attack(
                "magic-link-program", .files, "open the program that pid 1 runs",
                [.error(ENOENT, .reaperHardening), .error(EACCES, .reaperHardening)]
            ) { scene in Outcome(tryOpen("/proc/\(scene.victim)/exe")) },
            Attack(
                "magic-links-of-all", .files, "read the same file through every process's root, cwd and descriptors",
                [.error(ENOENT, .privateRoot), .error(EACCES, .landlock)], act: walkMagicLinks),
            Attack(
                "working-directory", .files,
                "stand in a directory outside the root, as a leaked descriptor would allow",
                [.absence(.privateRoot)], control: .inNamespaces, act: leaveRootByWorkingDirectory),
        ]
    }

    /// Does something with a target, where this run has it.
    static func aim<Target>(_ target: Target?, _ act: (Target) -> Outcome) -> Outcome {
        guard let target else { return .notApplicable("this run has no such target") }
        return act(target)
    }

    private static func walkMagicLinks(_ scene: Scene) -> Outcome {
        aim(scene.targets.file) { file in
            // By listing and by number: a process that is hidden from the listing may still answer to its number.
            let processes = Set(names(in: "/proc").compactMap(Int.init)).union(1...64)
            var links = 0
            var lastError = Int(-ENOENT)
            for process in processes.sorted().prefix(4096) {
                let descriptors = names(in: "/proc/\(process)/fd").map { "fd/\($0)" }
                for link in ["root", "cwd"] + descriptors {
                    links += 1
                    let opened = tryOpen(
                        "/proc/\(process)/\(link)/" + String(repeating: "../", count: 40) + file.dropFirst())
                    if opened >= 0 { return .succeeded("through /proc/\(process)/\(link)") }
                    if opened != Int(-ENOTDIR) { lastError = opened }
                }
            }
            return Outcome(lastError, "\(links) links")
        }
    }

    private static func leaveRootByWorkingDirectory(_ scene: Scene) -> Outcome {
        if scene.isControl {
            // Outside, the same state is made: a root that does not contain the working directory.
            guard call(.chdir, "/") == 0, call(.chroot, .text(scene.scratch)) == 0 else {
                return .notApplicable("no chroot in the throw-away namespaces")
            }
        }
        let buffer = Memory(count: 4096)
        let length = call(.getcwd, .memory(buffer), 4096)
        guard length > 0 else { return Outcome(length) }
        return buffer.bytes(1) == Array("/".utf8)
            ? .stopped(.absence, "the working directory is inside the root")
            : .succeeded("the working directory is outside")
    }
}
