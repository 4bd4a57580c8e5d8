import ArgumentParser
import Clients
import Policy
import Refusals
import Running

/// The option that says which client's configuration is meant.
struct ClientOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A client (\(ClientFormat.all.map(\.name).joined(separator: ", "))), or its configuration by a path.",
            valueName: "name|file"),
        completion: .file())
    var client: String?
}

/// A client's configuration file that was found.
struct ClientFile {
    let format: ClientFormat
    let file: ConfigurationFile
    let configuration: ClientConfiguration
    /// The project whose file it is; nil for the user's own.
    let project: String?

    /// What messages call the client and its file.
    var title: String { "\(format.title): \(file.name.readable)" }

    /// Reads one file.
    ///
    /// - Throws: `client.not-found`, `client.unreadable`, `client.syntax`, `client.duplicate-key`.
    private init(_ path: String, _ format: ClientFormat, project: String?) throws(Refusal) {
        file = try ConfigurationFile(path)
        configuration = try ClientConfiguration(file.bytes, format: format, file: path)
        self.format = format
        self.project = project
    }

    /// Reads the files that a word of the command line means.
    ///
    /// A file that cannot be read is given as its refusal: what is wrong with one client is no fault of the others.
    ///
    /// - Parameter client: A client's name or a path; nil for the own files of every known client.
    /// - Throws: `client.not-found`.
    static func all(
        _ client: String?, _ surroundings: Surroundings
    ) throws(Refusal) -> [Result<ClientFile, Refusal>] {
        guard let client else {
            let found = ClientFormat.all.flatMap { userFiles(of: $0, surroundings) }
            guard !found.isEmpty else {
                throw Refusal(
                    .clientNotFound, "no client that is known has a configuration here",
                    hint: "name its file with `--client FILE`")
            }
            return found
        }
        if let format = ClientFormat.named(client) {
            let found = userFiles(of: format, surroundings)
            guard !found.isEmpty else {
                let places = places(of: format, surroundings).joined(separator: " or ")
                throw Refusal(
                    .clientNotFound, "\(format.title) has no configuration here", hint: "it would be \(places)")
            }
            return found
        }
        guard client.contains("/") || client.hasSuffix(".json") || client.hasSuffix(".toml") else {
            throw Refusal(
                .clientNotFound, "\(client.readable) is no client that is known",
                hint: "there are \(ClientFormat.all.map(\.name).joined(separator: ", ")); a file is named by a path")
        }
        return [.success(try read(client, surroundings))]
    }

    /// The files whose servers a client has at the same time, for each client that a word means.
    ///
    /// - Throws: those of `all`, and the refusal of the first file that cannot be read.
    static func clients(_ client: String?, _ surroundings: Surroundings) throws(Refusal) -> [[ClientFile]] {
        var clients: [[ClientFile]] = []
        for result in try all(client, surroundings) {
            let file = try result.get()
            if clients.contains(where: { $0.contains { $0.file.path == file.file.path } }) { continue }
            clients.append(try others(beside: file, surroundings) + [file])
        }
        return clients
    }

    /// The user's own files of the client that a file is of, but for that file: their servers run beside its own.
    ///
    /// - Throws: the refusal of the first that cannot be read.
    static func others(beside file: ClientFile, _ surroundings: Surroundings) throws(Refusal) -> [ClientFile] {
        var others: [ClientFile] = []
        for result in userFiles(of: file.format, surroundings) {
            let other = try result.get()
            if other.file.path != file.file.path { others.append(other) }
        }
        return others
    }

    private static func places(of format: ClientFormat, _ surroundings: Surroundings) -> [String] {
        format.userFiles(home: surroundings.caller.home, configuration: surroundings.configurationHome)
    }

    private static func userFiles(
        of format: ClientFormat, _ surroundings: Surroundings
    ) -> [Result<ClientFile, Refusal>] {
        places(of: format, surroundings).compactMap { path in
            do throws(Refusal) {
                return .success(try ClientFile(path, format, project: nil))
            } catch {
                return error.code == .clientNotFound ? nil : .failure(error)
            }
        }
    }

    private static func read(_ client: String, _ surroundings: Surroundings) throws(Refusal) -> ClientFile {
        let expanded = surroundings.expandingHome(client)
        let path = expanded.hasPrefix("/") ? expanded : "\(surroundings.workingDirectory)/\(expanded)"
        for format in ClientFormat.all where places(of: format, surroundings).contains(path) {
            return try ClientFile(path, format, project: nil)
        }
        let format = ClientFormat.of(file: path) ?? ClientFormat.unknown(file: path)
        let place = format.projectFiles.filter { path.hasSuffix("/" + $0) }.max { $0.utf8.count < $1.utf8.count }
        return try ClientFile(path, format, project: place.map { String(path.dropLast($0.utf8.count + 1)) })
    }
}

extension Surroundings {
    /// Where programs keep their configuration: `$XDG_CONFIG_HOME`, or `~/.config`.
    var configurationHome: String { String(configuration.dropLast("/trilatch".count)) }
}
