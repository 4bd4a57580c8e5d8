/// What a person asks for: a command in a box over a workspace, and who asks.
package struct BoxRequest: Sendable {
    /// What `--workspace` names, as it was written: absolute, or relative to the working directory.
    package var workspace: String?
    /// What `--set name=value` gave.
    package var settings: [String: String]
    /// The command as it was typed: a name, a relative or an absolute path.
    package var command: String
    /// The arguments after the command.
    package var arguments: [String]
    /// Where the caller stands: absolute.
    package var workingDirectory: String
    /// The caller's environment.
    package var environment: [String: String]
    package var caller: Caller
    /// The folder of this server alone that `${cache}` names: absolute, existing.
    ///
    /// Nil where there is none.
    package var cache: String?
    /// Folders of Trilatch that hold its configuration and state: never seen in a box.
    ///
    /// They need not exist.
    package var ownFolders: [String]
    /// Where Trilatch's programs and built-in profiles are installed: never writable in a box.
    package var installedFolders: [String]
    /// What this host can hold limits with.
    package var limitMeans: LimitMeans
    /// For a box without namespaces, its scratch folder, which is still to be made; nil for every other.
    package var scratchFolder: String?

    package init(
        command: String, arguments: [String] = [], workspace: String? = nil, settings: [String: String] = [:],
        workingDirectory: String, environment: [String: String] = [:], caller: Caller, cache: String? = nil,
        ownFolders: [String] = [], installedFolders: [String] = [], limitMeans: LimitMeans = LimitMeans()
    ) {
        self.workspace = workspace
        self.settings = settings
        self.command = command
        self.arguments = arguments
        self.workingDirectory = workingDirectory
        self.environment = environment
        self.caller = caller
        self.cache = cache
        self.ownFolders = ownFolders
        self.installedFolders = installedFolders
        self.limitMeans = limitMeans
    }
}

/// Who runs Trilatch.
package struct Caller: Sendable, Hashable {
    package var user: UInt32
    package var group: UInt32
    /// The user's name in `/etc/passwd`.
    package var name: String
    /// The home directory as the caller spells it: `$HOME`, or what `/etc/passwd` says.
    package var home: String
    /// For a root caller: the unprivileged id of the host that the box runs as.
    ///
    /// Nil for an ordinary caller.
    package var dedicatedIdentifier: UInt32?

    package init(user: UInt32, group: UInt32, name: String, home: String, dedicatedIdentifier: UInt32? = nil) {
        self.user = user
        self.group = group
        self.name = name
        self.home = home
        self.dedicatedIdentifier = dedicatedIdentifier
    }

    package var isRoot: Bool { user == 0 }
}
