package import Refusals

/// A server as a client's configuration has it.
package struct ConfiguredServer: Sendable {
    package enum Kind: Sendable {
        /// The client starts a program.
        case local(ServerLaunch)
        /// The client connects to an address.
        case remote
        /// Something else, or something that two readers would take for two things; with the reason.
        case unclear(String)
    }

    package let name: String
    /// The project that it belongs to; nil for one that the client starts everywhere.
    package let project: String?
    package let kind: Kind
    /// Whether the client may send a secret to it, as far as the entry says: the worst is assumed of what is not known.
    ///
    /// Says nothing of a local server.
    package let hasCredential: Bool
    package let location: SourceLocation

    /// The program that the client starts.
    package var launch: ServerLaunch? { if case .local(let launch) = kind { launch } else { nil } }
}

/// The program that a client starts for a server, and where the configuration says so.
package struct ServerLaunch: Sendable {
    package let command: String
    package let arguments: [String]
    /// Names of the variables that the client sets or passes, in the order in which they stand.
    package let environment: [String]
    /// Where the client starts it; nil where the entry does not say.
    package let workingDirectory: String?
    /// Whether variables come from a file that the entry names.
    package let usesEnvironmentFile: Bool

    /// The member with the command's text.
    let commandMember: ConfigurationMember
    /// The member with the arguments, where there is one.
    let argumentsMember: ConfigurationMember?
    /// Whether members have lines of their own, as in a table of TOML.
    let isLines: Bool

    /// Variables by which `trilatch` finds profiles and state: whoever sets them chooses what a box may have.
    package static let ownVariables: Set<String> = [
        "HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME",
    ]

    /// The command and its arguments.
    package var words: [String] { [command] + arguments }
}

extension ConfiguredServer {
    private static let addresses = ["url", "httpUrl", "serverUrl"]

    /// Members of a remote server's entry that are known to hold no secret: what it is called, and what of it is used.
    private static let plainMembers: Set<String> = [
        "alwaysAllow", "autoApprove", "description", "disabled", "disabledTools", "disabled_tools", "enabled",
        "enabled_tools", "excludeTools", "gallery", "includeTools", "name", "source", "startup_timeout_ms",
        "startup_timeout_sec", "timeout", "tool_timeout_sec", "tools", "trust", "type", "version",
    ]

    /// Whether a member of a remote server's entry may hold a secret or say where one is; all do that are not known.
    ///
    /// Many a service takes its key in the address.
    private static func mayHoldCredential(_ member: ConfigurationMember) -> Bool {
        guard addresses.contains(member.key) else { return !plainMembers.contains(member.key) }
        guard let address = member.value.string else { return true }
        return address.utf8.contains { "?#@$".utf8.contains($0) }
    }

    /// Reads the entry of a server.
    init(_ member: ConfigurationMember, project: String?, in text: ConfigurationText) {
        name = member.key
        self.project = project
        location = text.location(of: member.keyRange.lowerBound)
        guard let entry = member.value.object else {
            kind = .unclear("the entry is not an object")
            hasCredential = false
            return
        }
        let addresses = ConfiguredServer.addresses.filter { entry[$0] != nil }
        hasCredential = entry.members.contains { ConfiguredServer.mayHoldCredential($0) }
        switch (entry["command"] != nil, !addresses.isEmpty) {
        case (true, false):
            if let type = entry["type"]?.value, type.string != "stdio" {
                kind = .unclear("it has a command, and a type that is not `stdio`")
            } else {
                kind = ServerLaunch.read(entry)
            }
        case (false, true): kind = .remote
        case (true, true): kind = .unclear("it has both a command and an address")
        case (false, false): kind = .unclear("it has neither a command nor an address")
        }
    }
}

extension ServerLaunch {
    fileprivate static func read(_ entry: ConfigurationObject) -> ConfiguredServer.Kind {
        guard let command = entry["command"] else { preconditionFailure("an entry without a command starts nothing") }
        // Zed's earlier form has an object of its own for what is started.
        if let nested = command.value.object {
            guard let path = nested["path"] else { return .unclear("its command names no program") }
            return read(nested, command: path, beside: entry)
        }
        return read(entry, command: command, beside: entry)
    }

    private static func read(
        _ object: ConfigurationObject, command: ConfigurationMember, beside entry: ConfigurationObject
    ) -> ConfiguredServer.Kind {
        guard let program = command.value.string, !program.isEmpty else { return .unclear("its command is not a text") }
        let arguments = object["args"]
        let words = arguments.map { $0.value.strings } ?? []
        guard let words else { return .unclear("its arguments are not a list of texts") }
        let variables = object["env"].map { $0.value.object?.members.map(\.key) } ?? []
        guard let variables else { return .unclear("its environment is not an object") }
        let passed =
            entry["env_vars"]?.value.elements?.compactMap { $0.string ?? $0.object?["name"]?.value.string } ?? []
        return .local(
            ServerLaunch(
                command: program, arguments: words,
                environment: variables + passed.filter { !variables.contains($0) },
                workingDirectory: entry["cwd"]?.value.string,
                usesEnvironmentFile: entry["envFile"] != nil,
                commandMember: command, argumentsMember: arguments, isLines: object.isLines))
    }
}
