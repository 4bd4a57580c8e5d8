import LaunchPlan
package import Refusals

/// Makes the plan of a box from a merged profile, a request, and what the host says.
///
/// It changes nothing on the host and never asks twice for what it could have remembered; all that it decides is bound to
/// a canonical path, device and inode, which the launcher compares.
package enum PlanResolver {
    /// Resolves a box.
    ///
    /// - Parameter profile: Merged, with all its parents.
    /// - Throws: every refusal of profile, path, program, legs and limits; the first that is met.
    package static func resolve(
        _ profile: Profile, request: BoxRequest, host view: any HostView
    ) throws(Refusal) -> ResolvedBox {
        let host = HostLookup(view)
        let way = try WayOut(profile.network, secrets: profile.secrets)
        if request.scratchFolder != nil,
            let refusal = NamespacelessNeeds.refusals(of: profile, for: request.caller).first
        {
            throw refusal
        }
        let limits = try BoxLimits(profile.limits, means: request.limitMeans)

        let caller = request.caller
        let home = try host.canonical(Array(caller.home.utf8))
        let rules = try GrantRules(host, homes: Homes(host, caller: home), request: request)
        let workspace = try PathGrants.workspace(request, rules, host)
        let variables = Variables(
            workspace: workspace?.path.text, home: (home?.path ?? HostPath(caller.home))?.text, cache: request.cache,
            user: caller.name, set: request.settings)
        let needs = try ProgramResolver(
            host, rules: rules, home: home?.path, workspace: workspace?.path, request: request
        )
        .needs(of: request.command, arguments: request.arguments)
        let grants = try PathGrants(profile, variables: variables, rules: rules, host: host)
        let trust = profile.network.hasInspectedHosts ? try TrustStore(host) : nil

        let programGrants = needs.mounts.compactMap(\.grant)
        let legs = Legs.derive(profile, programGrants: programGrants, facts: grants.facts)
        if let refusal = legs.refusal { throw refusal }

        let identity = BoxUser(caller, home: caller.home)
        var assembly = BoxAssembly(host: host, caller: caller, rules: rules)
        let processFileSystem = profile.runtime.proc?.value ?? .pidOnly
        if let folder = request.scratchFolder {
            try assembly.addHosts(processFileSystem)
            try assembly.add(ScratchFolder(path: folder), home: home?.path, for: grants)
        } else {
            try assembly.addBase(identity, hasNameServer: way != nil, hasOwnTrust: trust != nil)
            try assembly.addHome(home, spelled: caller.home)
            assembly.addScratches(of: grants)
        }
        try assembly.add(grants)
        try assembly.add(needs)
        if let trust { try assembly.add(trust) }
        try assembly.survey(grants, programs: needs.mounts.map(\.path))
        let links = [home, workspace].compactMap(\.self).flatMap(\.links) + grants.links + needs.links
        for link in links { assembly.table.link(link) }
        assembly.lines += way?.lines ?? []
        let fileSystem = try assembly.steps()

        let environment = try BoxEnvironment(
            profile.environment, secrets: profile.secrets,
            base: BoxEnvironment.Base(
                home: assembly.scratchFolder?.home ?? caller.home, user: identity.name,
                path: try assembly.searchPath(needs, caller: request.environment["PATH"]),
                temporary: assembly.scratchFolder?.temporary ?? (assembly.hasTemporary ? "/tmp" : nil),
                hasOwnTrust: trust != nil),
            caller: request.environment, variables: variables)
        let plan = LaunchPlan(
            identity: BoxIdentity(
                userInside: identity.user, groupInside: identity.group,
                userOutside: try outside(caller, caller.user), groupOutside: try outside(caller, caller.group)),
            fileSystem: fileSystem,
            processFileSystem: processFileSystem,
            network: way != nil ? .brokered : profile.network.loopback == nil ? .none : .loopback,
            listeners: way?.listeners ?? [],
            hostName: BoxAssembly.hostName,
            command: Command(
                executable: try text(of: needs.executable), arguments: needs.arguments,
                environment: environment.pairs,
                workingDirectory: try text(
                    of: assembly.workingDirectory(request.workingDirectory, workspace: workspace, home: home))),
            limits: limits.launcher,
            syscalls: SyscallVariant(
                unixSockets: profile.runtime.unixSockets?.value ?? false,
                internetSockets: way != nil || profile.network.loopback != nil,
                writeXorExecute: profile.runtime.writeXorExecute?.value ?? false),
            writeXorExecute: profile.runtime.writeXorExecute?.value ?? false,
            confinement: assembly.scratchFolder == nil ? .namespaces : .landlock,
            minimumLandlockABI: assembly.scratchFolder == nil ? 2 : Confinement.landlockABI,
            mayLack: profile.minimumTier?.value.mayLack ?? [])
        let wire = try WireResolution(profile: profile, variables: variables, host: host, table: assembly.table)
            .policy(of: plan)
        let secrets = try SecretResolution(variables: variables, host: host, request: request, plan: plan)
            .secrets(of: profile)
        return ResolvedBox(
            plan: plan, lines: assembly.lines, programGrants: programGrants, legs: legs,
            placeholders: assembly.scratchFolder == nil ? assembly.placeholders : [], hidden: assembly.hidden,
            scratchFolder: assembly.scratchFolder, variables: variables,
            droppedVariables: environment.dropped, notes: needs.notes + (try grants.notes(host)) + wire.notes,
            limits: limits.held,
            supervisedLimits: limits.supervised, messageLimit: limits.message,
            minimumTier: profile.minimumTier?.value ?? .full, minimumTierLocation: profile.minimumTier?.location,
            wire: wire.policy, egress: way?.plan, trustStore: trust, secrets: secrets,
            credentialPlaces: way?.credentials ?? [])
    }

    /// The id on the host: the caller's own, or for root the dedicated one.
    private static func outside(_ caller: Caller, _ own: UInt32) throws(Refusal) -> UInt32 {
        if !caller.isRoot, own == 0 {
            throw Refusal(
                .hostUnsupportedCaller, "the caller's group is root's, which no box runs as",
                hint: "run it with another primary group, such as by `sg NAME`")
        }
        let identifier = caller.isRoot ? caller.dedicatedIdentifier : own
        guard let identifier, identifier != 0 else {
            throw Refusal(.hostNoFreeIdentity, "there is no unprivileged id for the box to run as")
        }
        return identifier
    }

    private static func text(of path: HostPath) throws(Refusal) -> String {
        guard let text = path.text, PlanPath.isNormalised(text) else {
            throw Refusal(.pathNotAllowed, "\(path) cannot stand in a plan")
        }
        return text
    }
}
