package import Policy
package import Refusals

/// What one server adds to what its client can be made to do.
package struct ServerLegs: Sendable {
    package enum Holding: Sendable, Equatable {
        /// A box, with the legs that its grants give.
        case box
        /// A program without a box: it has whatever the user has.
        case bare
        /// An address.
        case remote
        /// An entry that is not understood, so that the worst is assumed.
        case unclear(String)
        /// A box that does not start.
        case refused(Refusal)
    }

    package let name: String
    /// The project that it belongs to; nil for one that the client starts everywhere.
    package let project: String?
    package let holding: Holding
    package let legs: Set<Leg>

    /// Judges a server.
    ///
    /// - Parameters:
    ///   - file: The project whose file it stands in; nil for a file of the user's own.
    ///   - doubt: Why a command line that reads as a box may be none; nil where it is one.
    ///   - box: The legs of a boxed command line.
    package init(
        _ server: ConfiguredServer, inFileOf file: String? = nil, doubt: (ServerLaunch) -> String?,
        box: (BoxedCommand, ServerLaunch) throws(Refusal) -> Set<Leg>
    ) {
        name = server.name
        project = server.project ?? file
        switch server.kind {
        case .remote:
            holding = .remote
            // What it answers comes from elsewhere and what it is asked goes there; with a credential it is also an
            // account. Source: DESIGN, section 6, the rows for hosts.
            legs = server.hasCredential ? Set(Leg.allCases) : [.untrustedInput, .egress]
        case .unclear(let reason):
            holding = .unclear(reason)
            legs = Set(Leg.allCases)
        case .local(let launch):
            switch BoxedCommand.read(launch.command, launch.arguments) {
            case .bare:
                holding = .bare
                legs = Set(Leg.allCases)
            case .unclear:
                holding = .unclear("it starts `trilatch` in a way that is not understood here")
                legs = Set(Leg.allCases)
            case .boxed(let command):
                if let doubt = doubt(launch) {
                    holding = .unclear(doubt)
                    legs = Set(Leg.allCases)
                    return
                }
                do throws(Refusal) {
                    legs = try box(command, launch)
                    holding = .box
                } catch {
                    // It never runs, so it adds nothing; that it does not is told.
                    holding = .refused(error)
                    legs = []
                }
            }
        }
    }
}

/// The servers that a client has at the same time, and the legs that they hold together.
package struct ClientUnion: Sendable {
    /// The project that they are for; nil where the client has no servers for one project alone.
    package let project: String?
    package let servers: [ServerLegs]

    /// The union for each project of a configuration, or the one union of all its servers.
    package static func unions(of servers: [ServerLegs]) -> [ClientUnion] {
        let everywhere = servers.filter { $0.project == nil }
        var projects: [String] = []
        for project in servers.compactMap(\.project) where !projects.contains(project) { projects.append(project) }
        guard !projects.isEmpty else { return [ClientUnion(project: nil, servers: everywhere)] }
        return projects.map { project in
            ClientUnion(project: project, servers: everywhere + servers.filter { $0.project == project })
        }
    }

    package var legs: Set<Leg> { servers.reduce(into: []) { $0.formUnion($1.legs) } }

    package var holdsAll: Bool { legs.count == Leg.allCases.count }

    /// The fewest servers that hold all three legs together: each one that does alone, else each pair, else three.
    package var closing: [[ServerLegs]] {
        guard holdsAll else { return [] }
        let alone = servers.filter { $0.legs.count == Leg.allCases.count }
        if !alone.isEmpty { return alone.map { [$0] } }
        var pairs: [[ServerLegs]] = []
        for (index, first) in servers.enumerated() {
            for second in servers[(index + 1)...] where first.legs.union(second.legs).count == Leg.allCases.count {
                pairs.append([first, second])
            }
        }
        if !pairs.isEmpty { return pairs }
        // One server for each leg; one holds no two of them, or there were a pair.
        return [Leg.allCases.compactMap { leg in servers.first { $0.legs.contains(leg) } }]
    }
}
