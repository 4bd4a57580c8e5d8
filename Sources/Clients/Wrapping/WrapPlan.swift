package import Policy
package import Refusals

/// What is done with each server of a configuration when its servers go into boxes.
package struct WrapPlan: Sendable {
    /// What becomes of one server.
    package enum Outcome: Sendable {
        /// It goes into a box, with a profile that is to be written where it needs one, and with these legs.
        case box(BoxedCommand, ServerProfile?, Set<Leg>)
        /// It is in a box already.
        case isBoxed
        /// It is not on this machine.
        case isRemote
        /// It stays as it is, for this reason.
        case isLeft(Refusal)
        /// It was not asked for.
        case isOther
    }

    package struct Step: Sendable {
        package let server: ConfiguredServer
        package let outcome: Outcome
        /// What a person should know.
        package let notes: [String]
    }

    package let configuration: ClientConfiguration
    /// One for each server, in order.
    package let steps: [Step]

    /// The new command lines, by the server's place.
    package var boxes: [Int: BoxedCommand] {
        var boxes: [Int: BoxedCommand] = [:]
        for (index, step) in steps.enumerated() {
            if case .box(let box, _, _) = step.outcome { boxes[index] = box }
        }
        return boxes
    }

    /// The legs of the new boxes.
    package var legs: [BoxedCommand: Set<Leg>] {
        var legs: [BoxedCommand: Set<Leg>] = [:]
        for step in steps {
            if case .box(let box, _, let own) = step.outcome { legs[box, default: []].formUnion(own) }
        }
        return legs
    }

    /// The profiles that the new command lines need, and that are to be written.
    package var profiles: [ServerProfile] {
        steps.compactMap { if case .box(_, let profile?, _) = $0.outcome { profile } else { nil } }
    }
}

extension WrapPlanner {
    /// What the planner has to know of the machine and of its user.
    package struct Host {
        /// The names that a profile can have.
        package var names: Set<String>
        /// The profile of a name or path, merged.
        package var profile: (String) throws(Refusal) -> Profile
        /// The interpreter of a server's program, started in a directory.
        package var family: (ServerLaunch, _ project: String?) -> ProgramFamily
        /// The legs of the box that `trilatch run` would make of a command line.
        package var rehearse: (BoxedCommand, ServerLaunch, _ project: String?) throws(Refusal) -> Set<Leg>
        /// Why a command line that reads as a box may be none.
        package var doubt: (ServerLaunch, _ project: String?) -> String?
        /// The text of a profile of the user's own; nil where there is none.
        package var ownProfile: (String) -> String?
        /// Whether a server gets a variable that looks like a secret's.
        package var passesSecret: (_ server: String, _ variable: String) -> Bool
        /// What installed server is run in place of a command that fetches one; nil where none is.
        package var standIn: (ServerLaunch) throws(Refusal) -> String?

        package init(
            names: Set<String>, profile: @escaping (String) throws(Refusal) -> Profile,
            family: @escaping (ServerLaunch, String?) -> ProgramFamily,
            rehearse: @escaping (BoxedCommand, ServerLaunch, String?) throws(Refusal) -> Set<Leg>,
            doubt: @escaping (ServerLaunch, String?) -> String?,
            ownProfile: @escaping (String) -> String?, passesSecret: @escaping (String, String) -> Bool,
            standIn: @escaping (ServerLaunch) throws(Refusal) -> String? = { (_) throws(Refusal) in nil }
        ) {
            self.names = names
            self.profile = profile
            self.family = family
            self.rehearse = rehearse
            self.doubt = doubt
            self.ownProfile = ownProfile
            self.passesSecret = passesSecret
            self.standIn = standIn
        }
    }
}
