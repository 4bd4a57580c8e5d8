import BoxHarness
import Glibc
import InstalledTrilatch
import Kernel
import Testing

/// A broker, as the host sees it, and what becomes of its box when it ends.
@Suite struct BrokerProcessTests {
    @Test(arguments: Caller.available)
    func `A broker has no file, no right and no way to get one`(caller: Caller) throws {
        let upstreams = try Upstreams(caller, network: Upstreams.granted)
        let run = try upstreams.start(try Upstreams.acts(["serve"]))
        try run.read(seconds: 30) { run.text(from: 2).contains("listening") }
        let broker = try upstreams.broker(of: run)
        #expect(try broker.status("NoNewPrivs") == "1")
        #expect(try broker.status("Seccomp") == "2")
        for set in ["CapInh", "CapPrm", "CapEff", "CapAmb"] {
            #expect(try broker.status(set) == "0000000000000000", "\(set)")
        }
        let user = try broker.status("Uid").split(separator: " ").map { UInt32($0) ?? 0 }
        if caller == .root {
            #expect(!user.contains(0), "an id of its own")
            #expect(try broker.status("Groups").isEmpty)
        } else {
            #expect(Set(user) == [caller.identifier])
        }
        // What the kernel gives to root alone, because the process is not dumpable: nobody of its user reads its memory.
        var owner = stat()
        #expect(unsafe stat("/proc/\(broker.number)/environ", &owner) == 0)
        #expect(owner.st_uid == 0)
        if geteuid() == 0 {
            let kinds = broker.descriptors.values.map { $0.prefix { $0 != "[" } }
            #expect(Set(kinds) == ["/dev/null", "anon_inode:", "socket:"], "\(broker.descriptors)")
            #expect(ProcessTable.readLink("/proc/\(broker.number)/ns/net") == upstreams.network(of: run))
        }
        #expect(try run.finish() == .exited(0))
    }

    @Test(arguments: Caller.available)
    func `What a server listens at is its own`(caller: Caller) throws {
        let upstreams = try Upstreams(caller, network: Upstreams.granted)
        let run = try upstreams.start(try Upstreams.acts(["serve"]))
        try run.read(seconds: 30) { run.text(from: 2).contains("listening") }
        #expect(run.text(from: 2).contains("0.0.0.0\tnear\n127.0.0.1\tnear\n"), "it reaches itself")
        // From where the supervisor and the broker are, and from where this test is.
        let look = """
            import errno, socket
            for address in ["127.0.0.1", "::1", "0.0.0.0"]:
                with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as connection:
                    connection.settimeout(2)
                    print(address, errno.errorcode.get(connection.connect_ex((address, 8100)), "REACHED"))
            """
        if geteuid() == 0 {
            let broker = try upstreams.broker(of: run)
            let beside = try Subprocess.run(
                ["nsenter", "--net=/proc/\(broker.number)/ns/net", "/usr/bin/python3", "-c", look],
                environment: ["PATH": "/usr/bin:/bin"])
            #expect(
                beside.output == """
                    127.0.0.1 ECONNREFUSED
                    ::1 ECONNREFUSED
                    0.0.0.0 ECONNREFUSED

                    """)
        }
        let here = try Subprocess.run(["/usr/bin/python3", "-c", look], environment: [:])
        #expect(!here.output.isEmpty && !here.output.contains("REACHED"))
        #expect(try run.finish() == .exited(0))
        #expect(!run.text(from: 2).contains("REACHED"))
    }

    @Test(arguments: Caller.available)
    func `A broker that was killed is started again, three times, and then its box ends`(caller: Caller) throws {
        let upstreams = try Upstreams(caller, network: Upstreams.granted)
        let run = try upstreams.start(try Upstreams.acts(["steps"]))
        for killed in 0...3 {
            try run.send(#"{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}"# + "\n")
            try run.read(seconds: 30) {
                run.text(from: 2).components(of: "step\tHTTP/1.1 200 OK\n") == killed + 1
            }
            let broker = try upstreams.broker(of: run)
            kill(broker.number, SIGKILL)
            #expect(ProcessTable.waitForEnd(of: [broker.number]) == [])
            if killed < 3 {
                _ = try Clock.wait(seconds: 10) { upstreams.audit.of("broker-restarted").count > killed ? true : nil }
            }
        }
        #expect(try run.finishByItself() == .exited(125))
        #expect(run.text(from: 2).contains("egress.broker-failed: the broker of the box ends again and again"))
        #expect(upstreams.audit.of("broker-restarted").count == 3)
    }

    @Test(arguments: Caller.available)
    func `A broker ends with its supervisor`(caller: Caller) throws {
        let upstreams = try Upstreams(caller, network: Upstreams.granted)
        let run = try upstreams.start(try Upstreams.acts(["serve"]))
        try run.read(seconds: 30) { run.text(from: 2).contains("listening") }
        let processes = ProcessTable.tree(of: try upstreams.process("trilatch", of: run))
        #expect(processes.contains(try upstreams.broker(of: run).number))
        kill(processes[0], SIGKILL)
        #expect(ProcessTable.waitForEnd(of: processes) == [])
    }
}

extension String {
    /// How often a text stands in this one.
    func components(of text: String) -> Int {
        split(separator: text, omittingEmptySubsequences: false).count - 1
    }
}
