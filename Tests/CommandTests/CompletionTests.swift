import InstalledTrilatch
import Testing

/// What the shells offer, asked of the shells.
@Suite struct CompletionTests {
    /// A shell, and how it tells what it offers at the end of a line.
    enum Shell: String, CaseIterable, CustomTestStringConvertible {
        case bash
        case fish

        var testDescription: String { rawValue }

        /// Prints what is offered, one a line; the last word of the line is the one that is being typed.
        func question(_ words: [String]) -> String {
            switch self {
            case .bash:
                """
                . '\(CompletionTests.share)/bash-completion/completions/trilatch'
                COMP_WORDS=(\(words.map { "'\($0)'" }.joined(separator: " "))) COMP_CWORD=\(words.count - 1)
                COMP_LINE='\(words.joined(separator: " "))' COMP_POINT=${#COMP_LINE}
                _trilatch trilatch '\(words.last ?? "")' '\(words.dropLast().last ?? "")'
                printf '%s\\n' "${COMPREPLY[@]}"
                """
            case .fish:
                """
                source '\(CompletionTests.share)/fish/vendor_completions.d/trilatch.fish'
                complete -C '\(words.joined(separator: " "))'
                """
            }
        }
    }

    private static let share = "\(Installation.shared.root)/share"

    /// The words that a shell offers.
    private func offered(_ shell: Shell, _ site: CommandSite, _ words: String...) throws -> [String] {
        let options = shell == .bash ? ["--norc", "-c"] : ["--no-config", "-c"]
        var environment = site.environment
        environment["PATH"] = "\(Installation.shared.root)/bin:/usr/bin:/bin"
        let outcome = try Subprocess.run(
            site.caller.prefix + [shell.rawValue] + options + [shell.question(words)], environment: environment)
        try #require(outcome.status == 0, "\(outcome.errors)")
        // fish adds a description after a tab.
        return outcome.output.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
    }

    @Test(arguments: Shell.allCases)
    func `a shell offers commands and options`(shell: Shell) throws {
        let site = try CommandSite()
        #expect(try Set(offered(shell, site, "trilatch", "")).isSuperset(of: ["run", "check", "explain", "probe"]))
        #expect(try Set(offered(shell, site, "trilatch", "run", "--")).isSuperset(of: ["--profile", "--workspace"]))
    }

    // fish tells where the cursor is, which it passes on with the question, to a terminal only.
    @Test func `a shell offers the profiles that there are, the user's own among them`() throws {
        let site = try CommandSite()
        try site.write(profile: "mine", "version: 1\n")
        let profiles = try offered(.bash, site, "trilatch", "run", "--profile", "")
        #expect(Set(profiles).isSuperset(of: ["base", "git", "mine", "shell"]))
        let some = try offered(.bash, site, "trilatch", "run", "--profile", "gi")
        #expect(some == ["git", "github-read", "github-write"])
        #expect(try offered(.bash, site, "trilatch", "check", "mi") == ["mine"])
    }

    @Test(arguments: [
        ["bash", "-n", "bash-completion/completions/trilatch"], ["zsh", "-n", "zsh/site-functions/_trilatch"],
        ["fish", "--no-execute", "fish/vendor_completions.d/trilatch.fish"],
    ])
    func `each script is one that its shell understands`(check: [String]) throws {
        let outcome = try Subprocess.run(
            [check[0], check[1], "\(CompletionTests.share)/\(check[2])"],
            environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"])
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    }
}
