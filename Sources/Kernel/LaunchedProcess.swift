internal import CLinux
internal import Glibc

/// A program that this process started and has to wait for.
package struct LaunchedProcess: ~Copyable {
    /// What a started program may inherit takes the numbers below this one.
    package static let firstFreeNumber: Int32 = 16

    /// The process's number, which is nobody else's before its end was asked for.
    package let number: Int32
    /// Readable once the process has ended.
    package let descriptor: Descriptor

    /// Starts a program in a session of its own, with exactly this environment, no signal blocked or ignored, and
    /// `descriptors[0]` as 0, `descriptors[1]` as 1 and so on; it inherits nothing else.
    ///
    /// `environment` holds `NAME=value` pairs. The corresponding C functions are `posix_spawn` and `pidfd_open`.
    package init(
        path: String, arguments: [String], environment: [String] = [], workingDirectory: String? = nil,
        descriptors: [Int32]
    ) throws(KernelError) {
        precondition(descriptors.allSatisfy { $0 >= Self.firstFreeNumber }, "a descriptor would cover another")
        var strings = unsafe arguments.map { unsafe strdup($0) }
        unsafe strings.append(nil)
        defer { unsafe strings.forEach { unsafe free($0) } }
        var variables = unsafe environment.map { unsafe strdup($0) }
        unsafe variables.append(nil)
        defer { unsafe variables.forEach { unsafe free($0) } }
        var process: Int32 = -1
        try checked(
            "posix_spawn",
            unsafe trilatch_spawn(
                path, strings, variables, workingDirectory, descriptors, descriptors.count, &process))
        descriptor = try Self.hold(process)
        number = process
    }

    /// A descriptor for a child; where there can be none the child is ended, since nothing that cannot be held may run.
    private static func hold(_ process: Int32) throws(KernelError) -> Descriptor {
        let result = trilatch_process_descriptor(process)
        if result < 0 {
            _ = Glibc.kill(process, SIGKILL)
            _ = waitpid(process, nil, 0)
        }
        return Descriptor(owning: try checked("pidfd_open", result))
    }

    /// Sends SIGKILL.
    ///
    /// The corresponding C function is `pidfd_send_signal`.
    package borrowing func kill() {
        // ESRCH: it has ended by itself, and is still to be waited for.
        _ = trilatch_pidfd_signal(descriptor.number, SIGKILL)
    }

    /// Sends SIGKILL to the process and to what it started, as far as that stayed in its session's first group.
    ///
    /// Before its end was asked for: the number is still its own then. The corresponding C function is `kill`.
    package borrowing func killGroup() {
        kill()
        // ESRCH: nobody is left.
        _ = Glibc.kill(-number, SIGKILL)
    }

    /// How the process ended; nil while it runs.
    ///
    /// To be asked until it answers, and then never again.
    package borrowing func endIfEnded() -> ProcessEnd? {
        wait(options: WNOHANG)
    }

    /// Waits until the process has ended.
    package consuming func waitForEnd() -> ProcessEnd {
        wait(options: 0) ?? .unknown
    }

    private borrowing func wait(options: Int32) -> ProcessEnd? {
        var status: Int32 = 0
        while true {
            let result = unsafe waitpid(number, &status, options)
            if result == number { return ProcessEnd(status: status) }
            if result == 0 { return nil }
            if errno != EINTR { return .unknown }
        }
    }
}
