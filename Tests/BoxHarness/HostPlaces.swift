/// An overlay file system that exists only in a mount namespace of the test's own.
package final class OverlayMount {
    /// Lives in that namespace, and with it the mount.
    private let holder: LiveProcess

    /// Mounts `lower` and `upper` of a folder onto its `merged`.
    package init(_ folder: Workspace) throws {
        let options = ["lower", "upper", "work"].map { "\($0)dir=\(folder.path($0))" }.joined(separator: ",")
        let script = "mount -t overlay none -o \(options) \(folder.path("merged")) && echo up && exec cat"
        holder = try LiveProcess(
            ["/usr/bin/unshare", "--mount", "/bin/sh", "-c", script],
            environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"])
        _ = try holder.lines(1)
    }

    /// What makes a command run where the mount is.
    package var entrance: [String] { ["/usr/bin/nsenter", "--mount=/proc/\(holder.number)/ns/mnt", "--"] }

    /// The root as it is where the mount is.
    package var root: String { "/proc/\(holder.number)/root" }
}

/// A program of the host's that puts a link to another directory in a directory's place and takes it away again, as fast as
/// it can.
package final class Swapper {
    private let process: LiveProcess

    package init(_ path: String, with target: String, keeping kept: String) throws {
        let program = """
            import os, sys
            path, target, kept = sys.argv[1:]
            print("up", flush=True)
            while True:
                os.rename(path, kept); os.symlink(target, path)
                os.unlink(path); os.rename(kept, path)
            """
        process = try LiveProcess(["/usr/bin/python3", "-c", program, path, target, kept])
        _ = try process.lines(1)
    }
}
