import Policy

/// What was seen of a server: a sum over all its calls, bounded however many it makes.
package struct Sightings: Sendable {
    /// A path that the server named, and did not get as it wanted it.
    package struct Lack: Sendable, Hashable {
        package enum Kind: Sendable, Hashable {
            /// Not in the box.
            case missing
            /// In the box, and not to be changed there.
            case denied
            /// In the box only as something empty, because it is hidden.
            case hidden
        }

        package var kind: Kind
        package var wants: Wants
        /// The programs that named it, in order.
        package var programs: [String]
        package var count: Int
    }

    /// A name or an address, and who named it how often.
    package struct Mention: Sendable, Hashable {
        package var programs: [String]
        package var count: Int
    }

    package private(set) var lacks: [String: Lack] = [:]
    /// Programs that were executed, by path.
    package private(set) var executed: [String: Mention] = [:]
    /// Host names that were looked up.
    package private(set) var names: [String: Mention] = [:]
    /// Addresses that were connected to or bound, other than a resolver's.
    package private(set) var addresses: [NetworkEndpoint: Mention] = [:]
    /// Whether anything below the workspace was named.
    package private(set) var usesWorkspace = false
    /// What was too much to be kept.
    package private(set) var overflow = 0
    /// Calls whose path or address could not be read.
    package private(set) var unreadable = 0

    private var room = 2 << 20
    private static let programLimit = 8
    private static let tableLimit = 8192

    package init() {}

    mutating func lack(_ path: String, _ kind: Lack.Kind, _ wants: Wants, by program: String) {
        guard takeRoom(for: path, in: lacks.count, isKnown: lacks[path] != nil) else { return }
        var lack = lacks[path] ?? Lack(kind: kind, wants: [], programs: [], count: 0)
        lack.wants.formUnion(wants)
        lack.count += 1
        Sightings.add(program, to: &lack.programs)
        lacks[path] = lack
    }

    mutating func execute(_ path: String, by program: String) {
        guard takeRoom(for: path, in: executed.count, isKnown: executed[path] != nil) else { return }
        Sightings.mention(&executed[path], by: program)
    }

    mutating func lookUp(_ name: String, by program: String) {
        guard takeRoom(for: name, in: names.count, isKnown: names[name] != nil) else { return }
        Sightings.mention(&names[name], by: program)
    }

    mutating func reach(_ endpoint: NetworkEndpoint, by program: String) {
        guard takeRoom(for: endpoint.address, in: addresses.count, isKnown: addresses[endpoint] != nil) else { return }
        Sightings.mention(&addresses[endpoint], by: program)
    }

    mutating func useWorkspace() { usesWorkspace = true }
    mutating func missRead() { unreadable += 1 }

    /// The sum of two rounds.
    package mutating func add(_ other: Sightings) {
        for (path, lack) in other.lacks {
            guard var known = lacks[path] else {
                lacks[path] = lack
                continue
            }
            known.wants.formUnion(lack.wants)
            known.count = max(known.count, lack.count)
            for program in lack.programs { Sightings.add(program, to: &known.programs) }
            lacks[path] = known
        }
        executed.merge(other.executed) { first, _ in first }
        names.merge(other.names) { first, _ in first }
        addresses.merge(other.addresses) { first, _ in first }
        usesWorkspace = usesWorkspace || other.usesWorkspace
        overflow = max(overflow, other.overflow)
        unreadable = max(unreadable, other.unreadable)
    }

    private static func mention(_ mention: inout Mention?, by program: String) {
        var known = mention ?? Mention(programs: [], count: 0)
        known.count += 1
        add(program, to: &known.programs)
        mention = known
    }

    private static func add(_ program: String, to programs: inout [String]) {
        if !programs.contains(program), programs.count < programLimit { programs.append(program) }
    }

    /// Whether one more entry fits: a server may name as many things as it likes.
    private mutating func takeRoom(for text: String, in count: Int, isKnown: Bool) -> Bool {
        if isKnown { return true }
        guard count < Sightings.tableLimit, room >= text.utf8.count else {
            overflow += 1
            return false
        }
        room -= text.utf8.count
        return true
    }
}
