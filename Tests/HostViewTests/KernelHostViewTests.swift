import Glibc
import LaunchPlan
import Policy
import Testing

@testable import Supervision

/// The real host answers as resolution expects: names are bytes, links are not followed, nothing waits.
@Suite final class KernelHostViewTests {
    private let view = KernelHostView()
    private let folder: HostPath

    init() throws {
        var template = Array("/tmp/trilatch-host-view-XXXXXX".utf8CString)
        try #require(unsafe mkdtemp(&template) != nil)
        folder = try #require(HostPath(template.dropLast().map { UInt8(bitPattern: $0) }))
    }

    deinit {
        for name in ["file", "link", "pipe", "circle", "n\u{e9}"] { unsafe unlink(path(name)) }
        unsafe unlink(Array(folder.bytes.map { CChar(bitPattern: $0) }) + [0x2f, -1, 0])
        for name in ["folder", ""] { unsafe rmdir(path(name)) }
    }

    private func path(_ name: String) -> String { "\(folder)/\(name)" }

    private func write(_ name: String, _ contents: String) throws {
        let file = unsafe try #require(fopen(path(name), "w"))
        unsafe fputs(contents, file)
        unsafe fclose(file)
    }

    private func failure<Value>(_ body: () throws(HostFailure) -> Value) -> HostFailure? {
        do {
            _ = try body()
            return nil
        } catch {
            return error
        }
    }

    @Test func `a listing has every entry with its own kind, links as links, and names as bytes`() throws {
        try write("file", "x")
        unsafe mkdir(path("folder"), 0o700)
        unsafe symlink("folder", path("link"))
        unsafe mkfifo(path("pipe"), 0o600)
        let odd = Array(folder.bytes.map { CChar(bitPattern: $0) }) + [0x2f, -1, 0]
        close(unsafe open(odd, O_CREAT | O_WRONLY, 0o600))

        let listing = try view.list(folder)
        var kinds: [[UInt8]: HostFile.Kind] = [:]
        for index in 0..<listing.count { kinds[Array(listing[index].name)] = listing[index].kind }
        #expect(
            kinds == [
                Array("file".utf8): .file, Array("folder".utf8): .directory, Array("link".utf8): .symbolicLink,
                Array("pipe".utf8): .other, [0xff]: .file,
            ])
    }

    @Test func `a node is described as lstat does`() throws {
        try write("file", "x")
        unsafe link(path("file"), path("n\u{e9}"))
        unsafe symlink("nowhere", path("link"))
        var status = stat()
        unsafe lstat(path("file"), &status)
        let file = try #require(try view.inspect(folder.appending("file")))
        #expect(file.inode == UInt64(status.st_ino))
        #expect(file.device == UInt64(status.st_dev))
        #expect(file.names == 2)
        #expect(file.owner.user == getuid())
        #expect(try view.inspect(folder.appending("link"))?.kind == .symbolicLink)
        #expect(try view.readLink(folder.appending("link")) == Array("nowhere".utf8))
    }

    @Test func `what is not there is nothing, also below a file`() throws {
        try write("file", "x")
        #expect(try view.inspect(folder.appending("none")) == nil)
        #expect(try view.inspect(folder.appending("file/none")) == nil)
    }

    @Test(.timeLimit(.minutes(1))) func `a read is bounded, follows no link, and does not wait at a pipe`() throws {
        try write("file", "0123456789")
        unsafe mkfifo(path("pipe"), 0o600)
        unsafe symlink("file", path("link"))
        unsafe mkdir(path("folder"), 0o700)
        #expect(try view.read(folder.appending("file"), limit: 4) == Array("0123".utf8))
        #expect(try view.read(folder.appending("file"), limit: 100).count == 10)
        #expect(failure { () throws(HostFailure) in try view.read(folder.appending("pipe"), limit: 1) } == .wrongKind)
        #expect(
            failure { () throws(HostFailure) in try view.read(folder.appending("link"), limit: 1) } == .tooManyLinks)
        #expect(failure { () throws(HostFailure) in try view.read(folder.appending("folder"), limit: 1) } == .wrongKind)
    }

    @Test func `only a directory can be listed, and not through a link`() throws {
        try write("file", "x")
        unsafe mkdir(path("folder"), 0o700)
        unsafe symlink("folder", path("link"))
        #expect(failure { () throws(HostFailure) in try view.list(folder.appending("file")) } == .wrongKind)
        #expect(failure { () throws(HostFailure) in try view.list(folder.appending("link")) } != nil)
        #expect(try view.list(folder.appending("folder")).count == 0)
    }
}
