import Egress
import Glibc
import InstalledTrilatch
import Kernel
import Policy
import Refusals
import Supervision
import Testing

/// Each source of a secret, and each way in which it gives none.
@Suite struct SecretReaderTests {
    static let value = "forge_8f3Kq0XyZ1mN5pQ7"

    static func secret(_ source: BoxSecret.Source) -> BoxSecret {
        BoxSecret(
            name: "forge", location: SourceLocation(file: "t.yaml", line: 3, column: 5), source: source,
            variable: "FORGE_TOKEN")
    }

    private static func read(
        _ source: BoxSecret.Source, _ environment: [String: String] = [:], patience: Duration = .seconds(300)
    ) throws(Refusal) -> String {
        let value = try SecretReader(environment: environment, patience: patience).read(secret(source))
        return value.withSpan { (bytes: Span<UInt8>) in
            String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
        }
    }

    /// The code of the refusal, which shows nothing of the value; nil where there is a value.
    static func code(
        _ source: BoxSecret.Source, _ environment: [String: String] = [:], patience: Duration = .seconds(300)
    ) -> RefusalCode? {
        do throws(Refusal) {
            _ = try read(source, environment, patience: patience)
            return nil
        } catch {
            #expect(error.location == SourceLocation(file: "t.yaml", line: 3, column: 5))
            #expect(!"\(error)".contains("8f3K") && !"\(error)".contains("mN5p"))
            return error.code
        }
    }

    static func shell(_ script: String) -> BoxSecret.Source {
        .command(executable: "/bin/sh", arguments: ["sh", "-c", script])
    }

    private struct Site {
        let folder: TemporaryFolder
        var file: String { "\(folder.path)/token" }

        init(_ contents: String = value, mode: mode_t = 0o600) throws {
            folder = TemporaryFolder("trilatch-secret")
            try write("token", contents, mode: mode)
        }

        func write(_ name: String, _ contents: String, mode: mode_t) throws {
            let path = "\(folder.path)/\(name)"
            try Descriptor.creating(
                at: Descriptor.workingDirectory, path, mode: 0o600, resolving: .noSymbolicLinks
            ).write(contents)
            try #require(unsafe chmod(path, mode) == 0)
        }
    }

    // MARK: Values

    @Test(arguments: [value, value + "\n"])
    func `one newline behind a value is no part of it`(contents: String) throws {
        let site = try Site(contents)
        #expect(try Self.read(.file(site.file)) == Self.value)
        #expect(try Self.read(.environment("X"), ["X": contents]) == Self.value)
        #expect(try Self.read(Self.shell("cat '\(site.file)'")) == Self.value)
    }

    @Test(arguments: [
        "", "\n", value + "\n\n", value + "\r\n", " " + value, "a b" + value, value + "\u{0}", "ä" + value, "short",
        "------------------------", String(repeating: "a", count: 4097), String(repeating: "a", count: 1 << 20),
    ])
    func `what no placeholder can stand for is no value`(contents: String) throws {
        let site = try Site(contents)
        #expect(Self.code(.file(site.file)) == .secretUnusable)
        if !contents.utf8.contains(0), contents.utf8.count < 1 << 16 {
            #expect(Self.code(.environment("X"), ["X": contents]) == .secretUnusable)
        }
    }

    @Test func `a value may be as long as a placeholder`() throws {
        let long = String(repeating: "a", count: Placeholder.longest)
        let site = try Site(long + "\n")
        #expect(try Self.read(.file(site.file)) == long)
    }

    // MARK: Files

    @Test(arguments: [mode_t(0o600), 0o400, 0o700, 0o640, 0o604, 0o602, 0o620, 0o644, 0o610, 0o601])
    func `a file is read where nobody but its owner has access`(mode: mode_t) throws {
        let site = try Site(mode: mode)
        #expect(Self.code(.file(site.file)) == (mode & 0o077 == 0 ? nil : .secretExposed))
    }

    @Test func `a file has one name, and no link leads to it`() throws {
        let site = try Site()
        let link = "\(site.folder.path)/link"
        try #require(unsafe symlink(site.file, link) == 0)
        #expect(Self.code(.file(link)) == .secretExposed)
        try #require(unsafe symlink(site.folder.path, "\(site.folder.path)/here") == 0)
        #expect(Self.code(.file("\(site.folder.path)/here/token")) == .secretExposed)
        #expect(Self.code(.file(site.file)) == nil)
        try #require(unsafe Glibc.link(site.file, "\(site.folder.path)/other") == 0)
        #expect(Self.code(.file(site.file)) == .secretExposed)
    }

