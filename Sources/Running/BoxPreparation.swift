package import ControlGroups
import Glibc
package import Installed
import Kernel
import LaunchPlan
package import Policy
package import PolicyYAML
package import Refusals
import Supervision

/// What a command line asks for, resolved on this host.
package struct PreparedBox {
    /// What messages and the audit log call the server.
    package let server: String
    /// The profile as it was named.
    package let profile: String
    /// The files that the profile came from, the profile itself first.
    package let sources: [ProfileSource]
    /// The profile merged with its parents.
    package let merged: Profile
    /// Another lock file than the user's own, absolute; nil for that one.
    package let lock: String?
    /// The installed server that it is; nil for every other program.
    package let installed: InstalledServer?
    package var box: ResolvedBox
}

/// A box whose placeholders exist, so that its plan can be carried out.
package struct HeldBox: ~Copyable {
    package internal(set) var prepared: PreparedBox
    let placeholders: HeldPlaceholders
    let scratchFolder: HeldScratchFolder

    /// Lets go of the placeholders and the scratch folder, at the end of the box.
    package consuming func release() {
        placeholders.release()
        scratchFolder.release()
    }
}

/// The way from a command line to a resolved box: the same for `run`, `explain` and `probe`.
package struct BoxPreparation {
    package let installation: Installation
    package let surroundings: Surroundings
    package let choices: BoxChoices
    /// What of control groups this host has.
    let groups: GroupSupport
    private let files: any ProfileFiles
    /// What `${cache}` stands for, where that is not the server's own folder.
    private let folder: String?

    package init(installation: Installation, surroundings: Surroundings, choices: BoxChoices) {
        self.init(
            installation: installation, surroundings: surroundings, choices: choices, groups: .ofThisHost())
    }

    /// - Parameters:
    ///   - files: How profiles are read.
    ///   - folder: What `${cache}` stands for, where that is not the server's own folder: absolute, existing.
    package init(
        installation: Installation, surroundings: Surroundings, choices: BoxChoices, groups: GroupSupport,
        files: any ProfileFiles = KernelProfileFiles(), folder: String? = nil
    ) {
        self.installation = installation
        self.surroundings = surroundings
        self.choices = choices
        self.groups = groups
        self.files = files
        self.folder = folder
    }

    /// Resolves a command in the box that the options say.
    ///
    /// Where no profile is named, the project's own is taken, which the user must have accepted.
    ///
    /// - Parameter onProfile: Called with the profile before anything of it is asked of this host.
    /// - Throws: every refusal of profile, path, program, legs and limits; `usage.invalid` where there is no profile.
    package func prepare(
        _ command: [String], onProfile: (Profile) throws(Refusal) -> Void = { (_) throws(Refusal) in }
    ) throws(Refusal) -> PreparedBox {
        let workspace = choices.workspace.map(surroundings.expandingHome)
        let canonical = try workspace.map(canonicalWorkspace)
        let library = library(workspace: canonical)
        let project = canonical.map { "\($0)/\(TrustedProfiles.place)" }
        guard let name = choices.profile ?? project.flatMap({ library.holds($0) ? $0 : nil }) else {
            throw missingProfile(command, library)
        }
        let loaded = try library.load(surroundings.expandingHome(name))
        try ProjectProfiles(surroundings).check(loaded, isNamed: choices.profile != nil)
        try onProfile(loaded.profile)

        let servers = InstalledServers(data: surroundings.data)
        let standIn = try servers.standIn(for: command)
        let server = choices.name ?? ServerName(command: standIn?.server.name.description ?? command[0])
        var request = request(for: standIn?.words ?? command)
        if loaded.profile.usesCache { request.cache = if let folder { folder } else { try makeCache(for: server) } }
        if loaded.profile.minimumTier?.value == .landlock, try !hostGivesNamespaces() {
            request.scratchFolder = try HeldScratchFolder.place(environment: surroundings.environment)
            // Nobody puts a process that exists into a group at one stroke with its start.
            request.limitMeans = LimitMeans(GroupSupport.none(because: NamespacelessNeeds.noGroup))
        }
        return PreparedBox(
            server: server.description, profile: name, sources: loaded.sources, merged: loaded.profile,
            lock: choices.lock.map { surroundings.absolute($0) }, installed: standIn?.server,
            box: try PlanResolver.resolve(loaded.profile, request: request, host: KernelHostView()))
    }

    /// A profile by its name or path, merged with its parents; nothing of it is asked of this host.
    ///
    /// - Throws: those of `ProfileLibrary.load`.
    package func profile(_ nameOrPath: String) throws(Refusal) -> Profile {
        let workspace = try choices.workspace.map(surroundings.expandingHome).map(canonicalWorkspace)
        return try library(workspace: workspace).load(surroundings.expandingHome(nameOrPath)).profile
    }

    private func library(workspace: String?) -> ProfileLibrary {
        ProfileLibrary(
            directories: installation.profileDirectories(for: surroundings), files: files,
            variables: Set(choices.settings.keys), workspace: workspace)
    }

    /// Whether a box can have namespaces here: asked only for a profile that accepts one without.
    private func hostGivesNamespaces() throws(Refusal) -> Bool {
        try HostExamination.findsUserNamespaces(
            launcher: installation.launcher, dedicatedIdentifier: surroundings.caller.dedicatedIdentifier)
    }

    /// What resolution is told, before the profile says whether there is a cache.
    package func request(for command: [String]) -> BoxRequest {
        BoxRequest(
            command: command[0], arguments: Array(command.dropFirst()),
            workspace: choices.workspace.map(surroundings.expandingHome), settings: choices.settings,
            workingDirectory: surroundings.workingDirectory, environment: surroundings.environment,
            caller: surroundings.caller,
            ownFolders: [surroundings.configuration, surroundings.state, surroundings.cache, "/etc/trilatch"],
            installedFolders: installation.folders + [InstalledServers(data: surroundings.data).folder],
            limitMeans: LimitMeans(groups))
    }

    /// Resolves a command and makes its placeholders.
    ///
    /// - Parameters:
    ///   - recordsCalls: Whether the supervisor is told of the server's calls; never together with a secret.
    ///   - onProfile: As of `prepare`, and called again where it must be tried again.
    /// - Throws: those of `prepare`, `path.protect-failed`, `path.changed`, `learn.secrets-granted`.
    package func prepareAndHold(
        _ command: [String], recordsCalls: Bool = false,
        onProfile: (Profile) throws(Refusal) -> Void = { (_) throws(Refusal) in }
    ) throws(Refusal) -> HeldBox {
        // Another run on the same tree may end, or begin, between the look at the tree and the placeholders; and a busy
        // machine may stop it in the middle of that. So time counts, and not how often it was tried.
        let deadline = MonotonicTime.now + BoxPreparation.patience
        var pause: UInt32 = 2000
        repeat {
            do throws(Refusal) {
                var prepared = try prepare(command, onProfile: onProfile)
                if recordsCalls {
                    if let secret = prepared.merged.secretGrant {
                        throw Refusal(
                            .learnSecretsGranted, "the profile grants a secret, and a server is watched without any",
                            at: secret)
                    }
                    guard prepared.box.plan.confinement == .namespaces else {
                        throw Refusal(
                            .tierCannotHold,
                            "a server is watched in a box with namespaces, which this host does not give")
                    }
                    prepared.box.plan.recordCalls()
                }
                if prepared.box.plan.confinement == .landlock, let own = prepared.box.plan.limits.processes {
                    // The kernel counts all of the user's.
                    prepared.box.plan.limits.processes =
                        own + UserProcesses.threadCount(of: prepared.box.plan.identity.userOutside)
                }
                prepared.box.plan.omittedLayers = LayerSwitches.omittedLayers
                let folder = try HeldScratchFolder(for: &prepared.box)
                let placeholders: HeldPlaceholders?
                do throws(Refusal) {
                    placeholders = try HeldPlaceholders.hold(for: &prepared.box, state: surroundings.state)
                } catch {
                    folder.release()
                    throw error
                }
                if let placeholders {
                    return HeldBox(prepared: prepared, placeholders: placeholders, scratchFolder: folder)
                }
                folder.release()
            } catch {
                guard error.code == .pathChanged, MonotonicTime.now < deadline else { throw error }
            }
            // Let whoever is at it finish.
            usleep(pause)
            pause = min(2 * pause, 50_000)
        } while MonotonicTime.now < deadline
        throw Refusal(.pathChanged, "protected paths keep changing while the box is prepared")
    }

    /// How long to try again while other runs begin and end on the same tree.
    private static let patience = Duration.seconds(5)

    /// The workspace as the profile library compares it: canonical, or as it stands where there is nothing, which
    /// resolution refuses.
    private func canonicalWorkspace(_ spelled: String) throws(Refusal) -> String {
        let absolute = spelled.hasPrefix("/") ? spelled : "\(surroundings.workingDirectory)/\(spelled)"
        return try HostLookup(KernelHostView()).canonical(Array(absolute.utf8))?.path.text ?? absolute
    }

    /// The folder that outlives the box and belongs to this server alone.
    private func makeCache(for server: ServerName) throws(Refusal) -> String {
        let folder = "\(surroundings.cache)/servers/\(server)"
        do {
            try PrivateFolder.make(folder)
        } catch {
            throw Refusal(
                .pathNotAllowed, "\(folder), which ${cache} stands for, cannot be made: \(error)",
                hint: "make its parent writable for you, or set XDG_CACHE_HOME to a directory that is")
        }
        return folder
    }

    private func missingProfile(_ command: [String], _ library: ProfileLibrary) -> Refusal {
        let names = library.names()
        // `mcp-server-git` and `python -m mcp_server_git` say what they are for.
        let words = command.prefix(4).flatMap { word in
            word.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        }
        let fitting = names.filter { $0 != "base" && words.contains($0) }
        let known = names.isEmpty ? "" : "; there are \(names.joined(separator: ", "))"
        return Refusal(
            .usage, "no profile is named, and nothing runs without one",
            hint: fitting.isEmpty
                ? "add `--profile NAME`\(known)"
                : "add \(fitting.map { "`--profile \($0)`" }.joined(separator: " or "))\(known)")
    }
}

extension Installation {
    /// What of this installation no box may write to.
    package var folders: [String] {
        ["\(prefix)/bin/trilatch", "\(prefix)/libexec/trilatch", "\(prefix)/share/trilatch"]
    }

    /// Where a profile's name is looked up, in this order.
    package func profileDirectories(for surroundings: Surroundings) -> [ProfileLibrary.Directory] {
        [
            ProfileLibrary.Directory(path: "\(surroundings.configuration)/profiles"),
            ProfileLibrary.Directory(path: "/etc/trilatch/profiles", origin: .administrator),
            ProfileLibrary.Directory(path: profiles, displayName: "profiles", origin: .builtIn),
        ]
    }
}

extension Profile {
    /// Whether any path of it begins with `${cache}`, or any value holds it.
    var usesCache: Bool {
        filesystem.contains { $0.path.root == "cache" }
            || environment.set.contains { $0.value.variables.contains("cache") }
    }
}
