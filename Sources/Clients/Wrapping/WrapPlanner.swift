package import Policy
import Refusals

/// Works out what is done with the servers of a configuration.
package struct WrapPlanner {
    /// What the user asked for.
    package struct Wishes: Sendable {
        /// The servers that are meant; empty for all of them.
        package var servers: Set<String>
        package var profile: String?
        package var workspace: String?

        package init(servers: Set<String> = [], profile: String? = nil, workspace: String? = nil) {
            self.servers = servers
            self.profile = profile
            self.workspace = workspace
        }
    }

    private let host: Host
    private let wishes: Wishes

    package init(_ host: Host, _ wishes: Wishes) {
        self.host = host
        self.wishes = wishes
    }

    /// Plans a configuration.
    ///
    /// - Parameter project: The project whose file it is; nil for the user's own.
    package func plan(_ configuration: ClientConfiguration, project: String?) -> WrapPlan {
        var names = WrapPlanner.names(in: configuration)
        return WrapPlan(
            configuration: configuration,
            steps: configuration.servers.map {
                step($0, client: configuration.format, project: $0.project ?? project, &names)
            })
    }

    /// What the boxes of a configuration are called already.
    private static func names(in configuration: ClientConfiguration) -> Set<String> {
        Set(
            configuration.servers.compactMap { server in
                guard let launch = server.launch,
                    case .boxed(let box) = BoxedCommand.read(launch.command, launch.arguments)
                else { return nil }
                return box.name
            })
    }

    private func step(
        _ server: ConfiguredServer, client: ClientFormat, project: String?, _ names: inout Set<String>
    ) -> WrapPlan.Step {
        func step(_ outcome: WrapPlan.Outcome, _ notes: [String] = []) -> WrapPlan.Step {
            WrapPlan.Step(server: server, outcome: outcome, notes: notes)
        }
        guard wishes.servers.isEmpty || wishes.servers.contains(server.name) else { return step(.isOther) }
        switch server.kind {
        case .remote: return step(.isRemote)
        case .unclear(let reason): return step(.isLeft(Refusal(.clientUnsupported, reason, at: server.location)))
        case .local(let launch):
            switch BoxedCommand.read(launch.command, launch.arguments) {
            case .boxed:
                guard let doubt = host.doubt(launch, project) else { return step(.isBoxed) }
                return step(.isLeft(Refusal(.clientUnsupported, doubt, at: server.location)))
            case .unclear:
                return step(
                    .isLeft(
                        Refusal(
                            .clientUnsupported, "it starts `trilatch` in a way that is not understood here",
                            at: server.location)))
            case .bare: break
            }
            do throws(Refusal) {
                var notes: [String] = []
                let name = PlainName.server(server.name, besides: names)
                let outcome = try box(launch, server, client, project, called: name, &notes)
                names.insert(name)
                return step(outcome, notes)
            } catch {
                return step(.isLeft(error))
            }
        }
    }

    private func box(
        _ launch: ServerLaunch, _ server: ConfiguredServer, _ client: ClientFormat, _ project: String?,
        called name: String, _ notes: inout [String]
    ) throws(Refusal) -> WrapPlan.Outcome {
        if let installed = try host.standIn(launch) {
            notes.append("nothing is fetched at its start: it is \(installed), which is installed")
        } else {
            try InstallingCommand.refuse(launch.words)
        }
        if let variable = launch.environment.first(where: ServerLaunch.ownVariables.contains) {
            throw Refusal(
                .clientUnsupported, "it sets \(variable), which would tell `trilatch` itself where to look",
                at: server.location, hint: "set it in a profile for this server, and take it out here")
        }
        let proposal = propose(launch, project)
        notes += proposal.notes
        let parent = try host.profile(proposal.profile)
        let needsWorkspace = parent.grantsWorkspace
        let workspace = needsWorkspace ? wishes.workspace ?? proposal.workspace : nil
        guard workspace != nil || !needsWorkspace else {
            throw Refusal(
                .workspaceMissing, "the profile \(proposal.profile) grants a workspace, and the command names none",
                at: server.location, hint: "say which with --server and --workspace")
        }
        var box = BoxedCommand(
            profile: proposal.profile, workspace: workspace, name: name,
            command: launch.words)
        var legs = try host.rehearse(box, launch, project)
        let profile = try ownProfile(launch, server, client, extending: proposal.profile, parent, &notes)
        if let profile {
            // It is not there yet for the rehearsal; what it adds to the legs is judged here.
            _ = try profile.legs(extending: parent)
            if !profile.secrets.isEmpty { legs.insert(.privateData) }
            box.profile = profile.name
        }
        let secretArguments = SecretArgument.indices(in: launch.arguments).count
        if secretArguments > 0 {
            notes.append(
                "its arguments seem to hold a secret, which every program of this user can read; use a variable")
        }
        return .box(box, profile, legs)
    }

    private func propose(_ launch: ServerLaunch, _ project: String?) -> ProfileProposal {
        let host = self.host
        let workspaces = Set(
            host.names.union([wishes.profile].compactMap(\.self)).filter { name in
                // A profile that is refused says so where it is used.
                (try? host.profile(name))?.grantsWorkspace ?? false
            })
        return ProfileProposal(
            for: launch, chosen: wishes.profile,
            in: ProfileProposal.Context(
                names: host.names, family: host.family(launch, project), project: project,
                needsWorkspace: { workspaces.contains($0) }))
    }

    /// The profile with the server's variables; nil where it needs none.
    private func ownProfile(
        _ launch: ServerLaunch, _ server: ConfiguredServer, _ client: ClientFormat, extending parentName: String,
        _ parent: Profile, _ notes: inout [String]
    ) throws(Refusal) -> ServerProfile? {
        var variables: [String] = []
        for variable in ServerProfile.missing(launch, in: parent) {
            if SecretName.looksSecret(variable), !host.passesSecret(server.name, variable) {
                notes.append("\(variable) is not given to the server")
            } else {
                variables.append(variable)
            }
        }
        guard !variables.isEmpty else { return nil }
        guard ProfileName.isValid(parentName) else {
            throw Refusal(
                .profileInheritance,
                "the server needs variables (\(variables.joined(separator: ", "))), and a profile "
                    + "that is named by its path cannot be extended", at: server.location,
                hint: "pass them in that profile")
        }
        let name = PlainName.profile(client: client.name, server: server.name)
        // A profile of that name that somebody has changed stays as it is, and this one gets another name.
        for candidate in [name] + (2...99).map({ "\(name)-\($0)" }) {
            let profile = ServerProfile(
                name: candidate, extending: parentName, passing: variables,
                summary: "The server \(PlainName.server(server.name)) of \(client.title).")
            let there = host.ownProfile(candidate)
            guard there == nil || there == profile.text else { continue }
            for secret in profile.secrets {
                notes.append(
                    "\(secret) looks like a secret; whatever runs in the box can read it, because no broker can keep it "
                        + "outside yet")
            }
            return profile
        }
        throw Refusal(
            .profileConflict, "there are too many profiles called \(name)", at: server.location,
            hint: "remove those of ~/.config/trilatch/profiles that nothing uses")
    }
}

extension Profile {
    /// Whether any path of it begins with `${workspace}`.
    package var grantsWorkspace: Bool { filesystem.contains { $0.path.root == "workspace" } }
}