    @Test func `a file is there, is a file, and its reader never waits`() throws {
        let site = try Site()
        #expect(Self.code(.file("\(site.folder.path)/nothing")) == .secretMissing)
        #expect(Self.code(.file("\(site.file)/below")) == .secretMissing)
        #expect(Self.code(.file(site.folder.path)) == .secretMissing)
        let pipe = "\(site.folder.path)/pipe"
        try #require(unsafe mkfifo(pipe, 0o600) == 0)
        #expect(Self.code(.file(pipe)) == .secretMissing)
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a file away"))
    func `a file is the reader's own or root's`() async throws {
        let site = try Site()
        try #require(unsafe chown(site.file, 4242, 4242) == 0)
        #expect(Self.code(.file(site.file)) == .secretExposed)
        // An ordinary user reads what is his own, and not what is root's alone.
        try site.write("roots", Self.value, mode: 0o600)
        let folder = site.folder.path
        await #expect(processExitsWith: .exitCode(37)) { [folder = folder as String] in
            try Processes.become(user: 4242, group: 4242)
            let isRead = SecretReaderTests.code(.file("\(folder)/token")) == nil
            let isDenied = SecretReaderTests.code(.file("\(folder)/roots")) == .secretMissing
            exit(isRead && isDenied ? 37 : 1)
        }
    }

    // MARK: Variables and credentials of systemd

    @Test func `a variable is set`() throws {
        #expect(Self.code(.environment("FORGE"), ["OTHER": Self.value]) == .secretMissing)
        #expect(try Self.read(.environment("FORGE"), ["FORGE": Self.value]) == Self.value)
    }

    @Test func `a credential of systemd is a file of its folder, which its group may read and nobody else`() throws {
        let site = try Site(mode: 0o440)
        let environment = ["CREDENTIALS_DIRECTORY": site.folder.path]
        #expect(try Self.read(.systemdCredential("token"), environment) == Self.value)
        #expect(Self.code(.systemdCredential("token")) == .secretMissing)
        #expect(Self.code(.systemdCredential("token"), ["CREDENTIALS_DIRECTORY": "run"]) == .secretMissing)
        #expect(Self.code(.systemdCredential("other"), environment) == .secretMissing)
        for mode: mode_t in [0o444, 0o460, 0o450] {
            try #require(unsafe chmod(site.file, mode) == 0)
            #expect(Self.code(.systemdCredential("token"), environment) == .secretExposed)
        }
    }

    // MARK: Commands

    @Test func `a command has the caller's environment, stands in the root, and has no input and no shell`() throws {
        let script = "test \"$PWD$A\" = /b && ! read x && printf %s \(Self.value)"
        #expect(try Self.read(Self.shell(script), ["A": "b", "PATH": "/usr/bin:/bin"]) == Self.value)
        let echo = BoxSecret.Source.command(
            executable: "/bin/echo", arguments: ["echo", "\(Self.value);$(id)`id`|&"])
        #expect(try Self.read(echo) == "\(Self.value);$(id)`id`|&")
    }

    @Test(arguments: [
        "echo \(value); exit 3", "echo \(value); kill -9 $$", "cat /dev/zero", "exit 1", "echo \(value) >&2; exit 1",
    ])
    func `a command that does not end well gives nothing`(script: String) {
        #expect(Self.code(Self.shell(script), ["PATH": "/usr/bin:/bin"]) == .secretCommandFailed)
    }

    @Test func `a program that is not there is a command that fails`() {
        #expect(Self.code(.command(executable: "/nowhere", arguments: ["nowhere"])) == .secretCommandFailed)
    }

    @Test(arguments: ["sleep 1000", "echo \(value); exec >&-; sleep 1000", "sleep 1000 & wait"])
    func `a command that takes too long is ended, with what it started`(script: String) {
        #expect(
            Self.code(Self.shell(script), ["PATH": "/usr/bin:/bin"], patience: .milliseconds(300))
                == .secretCommandFailed)
    }

    @Test func `what a command leaves behind keeps nobody waiting`() throws {
        #expect(
            try Self.read(
                Self.shell("setsid sleep 20 & echo \(Self.value)"), ["PATH": "/usr/bin:/bin"],
                patience: .seconds(15)) == Self.value)
    }

    @Test func `what a command complains of is heard by nobody`() async throws {
        let result = await #expect(
            processExitsWith: .success, observing: [\.standardErrorContent, \.standardOutputContent]
        ) {
            _ = SecretReaderTests.code(
                SecretReaderTests.shell("echo 8f3K >&2; exit 1"), ["PATH": "/usr/bin:/bin"])
            exit(0)
        }
        let said = try #require(result)
        #expect(
            !String(decoding: said.standardErrorContent + said.standardOutputContent, as: UTF8.self).contains("8f3K"))
    }
}
