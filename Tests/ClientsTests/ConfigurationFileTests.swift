import Glibc
import InstalledTrilatch
import Refusals
import Testing

@testable import Clients

/// The file of a configuration, while somebody else is at it.
@Suite struct ConfigurationFileTests {
    private let folder = TemporaryFolder("trilatch-clients")

    private func shell(_ script: String) throws -> String {
        try Subprocess.run(
            ["/bin/bash", "-c", "cd '\(folder.path)' || exit 1\n\(script)"], environment: ["PATH": "/usr/bin:/bin"]
        ).output
    }

    private func replace(_ file: ConfigurationFile) -> Refusal? {
        refusal { () throws(Refusal) in _ = try file.replace(with: Array("new".utf8), stamp: "s") }
    }

    @Test func `a file is replaced with its mode, and what it was is left for its owner`() throws {
        _ = try shell("printf old >f; chmod 664 f")
        let file = try ConfigurationFile("\(folder.path)/f")
        #expect(try file.replace(with: Array("new".utf8), stamp: "s") == "\(folder.path)/f.trilatch-backup-s")
        #expect(try shell("cat f; cat f.trilatch-backup-s; stat -c ' %a' f*; ls -A | wc -l") == "newold 664\n 600\n2\n")
    }

    @Test(arguments: [
        "printf other >f", "printf old >g && mv g f", "rm f", "rm f && mkdir f", "mv f g && ln -s g f",
        "printf more >>f",
    ])
    func `a file that is not what was read is left alone, and nothing is left beside it`(act: String) throws {
        _ = try shell("printf old >f")
        let file = try ConfigurationFile("\(folder.path)/f")
        _ = try shell(act)
        let before = try shell("ls -lA --time-style=+; cat f")
        let code = replace(file)?.code
        #expect(code == .clientChanged || code == .clientNotWritable)
        #expect(try shell("ls -lA --time-style=+; cat f") == before)
    }

    @Test func `a copy of the same name is not overwritten, and the file then stays as it was`() throws {
        _ = try shell("printf old >f; printf earlier >f.trilatch-backup-s")
        let file = try ConfigurationFile("\(folder.path)/f")
        #expect(replace(file)?.code == .clientNotWritable)
        #expect(try shell("cat f f.trilatch-backup-s; ls -A | wc -l") == "oldearlier2\n")
    }

    @Test func `a file that is too long is not read whole`() throws {
        _ = try shell("truncate -s 17M f")
        let refused = refusal { () throws(Refusal) in _ = try ConfigurationFile("\(folder.path)/f") }
        #expect(refused?.code == .clientUnreadable)
    }
}
