import InstalledTrilatch
import Testing

/// The man pages, which `scripts/install` makes from what the command says of itself and from `docs/`.
@Suite struct ManualTests {
    private static let folder = "\(Installation.shared.root)/share/man"

    /// The commands that `--help` lists.
    private static func commands() throws -> [String] {
        let help = try CommandSite().run("--help").output
        let list = help.split(separator: "SUBCOMMANDS:\n").last ?? ""
        let names = list.matches(of: #/(?m)^  ([a-z]+)  /#).map { String($0.output.1) }
        try #require(names.contains("run") && names.contains("check"))
        return names
    }

    /// A page as a person sees it.
    private static func shown(_ page: String) throws -> String {
        let outcome = try Subprocess.run(
            ["man", "--warnings", "-l", "\(folder)/\(page)"],
            environment: ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "MANWIDTH": "200", "MANPAGER": "cat"])
        try #require(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.isEmpty, "groff warns of \(page): \(outcome.errors)")
        return outcome.output
    }

    @Test func `every command has a page with all of its options, and no page is left over`() throws {
        let site = try CommandSite()
        let commands = try Self.commands()
        for command in commands {
            let page = try Self.shown("man1/trilatch-\(command).1")
            let options = try site.run("help", command).output.matches(of: #/(?m)^  (?:-h, )?(--[a-z-]+)/#)
            try #require(!options.isEmpty)
            for option in options { #expect(page.contains(String(option.output.1)), "\(command)") }
            let parts = try site.run("help", command).output.split(separator: "SUBCOMMANDS:\n").dropFirst().joined()
            for part in parts.matches(of: #/(?m)^  ([a-z]+)  /#).map({ String($0.output.1) }) {
                let options = try site.run("help", command, part).output.matches(of: #/(?m)^  (?:-., )?(--[a-z-]+)/#)
                for option in options { #expect(page.contains(String(option.output.1)), "\(command) \(part)") }
            }
        }
        let files = try Subprocess.run(["ls", "\(Self.folder)/man1"], environment: ["PATH": "/usr/bin:/bin"]).output
        #expect(
            Set(files.split(separator: "\n").map(String.init))
                == Set(["trilatch.1"] + commands.map { "trilatch-\($0).1" }))
    }

    @Test func `a page has the sections that people look for, and nothing of the text that it was made from`() throws {
        let pages = try ["trilatch"] + Self.commands().map { "trilatch-\($0)" }
        for name in pages {
            let page = try Self.shown("man1/\(name).1")
            for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "FILES", "SEE ALSO"] {
                #expect(page.contains("\n\(section)\n"), "\(name)")
            }
            #expect(!page.contains(#/`|\*\*|\]\(|\|---|^#/#), "\(name)")
        }
        #expect(try Self.shown("man1/trilatch-run.1").contains(#/125 +refused, or failed before/#))
        #expect(try Self.shown("man1/trilatch.1").contains("audit.jsonl"))
    }

    @Test func `the profile's page has the whole reference`() throws {
        let page = try Self.shown("man5/trilatch-profile.5")
        for heading in ["Where profiles are found", "filesystem", "minimum-tier", "Legs", "The built-in profiles"] {
            #expect(page.contains("\n\(heading)\n") || page.contains("\n   \(heading)\n"), "\(heading)")
        }
        #expect(page.contains("write-xor-execute (true or false)"))
        #expect(!page.contains(#/`|\*\*|\]\(|\|---|<!--/#))
    }

    @Test func `another reader of the format has nothing to say against a page`() throws {
        let files = try Subprocess.run(
            ["bash", "-c", "ls '\(Self.folder)'/man?/trilatch*"], environment: ["PATH": "/usr/bin:/bin"])
        for file in files.output.split(separator: "\n") {
            let outcome = try Subprocess.run(
                ["mandoc", "-T", "lint", "-W", "warning", String(file)], environment: ["PATH": "/usr/bin:/bin"])
            #expect(outcome.status == 0 && outcome.output.isEmpty, "\(outcome.output)")
        }
    }
}
