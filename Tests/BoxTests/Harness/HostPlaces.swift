import Glibc
import InstalledTrilatch
import Kernel
import LaunchPlan

/// An overlay file system that exists only in a mount namespace of the test's own.
final class OverlayMount {
    private let holder: LaunchedProcess
    private let number: Int32
    private var input: Descriptor?

    /// Mounts `lower` and `upper` of a folder onto its `merged`.
    init(_ folder: Workspace) throws {
        let inputPipe = try Pipe()
        let outputPipe = try Pipe()
        let errorPipe = try Pipe()
        let options = ["lower", "upper", "work"].map { "\($0)dir=\(folder.path($0))" }.joined(separator: ",")
        let script = "mount -t overlay none -o \(options) \(folder.path("merged")) && echo up && exec cat"
        let arguments = ["/usr/bin/unshare", "--mount", "/bin/sh", "-c", script]
        holder = try LaunchedProcess(
            path: arguments[0], arguments: arguments,
            descriptors: [inputPipe.reading.number, outputPipe.writing.number, errorPipe.writing.number])
        number = try ProcessTable.number(ofProcessDescriptor: holder.descriptor.number)
        input = inputPipe.keepWriting()
        let output = outputPipe.keepReading()
        var waiting = pollfd(fd: output.number, events: Int16(POLLIN), revents: 0)
        var byte: UInt8 = 0
        guard unsafe poll(&waiting, 1, 10_000) > 0, unsafe read(output.number, &byte, 1) == 1 else {
            throw BoxFailure.missing("an overlay mount")
        }
    }

    deinit {
        input = nil
        while holder.endIfEnded() == nil { usleep(1000) }
    }

    /// What makes a command run where the mount is.
    var entrance: [String] { ["/usr/bin/nsenter", "--mount=/proc/\(number)/ns/mnt", "--"] }

    /// A path as it is where the mount is.
    func node(of path: String) throws -> HostNode {
        var node = try BoxPlan.node("/proc/\(number)/root\(path)")
        node.path = path
        return node
    }
}

/// A program of the host's that puts a link to another directory in a directory's place and takes it away again, as fast as
/// it can.
final class Swapper {
    private let process: LaunchedProcess

    init(_ path: String, with target: String, keeping kept: String) throws {
        let program = """
            import os, sys
            path, target, kept = sys.argv[1:]
            while True:
                os.rename(path, kept); os.symlink(target, path)
                os.unlink(path); os.rename(kept, path)
            """
        let nothing = try Pipe()
        let arguments = ["/usr/bin/python3", "-c", program, path, target, kept]
        process = try LaunchedProcess(
            path: arguments[0], arguments: arguments,
            descriptors: [nothing.reading.number, nothing.writing.number, nothing.writing.number])
    }

    deinit {
        process.kill()
        while process.endIfEnded() == nil { usleep(1000) }
    }
}
