internal import CLinux
internal import Glibc

/// One run of a command in which one system call fails, or every one of a number, or ends the process that makes it.
///
/// A seccomp filter sends every call of the command to this process, which lets each continue but the one that is to fail.
/// Calls are counted over all processes together, from the command's own first one up to the second `execve`, by which a
/// launcher becomes its server. Source: seccomp_unotify(2), Linux 5.5.
struct Injection {
    /// A file for what happened: how many calls there were, the number of one that failed (-1 for none), and all numbers
    /// that were seen.
    let result: String
    let target: Target
    /// What the call fails with; 0 for a process that is killed before it.
    let errorNumber: Int32
    let command: [String]

    /// What fails.
    enum Target: Equatable {
        /// One call, counted from 1; 0 for none.
        case nth(Int)
        /// Every call of a number, as on a kernel that does not have it.
        case every(Int)
        /// Every `clone3` that asks for one of these flags, as on a kernel without that kind of namespace.
        case cloning(flags: UInt64)

        /// Reads `N`, `*NUMBER` or `&FLAGS`.
        init?(_ text: String) {
            if text.hasPrefix("&"), let flags = UInt64(text.dropFirst()) {
                self = .cloning(flags: flags)
            } else if text.hasPrefix("*"), let number = Int(text.dropFirst()) {
                self = .every(number)
            } else if let index = Int(text) {
                self = .nth(index)
            } else {
                return nil
            }
        }
    }

    private enum Number {
        #if arch(x86_64)
            static let seccomp = 317
            static let execve = 59
        #else
            static let seccomp = 277
            static let execve = 221
        #endif
        static let pidfdOpen = 434
        static let clone3 = 435
        static let pidfdGetfd = 438
    }

    init?(_ arguments: ArraySlice<String>) {
        let arguments = Array(arguments)
        guard arguments.count > 3, let target = Target(arguments[1]), let errorNumber = Int32(arguments[2]) else {
            return nil
        }
        result = arguments[0]
        self.target = target
        self.errorNumber = errorNumber
        command = Array(arguments[3...])
    }

    /// Returns the command's exit code, or 128 and its signal; 1 when there is no result.
    func run() -> Int32 {
        // The child's first free number, which its listener will get.
        let listenerNumber = dup(0)
        close(listenerNumber)
        let program = CommandMemory(command)
        let child = trilatch_fork()
        guard child >= 0 else { return 1 }
        if child == 0 { becomeCommand(program) }
        // What the command holds must end with the command.
        _ = trilatch_close_range(0, 5, 0)
        let process = Int32(trilatch_syscall6(Number.pidfdOpen, Int(child), 0, 0, 0, 0, 0))
        guard process >= 0, let listener = take(listenerNumber, from: process) else {
            _ = kill(child, SIGKILL)
            return 1
        }
        var status: Int32?
        let report = serve(listener, process) { status = Injection.wait(for: child) }
        // One that does not end by itself would wait for an answer for ever.
        if status == nil { _ = kill(child, SIGKILL) }
        let ending = status ?? Injection.wait(for: child)
        guard write(report) else { return 1 }
        let signal = ending & 0x7f
        return signal == 0 ? (ending >> 8) & 0xff : 128 + signal
    }

    private static func wait(for child: pid_t) -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
        return status
    }

    /// In the child: nothing but the two calls whose memory is ready.
    private func becomeCommand(_ program: CommandMemory) -> Never {
        // Without it only root may load a filter.
        _ = trilatch_prctl(38 /* PR_SET_NO_NEW_PRIVS */, 1, 0, 0, 0)
        // SECCOMP_SET_MODE_FILTER with SECCOMP_FILTER_FLAG_NEW_LISTENER; from here on every call waits for the parent.
        let loaded = trilatch_syscall6(Number.seccomp, 1, 8, program.filterAddress, 0, 0, 0)
        if loaded >= 0 {
            _ = trilatch_syscall6(
                Number.execve, program.pathAddress, program.argumentsAddress, program.emptyAddress, 0, 0, 0)
        }
        _exit(127)
    }

    /// Fetches the listener out of the child, which cannot send it: its every call waits for somebody who has it.
    private func take(_ number: Int32, from process: Int32) -> Int32? {
        for _ in 0..<5000 {
            let taken = trilatch_syscall6(Number.pidfdGetfd, Int(process), Int(number), 0, 0, 0, 0)
            if taken >= 0 { return Int32(taken) }
            usleep(200)
        }
        return nil
    }

    /// Answers until no process of the command is left, and says what happened.
    ///
    /// - Parameter reap: Waits for the command's first process, as soon as it has ended: to an older kernel (6.1) it is a
    ///   process that is left until then.
    private func serve(_ listener: Int32, _ process: Int32, reap: () -> Void) -> String {
        var (calls, failed, executions) = (0, -1, 0)
        var seen: Set<Int> = []
        var waiting = [listener, process].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while unsafe poll(&waiting, 2, 20_000) > 0 {
            if waiting[1].revents != 0 {
                reap()
                waiting[1].fd = -1
                continue
            }
            guard waiting[0].revents & Int16(POLLIN) != 0 else { break }
            var notification = Notification()
            // SECCOMP_IOCTL_NOTIF_RECV; ENOENT for a caller that is gone.
            guard unsafe ioctl(listener, 0xc050_2100, &notification) == 0 else { continue }
            var answer = Answer(id: notification.id, value: 0, error: 0, flags: 1 /* CONTINUE */)
            if notification.number == Number.execve { executions += 1 }
            // The first call is this program's own execve, and after the second the server's calls begin.
            if executions == 1 && notification.number != Number.execve
                || executions == 2 && notification.number == Number.execve
            {
                calls += 1
                seen.insert(Int(notification.number))
                if isMeant(notification, call: calls) {
                    failed = Int(notification.number)
                    if errorNumber == 0 { _ = kill(pid_t(notification.process), SIGKILL) }
                    (answer.error, answer.flags) = (-errorNumber, 0)
                }
            }
            // SECCOMP_IOCTL_NOTIF_SEND.
            _ = unsafe ioctl(listener, 0xc018_2101, &answer)
        }
        return "\(calls) \(failed) \(seen.sorted().map(String.init).joined(separator: " "))\n"
    }

    private func isMeant(_ notification: Notification, call: Int) -> Bool {
        switch target {
        case .nth(let index): return index == call
        case .every(let number): return number == Int(notification.number)
        case .cloning(let flags):
            guard notification.number == Number.clone3 else { return false }
            // The first member of `struct clone_args`, in the memory of the caller, who waits.
            var asked: UInt64 = 0
            let memory = unsafe open("/proc/\(notification.process)/mem", O_RDONLY | O_CLOEXEC)
            defer { close(memory) }
            let count = unsafe pread(memory, &asked, 8, off_t(notification.arguments.0))
            return count == 8 && asked & flags != 0
        }
    }

    private func write(_ text: String) -> Bool {
        guard let stream = unsafe fopen(result, "w") else { return false }
        let bytes = Array(text.utf8)
        let count = unsafe fwrite(bytes, 1, bytes.count, stream)
        return unsafe fclose(stream) == 0 && count == bytes.count
    }
}

/// `struct seccomp_notif`, 80 bytes.
private struct Notification {
    var id: UInt64 = 0
    var process: UInt32 = 0
    var flags: UInt32 = 0
    var number: Int32 = 0
    var architecture: UInt32 = 0
    var instruction: UInt64 = 0
    var arguments: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0)
}

/// `struct seccomp_notif_resp`, 24 bytes.
private struct Answer {
    var id: UInt64
    var value: Int64
    var error: Int32
    var flags: UInt32
}
