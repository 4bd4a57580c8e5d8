/// A command that fetches a package of a registry and runs a program of it, such as `uvx mcp-server-time`.
package struct PackageCommand: Sendable, Equatable {
    package var package: RegistryPackage
    /// The program of the package; nil for the one that is called like it.
    package var program: String?
    /// What the program is given.
    package var arguments: [String]

    /// Reads a command.
    ///
    /// - Returns: Nil for every other command, and where an option could change what runs.
    package init?(_ words: [String]) {
        guard let first = words.first, var tool = Tool(named: first.split(separator: "/").last.map(String.init) ?? "")
        else { return nil }
        var rest = words.dropFirst()
        if !tool.words.isEmpty {
            // `uv tool run` is two words, and the others are one.
            guard let word = rest.popFirst(), tool.words.contains(word) else { return nil }
            if word == "tool" { guard rest.popFirst() == "run" else { return nil } }
        }
        var source: String?
        while let word = rest.first, word.hasPrefix("-") {
            rest.removeFirst()
            if word == "--" { break }
            if tool.flags.contains(word) { continue }
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            guard tool.sources.contains(parts[0]), source == nil,
                let value = parts.count == 2 ? parts[1] : rest.popFirst()
            else { return nil }
            source = value
            tool.sources = []
        }
        // npx takes a package's name behind the package's own option for a program of it.
        guard let subject = rest.popFirst() else { return nil }
        guard let package = tool.package(source ?? subject) else { return nil }
        self.package = package
        program = source == nil ? nil : subject
        if let program, program.contains("/") || program.hasPrefix(".") { return nil }
        arguments = Array(rest)
    }

    private struct Tool {
        var registry: RegistryPackage.Registry
        /// The words after the command, one of which means that it runs something.
        var words: Set<String> = []
        /// Options that change nothing of what runs.
        var flags: Set<String>
        /// Options that name the package.
        var sources: Set<String>

        /// Source: uv 0.9 (`uvx --help`), pipx 1.7 (`pipx run --help`), npm 10 (`npm help exec`).
        init?(named name: String) {
            let uv: Set = [
                "-q", "--quiet", "--isolated", "--no-cache", "-n", "--offline", "--refresh", "--no-progress",
            ]
            let npm: Set = ["-y", "--yes", "-q", "--quiet", "--offline", "--prefer-offline", "--silent", "-s"]
            switch name {
            case "uvx": self.init(registry: .pypi, flags: uv, sources: ["--from"])
            case "uv": self.init(registry: .pypi, words: ["tool", "x"], flags: uv, sources: ["--from"])
            case "pipx": self.init(registry: .pypi, words: ["run"], flags: ["-q", "--no-cache"], sources: ["--spec"])
            case "npx", "npx-cli.js": self.init(registry: .npm, flags: npm, sources: ["-p", "--package"])
            case "npm", "npm-cli.js":
                self.init(registry: .npm, words: ["exec", "x"], flags: npm, sources: ["-p", "--package"])
            case "pnpx", "bunx": self.init(registry: .npm, flags: ["--silent"], sources: ["--package", "-p"])
            case "pnpm", "yarn": self.init(registry: .npm, words: ["dlx"], flags: ["-q"], sources: ["--package", "-p"])
            case "bun": self.init(registry: .npm, words: ["x"], flags: ["--silent"], sources: ["--package", "-p"])
            default: return nil
            }
        }

        private init(
            registry: RegistryPackage.Registry, words: Set<String> = [], flags: Set<String>, sources: Set<String>
        ) {
            self.registry = registry
            self.words = words
            self.flags = flags
            self.sources = sources
        }

        func package(_ text: String) -> RegistryPackage? {
            // uv also takes npm's spelling of a version, and both a word for the newest.
            guard let at = text.dropFirst().firstIndex(of: "@") else {
                return RegistryPackage(registry, requirement: text)
            }
            let version = String(text[text.index(after: at)...])
            return RegistryPackage(registry, name: String(text[..<at]), version: version == "latest" ? nil : version)
        }
    }
}
