import Glibc
import Kernel

/// An open file of a test's, numbered so that a program can be given it.
final class OpenFile {
    let number: Int32

    init(_ path: String, _ flags: Int32) throws {
        let opened = unsafe open(path, flags | O_CLOEXEC, 0o666)
        guard opened >= 0 else { throw KernelError("open", errno) }
        number = try OpenFile.above(opened)
    }

    deinit { close(number) }

    /// The same file under a number that no program is started with.
    static func above(_ low: Int32) throws -> Int32 {
        let number = fcntl(low, F_DUPFD_CLOEXEC, LaunchedProcess.firstFreeNumber)
        close(low)
        guard number >= 0 else { throw KernelError("fcntl", errno) }
        return number
    }

    func write(_ text: String) throws {
        let bytes = Array(text.utf8)
        let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
        guard count == bytes.count else { throw KernelError("write", errno) }
    }

    var contents: String {
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = unsafe pread(number, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}

/// Two ends of a socket.
final class SocketEnds {
    let ours: Int32
    let theirs: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw KernelError("socketpair", errno) }
        ours = ends[0]
        theirs = try OpenFile.above(ends[1])
    }

    deinit {
        close(ours)
        close(theirs)
    }

    func send(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return unsafe bytes.withUnsafeBytes { unsafe Glibc.write(ours, $0.baseAddress, $0.count) } == bytes.count
    }

    func receiveLine() -> String {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.last != 0x0a, unsafe read(ours, &byte, 1) == 1 { line.append(byte) }
        return String(decoding: line, as: UTF8.self)
    }
}

/// A pseudo-terminal, with the test as the person at it.
final class Terminal {
    private let ours: Int32
    let theirs: Int32

    init(owner: UInt32) throws {
        ours = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var number: Int32 = -1
        var locked: Int32 = 0
        guard ours >= 0, unsafe ioctl(ours, 0x4004_5431 /* TIOCSPTLCK */, &locked) == 0,
            unsafe ioctl(ours, 0x8004_5430 /* TIOCGPTN */, &number) == 0
        else { throw KernelError("ioctl", errno) }
        let path = "/dev/pts/\(number)"
        // As after a login: the terminal is its user's.
        guard unsafe chown(path, owner, owner) == 0 || geteuid() != 0 else { throw KernelError("chown", errno) }
        theirs = try OpenFile.above(unsafe open(path, O_RDWR | O_NOCTTY | O_CLOEXEC))
    }

    deinit {
        close(ours)
        close(theirs)
    }

    func type(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return unsafe bytes.withUnsafeBytes { unsafe write(ours, $0.baseAddress, $0.count) } == bytes.count
    }

    /// What stands on it by now.
    func shown() -> String {
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        _ = fcntl(ours, F_SETFL, O_RDWR | O_NONBLOCK)
        var text: [UInt8] = []
        while true {
            let count = unsafe read(ours, &bytes, bytes.count)
            guard count > 0 else { return String(decoding: text, as: UTF8.self) }
            text += bytes.prefix(count)
        }
    }
}
