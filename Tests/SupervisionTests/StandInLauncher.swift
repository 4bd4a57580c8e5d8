import Glibc

/// A launcher for tests: it keeps to the contract of `LaunchDescriptors` and builds no box.
///
/// Its arguments say what it does: `serve COMMAND…` runs a command as the server; the others misbehave in one way each.
enum StandInLauncher {
    /// The path of the program, written once.
    static let path: String = {
        var template = Array("/var/tmp/trilatch-stand-in.XXXXXX".utf8CString)
        let number = unsafe mkstemp(&template)
        precondition(number >= 0, "no temporary file")
        let bytes = Array(source.utf8)
        let written = unsafe bytes.withUnsafeBytes { unsafe write(number, $0.baseAddress, $0.count) }
        precondition(written == bytes.count, "no room for a temporary file")
        fchmod(number, 0o755)
        close(number)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        atexit { unsafe unlink(StandInLauncher.path) }
        return path
    }()

    private static let source = #"""
        #!/usr/bin/python3
        import os, select, signal, struct, sys, time

        def frame(tag, small=0, number=0, text=b""):
            body = struct.pack("<BBxxiB", tag, small, number, len(text)) + text
            os.write(5, body.ljust(256, b"\0"))

        def open_descriptors():
            return sorted(int(name) for name in os.listdir("/proc/self/fd"))

        inherited = open_descriptors()
        if sys.argv[1] == "eager":
            # All that a box ever says is there before anybody looks.
            frame(3, 7, os.getpid())
            os.write(1, b'{"jsonrpc":"2.0","method":"notifications/x"}\n')
            open(sys.argv[2], "w").close()
        plan = b""
        while chunk := os.read(3, 65536):
            plan += chunk
        if not plan:
            sys.exit(125)
        mode, rest = sys.argv[1], sys.argv[2:]

        if mode == "inspect":
            # The listing's own descriptor is the one above 5.
            blocked = [line.split()[1] for line in open("/proc/self/status") if line.startswith("SigBlk")]
            ignored = [line.split()[1] for line in open("/proc/self/status") if line.startswith("SigIgn")]
            facts = [
                "descriptors " + ",".join(str(number) for number in inherited if number <= 5),
                "others " + str(len([number for number in inherited if number > 5]) - 1),
                "environment " + str(len([name for name in os.environ if name != "LC_CTYPE"])),
                "session " + str(os.getsid(0) == os.getpid()),
                "blocked " + str(int(blocked[0], 16)),
                # Python itself ignores SIGPIPE (13) and SIGXFSZ (25), glibc's posix_spawn its own two (32 and 33).
                "ignored " + str(int(ignored[0], 16) & ~(1 << 12 | 1 << 24 | 1 << 31 | 1 << 32)),
                "arguments " + " ".join(sys.argv),
                "plan " + str(len(plan)),
            ]
            frame(3, 7, os.getpid())
            os.write(1, ("\n".join(facts) + "\n").encode())
            frame(5, 0)
            sys.exit(0)
        if mode == "fail":
            frame(1, int(rest[0]), int(rest[1]), rest[2].encode())
            sys.exit(125)
        if mode == "self-test":
            frame(2, int(rest[0]), int(rest[1]))
            sys.exit(125)
        if mode == "no-exec":
            frame(3, 7, os.getpid())
            frame(4, 0, int(rest[0]))
            sys.exit(125)
        if mode == "hang":
            while os.read(4, 1):
                pass
            sys.exit(137)
        if mode == "eager":
            frame(5, 0)
            sys.exit(0)
        if mode == "stuck":
            frame(3, 7, os.getpid())
            time.sleep(600)
        if mode == "vanish":
            sys.exit(9)
        if mode == "break":
            frame(3, 7, os.getpid())
            os.kill(os.getpid(), signal.SIGKILL)
        if mode == "babble":
            os.write(5, b"\xff" * 256)
            time.sleep(600)

        child = os.fork()
        if child == 0:
            os.close(3)
            os.close(4)
            os.set_inheritable(5, False)
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            frame(3, 7, os.getpid())
            os.execv(rest[0], rest)
        for number in (0, 1, 2, 3):
            os.close(number)
        ended, wake = os.pipe()
        os.set_blocking(wake, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake)
        while True:
            # First of all: it may have ended before there was anybody to notice.
            number, status = os.waitpid(child, os.WNOHANG)
            if number == child:
                if os.WIFEXITED(status):
                    frame(5, os.WEXITSTATUS(status))
                    os._exit(os.WEXITSTATUS(status))
                frame(6, os.WTERMSIG(status))
                os._exit(128 + os.WTERMSIG(status))
            ready, _, _ = select.select([4, ended], [], [])
            if 4 in ready:
                word = os.read(4, 1)
                os.kill(child, word[0] if word else signal.SIGKILL)
                if not word:
                    os._exit(137)
            if ended in ready:
                os.read(ended, 100)
        """#
}
