/// A client, and how it keeps the servers that it starts.
package struct ClientFormat: Sendable, Hashable {
    /// What `--client` calls it.
    package let name: String
    /// What it calls itself.
    package let title: String
    package let syntax: ConfigurationText.Syntax
    /// Its own files, below the user's home.
    package let userFiles: [String]
    /// Files of one project, below the project's folder.
    package let projectFiles: [String]
    /// The keys that lead to an object of servers by name; `*` stands for every key, such as every project.
    let serverPaths: [[String]]

    /// Where this client keeps its own servers.
    ///
    /// - Parameters:
    ///   - home: The user's home.
    ///   - configuration: `$XDG_CONFIG_HOME`, or `~/.config`.
    package func userFiles(home: String, configuration: String) -> [String] {
        userFiles.map { file in
            file.hasPrefix(".config/") ? configuration + file.dropFirst(".config".count) : "\(home)/\(file)"
        }
    }

    /// The format of a file, by the end of its path; nil for one that is no known client's.
    package static func of(file: String) -> ClientFormat? {
        // The longest end counts: `.vscode/mcp.json` before `mcp.json`.
        let ends = all.flatMap { format in (format.userFiles + format.projectFiles).map { (format, $0) } }
        return ends.filter { file == $0.1 || file.hasSuffix("/" + $0.1) }.max { $0.1.utf8.count < $1.1.utf8.count }?.0
    }

    /// The format of a file at an unknown place: all forms that its syntax has among the known clients.
    package static func unknown(file: String) -> ClientFormat {
        let syntax: ConfigurationText.Syntax = file.hasSuffix(".toml") ? .toml : .json
        var paths: [[String]] = []
        for format in all where format.syntax == syntax {
            paths += format.serverPaths.filter { !paths.contains($0) }
        }
        return ClientFormat(
            name: "file", title: "a client", syntax: syntax, userFiles: [], projectFiles: [], serverPaths: paths)
    }

    /// The client of a name.
    package static func named(_ name: String) -> ClientFormat? { all.first { $0.name == name } }
}
