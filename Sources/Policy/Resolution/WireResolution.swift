import LaunchPlan
import Refusals

/// Fills in what a profile says of the wire: folders found, defaults in place.
struct WireResolution {
    let profile: Profile
    let variables: Variables
    let host: HostLookup
    let table: MountTable

    /// What holds on the wire, and what may surprise a person about it.
    ///
    /// - Throws: `workspace.missing`, `profile.unknown-variable`, `path.not-allowed`.
    func policy(of plan: LaunchPlan) throws(Refusal) -> (policy: WirePolicy, notes: [String]) {
        let settings = profile.wire
        var policy = WirePolicy()
        policy.tools = settings.tools
        policy.prompts = settings.prompts
        policy.resources = settings.resources
        policy.templates = settings.templates
        policy.acts = profile.client
        policy.pin = settings.pin?.value ?? .standard
        policy.pinLocation = settings.pin?.location
        policy.unknownMethods = settings.unknownMethods?.value ?? .standard
        policy.unknownMethodsLocation = settings.unknownMethods?.location
        policy.results = settings.results
        policy.audit = settings.audit
        policy.hosts = profile.network.hosts.map(\.host)
        if settings.rules.contains(where: { $0.under != nil }) { policy.paths = BoxPaths(plan) }
        for statement in settings.rules {
            let rule = statement.rule(in: try folders(statement.under, policy.paths))
            if case .request = rule.subject {
                policy.requestRules.append(rule)
            } else {
                policy.argumentRules.append(rule)
            }
        }
        let roots = try roots()
        policy.roots = roots.told
        return (policy, roots.notes)
    }

    /// The folders of a rule, with what links lead to; one that does not exist stands for its text.
    private func folders(
        _ under: [Located<PathTemplate>]?, _ paths: BoxPaths
    ) throws(Refusal) -> [HostPath]? {
        guard let under else { return nil }
        var folders: [HostPath] = []
        for folder in under {
            let path = try PathGrants.expand(folder.value, variables, at: folder.location)
            var looks = WireResolution.mostLooks
            do {
                folders.append(try paths.resolve(path.bytes, host: host.view, looks: &looks))
            } catch {
                throw Refusal(.pathNotAllowed, "nobody can say where \(path) leads", at: folder.location)
            }
        }
        return folders
    }

    /// How often the host is asked about the links of one folder; a path has no more components.
    private static let mostLooks = 4096

    /// What the server is told it works in: what the profile names of what the box sees, else the workspace.
    private func roots() throws(Refusal) -> (told: [Root], notes: [String]) {
        guard let stated = profile.client.roots else {
            let workspace = variables.workspace.flatMap { HostPath($0) }
            guard let workspace, table.shows(workspace) else { return ([], []) }
            return ([Root(workspace)], [])
        }
        var roots: [Root] = []
        var notes: [String] = []
        for root in stated.value {
            let path = try PathGrants.expand(root.value, variables, at: root.location)
            let found = try host.canonical(path)
            if let shown = [found?.path, path].compactMap(\.self).first(where: {
                table.shows($0) || table.isScratch($0)
            }) {
                roots.append(Root(shown))
            } else if found == nil {
                notes.append("the server is not told of \(path) (\(root.location)), which does not exist")
            } else {
                throw Refusal(
                    .pathNotAllowed, "the root \(path) is not in the box", at: root.location,
                    hint: "grant it under `filesystem`, or take it out of `roots`")
            }
        }
        return (roots, notes)
    }
}
