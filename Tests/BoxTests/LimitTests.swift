import BoxHarness
import Glibc
import InstalledTrilatch
import Kernel
import LaunchPlan
import Testing

/// What a hostile program can use up.
@Suite struct LimitTests {
    /// Runs a Python program in a box of small limits and gives what it printed.
    private func run(_ program: String, as caller: Caller, omitting: Set<Layer> = []) throws -> String {
        let plan = try BoxPlan.make(
            as: caller, command: ["/usr/bin/python3", "-c", program], omitting: omitting
        ).with {
            $0.limits = ResourceLimits(
                dataBytes: 256 << 20, processes: 20, openFiles: 64, fileSizeBytes: 1 << 20)
        }
        let end = try LiveBox(plan, as: caller).finish()
        guard end.status == .exited(0) else { throw HarnessFailure.missing("a box: \(end.reports) \(end.errors)") }
        return end.output
    }

    /// Forks until it fails, at most 100 times, and prints how often it went and why it ended.
    private static let forks = """
        import os, time, errno
        count = 0
        for _ in range(100):
            try: child = os.fork()
            except OSError as failure:
                print(count, errno.errorcode[failure.errno]); break
            if child == 0: time.sleep(600)
            count += 1
        else: print(count, "all")
        """

    @Test(arguments: Caller.available)
    func `a fork bomb stops at the box's own count`(caller: Caller) throws {
        // Pid 1 and the server count as well.
        #expect(try run(Self.forks, as: caller) == "18 EAGAIN\n")
        #expect(try run(Self.forks, as: caller, omitting: [.resourceLimits, .selfTest]) == "100 all\n")
    }

    @Test(arguments: Caller.available)
    func `other boxes of the same user do not use up a box's count`(caller: Caller) throws {
        let first = try run(Self.forks, as: caller)
        let crowd = """
            import os, time
            for _ in range(15):
                if os.fork() == 0: time.sleep(600)
            print("up", flush=True)
            time.sleep(600)
            """
        let plan = try BoxPlan.make(as: caller, command: ["/usr/bin/python3", "-c", crowd])
        let neighbour = try LiveBox(plan, as: caller)
        _ = try neighbour.lines(1)
        #expect(try run(Self.forks, as: caller) == first)
    }

    @Test(arguments: Caller.available)
    func `a memory bomb stops at the limit of data`(caller: Caller) throws {
        let bomb = """
            held = []
            try:
                for _ in range(64): held.append(bytearray(16 << 20))
            except MemoryError:
                count = len(held); held = None
                print("stopped", 8 <= count < 16)
            else: print("all")
            """
        #expect(try run(bomb, as: caller) == "stopped True\n")
        #expect(try run(bomb, as: caller, omitting: [.resourceLimits, .selfTest]) == "all\n")
    }

    @Test(arguments: Caller.available)
    func `descriptors and the size of a file are limited`(caller: Caller) throws {
        let bomb = """
            import errno, os, signal
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            held = []
            try:
                while len(held) < 1000: held.append(os.open("/dev/null", os.O_RDONLY))
            except OSError as failure: print(len(held) + 3, errno.errorcode[failure.errno])
            for descriptor in held: os.close(descriptor)
            large = os.open("/tmp/large", os.O_WRONLY | os.O_CREAT)
            try:
                for _ in range(64): os.write(large, bytes(65536))
            except OSError as failure: print(os.fstat(large).st_size, errno.errorcode[failure.errno])
            """
        #expect(try run(bomb, as: caller) == "64 EMFILE\n\(1 << 20) EFBIG\n")
    }

    @Test(arguments: Caller.available)
    func `scratch space is bounded in bytes and in nodes`(caller: Caller) throws {
        let bomb = """
            import errno, os
            def fill(make):
                for count in range(100000):
                    try: make(count)
                    except OSError as failure: return count, errno.errorcode[failure.errno]
            print(fill(lambda n: os.close(os.open(f"/tmp/{n}", os.O_CREAT))))
            for name in os.listdir("/tmp"): os.unlink("/tmp/" + name)
            def write(n):
                with open(f"/tmp/{n}", "wb", buffering=0) as f:
                    if f.write(bytes(1 << 19)) < 1 << 19: raise OSError(errno.ENOSPC, "short")
            print(fill(write))
            for path in ("/", "/dev", "/etc", "/var/tmp"):
                try: os.close(os.open(path + "/x", os.O_CREAT))
                except OSError as failure: print(path, errno.errorcode[failure.errno])
            """
        let lines = try run(bomb, as: caller).split(separator: "\n").map(String.init)
        // 1024 nodes, one of them the directory; 16 MiB, in files of half a MiB.
        #expect(lines[0] == "(1023, 'ENOSPC')")
        #expect(lines[1] == "(32, 'ENOSPC')")
        #expect(lines[2...].allSatisfy { $0.hasSuffix("EROFS") })
    }

    @Test(arguments: Caller.available)
    func `a fork bomb is gone with its box`(caller: Caller) throws {
        let bomb = """
            import os, sys
            os.write(1, b"up\\n")
            while True:
                try: os.fork()
                except OSError: pass
            """
        let plan = try BoxPlan.make(as: caller, command: ["/usr/bin/python3", "-c", bomb])
        let box = try LiveBox(plan, as: caller)
        _ = try box.lines(1)
        let inhabitants = try Clock.wait(seconds: 10) {
            let tree = Array(ProcessTable.tree(of: box.launcher).dropFirst())
            return tree.count > 20 ? tree : nil
        }
        #expect(inhabitants.count <= 64)
        guard let space = ProcessTable.readLink("/proc/\(inhabitants[1])/ns/pid") else {
            throw HarnessFailure.missing("pid 1")
        }
        box.dropLifeline()
        #expect(try box.end() == .exited(137))
        #expect(ProcessTable.processes(inPIDNamespace: space) == [])
    }
}
