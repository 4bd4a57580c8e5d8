import Glibc
import Policy
import Supervision
import Testing

@Suite("Profiles on disk")
final class KernelProfileFilesTests {
    private let folder: String

    init() throws {
        folder = "/tmp/trilatch-profiles-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        try #require(unsafe mkdir(folder, 0o700) == 0)
    }

    deinit {
        for name in KernelProfileFiles().list(folder) where name != "." && name != ".." {
            unsafe unlink("\(folder)/\(name)")
        }
        unsafe rmdir(folder)
    }

    private func write(_ name: String, _ text: String, mode: mode_t = 0o644) throws -> String {
        let path = "\(folder)/\(name)"
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        try #require(unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
        try #require(fchmod(descriptor, mode) == 0)
        return path
    }

    private func error(_ path: String, limit: Int = 100) -> ProfileFileError? {
        do {
            _ = try KernelProfileFiles().read(path, atMost: limit)
            return nil
        } catch {
            return error
        }
    }

    @Test("A file is read whole, by its canonical path, also through a link")
    func whole() throws {
        let path = try write("a.yaml", "version: 1\n")
        let link = "\(folder)/link.yaml"
        try #require(unsafe symlink(path, link) == 0)
        for name in [path, link] {
            let file = try #require(try KernelProfileFiles().read(name, atMost: 100))
            #expect(file.path == path && file.bytes == Array("version: 1\n".utf8))
        }
    }

    @Test("What is not there is not an error")
    func absent() throws {
        #expect(try KernelProfileFiles().read("\(folder)/none.yaml", atMost: 10) == nil)
        #expect(try KernelProfileFiles().read("\(folder)/none/none.yaml", atMost: 10) == nil)
    }

    @Test("A file that others can write is refused", arguments: [0o664, 0o646, 0o666] as [mode_t])
    func writable(mode: mode_t) throws {
        #expect(error(try write("a.yaml", "", mode: mode)) == .writableByOthers(mode: mode))
    }

    @Test("A file that is root's alone has only directories of root's above it")
    func rootsOwn() throws {
        #expect(try KernelProfileFiles().readRootsOwn("/etc/passwd", atMost: 1 << 20) != nil)
        #expect(try KernelProfileFiles().readRootsOwn("/etc/there/is/none", atMost: 10) == nil)
        let path = try write("a.yaml", "version: 1\n")
        #expect(throws: ProfileFileError.self) {
            // Its folder lies where everybody may make files, or belongs to an ordinary user.
            _ = try KernelProfileFiles().readRootsOwn(path, atMost: 100)
        }
    }

    @Test("A folder, a pipe and a device are no profiles, and none is waited for")
    func kinds() throws {
        let pipe = "\(folder)/pipe.yaml"
        try #require(unsafe mkfifo(pipe, 0o600) == 0)
        #expect(error(folder) == .notRegular)
        #expect(error(pipe) == .notRegular)
        #expect(error("/dev/zero") == .notRegular)
    }

    @Test("A file is read up to the limit and not beyond")
    func limit() throws {
        #expect(error(try write("a.yaml", String(repeating: "x", count: 100))) == nil)
        #expect(error(try write("b.yaml", String(repeating: "x", count: 101))) == .tooLarge(limit: 100))
    }

    @Test(
        "A file of another user than root and the caller is refused",
        .enabled(if: geteuid() == 0, "needs root to give a file away"))
    func owner() throws {
        let path = try write("a.yaml", "")
        try #require(unsafe chown(path, 4242, 4242) == 0)
        #expect(error(path) == .foreignOwner(user: 4242))
    }
}
