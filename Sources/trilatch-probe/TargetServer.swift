internal import CLinux
internal import Glibc

/// A process outside the box with everything that attacks aim at: listening sockets on the loopback and an open file.
///
/// It ends when the process that started it does.
struct TargetServer: ~Copyable {
    let targets: Targets
    private let process: Int32
    /// Its end of file is the server's end.
    private let lifeline: Int32

    /// Starts the server, with its file and its socket in `directory`, which everybody may enter.
    ///
    /// Nil where a part of it cannot be had: then the control would show nothing.
    init?(in directory: String) {
        var targets = Targets()
        let file = "\(directory)/outside"
        guard write(Array("outside the box\n".utf8), to: file, mode: 0o644) == 0 else { return nil }
        targets.file = file

        let socketPath = "\(directory)/socket"
        let abstractName = "trilatch-probe-\(getpid())"
        var listeners: [Int] = []
        func listen(_ family: SocketFamily, _ type: SocketType, _ address: [UInt8]) -> Int? {
            let descriptor = socket(family, type, 0)
            guard descriptor >= 0, call(.bind, .number(descriptor), .bytes(address), .number(address.count)) == 0,
                type == .datagram || call(.listen, .number(descriptor), 16) == 0
            else { return nil }
            listeners.append(descriptor)
            return descriptor
        }
        func port(_ descriptor: Int) -> Int {
            let (address, length) = (Memory(count: 32), Memory(fields(UInt32(32))))
            _ = call(.getsockname, .number(descriptor), .memory(address), .memory(length))
            return Int(address.integer(at: 2, as: UInt16.self).byteSwapped)
        }
        guard let udp = listen(.inet, .datagram, SocketAddress.inet(0)),
            let tcp = listen(.inet, .stream, SocketAddress.inet(0)),
            listen(.unix, .stream, SocketAddress.path(socketPath)) != nil,
            listen(.unix, .stream, SocketAddress.abstract(abstractName)) != nil
        else { return nil }
        // Everybody may connect to the socket, so that nothing but the box stands in the way.
        guard call(.fchmodat, .number(here), .text(socketPath), 0o777) == 0 else { return nil }
        targets.udpPort = port(udp)
        targets.tcpPort = port(tcp)
        // A host without IPv6 has one target less.
        targets.tcp6Port = listen(.inet6, .stream, SocketAddress.inet6(0)).map(port)
        targets.socket = socketPath
        targets.abstractSocket = abstractName
        for kind in ["user", "mnt", "pid", "net", "ipc", "uts", "cgroup"] {
            if let found = node("/proc/self/ns/\(kind)", follow: true) { targets.namespaces[kind] = Int(found.inode) }
        }

        let ends = Memory(count: 8)
        guard call(.pipe2, .memory(ends), 0o200_0000) == 0 else { return nil }
        let (readEnd, writeEnd) = (ends.integer(at: 0, as: Int32.self), ends.integer(at: 4, as: Int32.self))
        let process = trilatch_fork()
        guard process >= 0 else { return nil }
        if process == 0 {
            _ = Glibc.close(writeEnd)
            Self.serve(listeners, echo: udp, until: readEnd)
        }
        _ = Glibc.close(readEnd)
        for descriptor in listeners { _ = call(.close, .number(descriptor)) }
        targets.process = Int(process)
        self.targets = targets
        self.process = process
        self.lifeline = writeEnd
    }

    /// Ends the server and waits for its end.
    consuming func stop() {}

    deinit {
        _ = Glibc.close(lifeline)
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    }

    /// Accepts and closes, echoes datagrams, and ends when nobody holds the lifeline any more.
    private static func serve(_ listeners: [Int], echo: Int, until lifeline: Int32) -> Never {
        // PR_SET_PTRACER: with Yama's usual setting only a parent might trace it. EINVAL where there is no Yama.
        _ = call(.prctl, 0x5961_6d61, -1, 0, 0, 0)
        let buffer = Memory(count: 64)
        let address = Memory(count: 128)
        var waiting = listeners.map { pollfd(fd: Int32(truncatingIfNeeded: $0), events: Int16(POLLIN), revents: 0) }
        waiting.append(pollfd(fd: lifeline, events: Int16(POLLIN), revents: 0))
        while true {
            guard unsafe poll(&waiting, nfds_t(waiting.count), -1) > 0 else { continue }
            if waiting[waiting.count - 1].revents != 0 { _exit(0) }
            for ready in waiting.dropLast() where ready.revents != 0 {
                if Int(ready.fd) == echo {
                    let length = Memory(fields(UInt32(128)))
                    let count = call(
                        .recvfrom, .number(echo), .memory(buffer), 64, 0, .memory(address), .memory(length))
                    guard count > 0 else { continue }
                    let size = Int(length.integer(at: 0, as: UInt32.self))
                    _ = call(
                        .sendto, .number(echo), .memory(buffer), .number(count), 0, .memory(address), .number(size))
                } else {
                    let accepted = call(.accept4, .number(Int(ready.fd)), 0, 0, 0)
                    if accepted >= 0 { _ = call(.close, .number(accepted)) }
                }
            }
        }
    }
}
