import Kernel
import Policy
import PolicyYAML
package import Refusals
package import Running
import Supervision

/// Learning a profile: run, look at what was missing, ask, and run again until nothing new is.
package struct LearningSession {
    /// Asks a person about one grant; whoever cannot be asked says no.
    package typealias Question = (_ about: String) -> Bool

    private let request: LearningRequest
    private let watched: WatchedRun
    private let date: String
    private let ask: Question

    private var profile: LearnedProfile
    private var sightings = Sightings()
    /// What has been decided, by path: never asked again.
    private var decided: Set<String> = []
    private var writesWorkspace = false
    /// What the profile that is extended says of the workspace: a child cannot say less.
    private var parentsWorkspace: PathGrant?

    /// Each round can show one more step on a way; a server that wants something new every time is not followed for ever.
    private static let mostRounds = 6
    private static let workspace = "${workspace}"

    /// - Parameters:
    ///   - identifier: for a root caller, the id of the host that the boxes run as.
    ///   - date: today, as the profile says it.
    package init(
        _ request: LearningRequest, installation: Installation, identifier: UInt32?, date: String,
        ask: @escaping Question
    ) throws(Refusal) {
        self.request = request
        self.date = date
        self.ask = ask
        watched = WatchedRun(
            installation: installation, surroundings: try Surroundings(dedicatedIdentifier: identifier),
            identifier: identifier)
        let server = request.choices.name ?? ServerName(command: request.command[0])
        profile = LearnedProfile(
            server: server.description, parent: request.choices.profile ?? Self.parent(of: request, watched), date: date
        )
    }

    private static func parent(of request: LearningRequest, _ watched: WatchedRun) -> String {
        let family = ProgramFamily.of(
            request.command[0], environment: watched.surroundings.environment,
            workingDirectory: watched.surroundings.workingDirectory, host: KernelHostView())
        switch family {
        case .python: return "python"
        case .node: return "node"
        case .other: return "base"
        }
    }

    /// What came of it.
    package struct Result {
        package var profile: String
        package var report: FindingReport
        package var rounds: Int
        /// The exit status of a session between a client and the server; 0 otherwise.
        package var exitStatus: Int32
        /// What a person should know of the last conversation; nil where all is well.
        package var complaint: String?
    }

    /// Learns.
    ///
    /// - Throws: every refusal of a launch.
    package mutating func learn() throws(Refusal) -> Result {
        var result = Result(profile: "", report: FindingReport([], sightings), rounds: 0, exitStatus: 0)
        parentsWorkspace = try preparation.profile(profile.parent).pathGrants.first {
            "\($0.path)" == Self.workspace
        }
        while true {
            result.rounds += 1
            let outcome = try watched.run(
                request.command, profile: grantedProfile(isFinal: false).text, choices: request.choices,
                messages: request.messages)
            result.exitStatus = outcome.exitStatus
            result.complaint = outcome.conversation.flatMap(Self.complaint)
            sightings.add(outcome.sightings)
            let findings = Finding.all(in: outcome.sightings, by: try judge())
            // A client has one session, and it is over.
            guard decide(findings), request.messages != nil, result.rounds < Self.mostRounds else { break }
        }
        let findings = Finding.all(in: sightings, by: try judge())
        result.report = FindingReport(findings, sightings)
        addOpen(findings)
        result.profile = grantedProfile(isFinal: true).text
        return result
    }

    private var preparation: BoxPreparation {
        BoxPreparation(
            installation: watched.installation, surroundings: watched.surroundings, choices: request.choices)
    }

    private func judge() throws(Refusal) -> PathJudge {
        let request = preparation.request(for: request.command)
        let host = HostLookup(KernelHostView())
        let spelled = request.workspace.map { $0.hasPrefix("/") ? $0 : "\(request.workingDirectory)/\($0)" }
        let workspace = try spelled.flatMap { (path) throws(Refusal) in
            try host.canonical(Array(path.utf8))?.path.text
        }
        return try PathJudge(request, workspace: workspace, host: KernelHostView())
    }

    /// Decides about what is new.
    ///
    /// - Returns: Whether anything was granted, so that another round can show more.
    private mutating func decide(_ findings: [Finding]) -> Bool {
        var hasGranted = false
        for finding in findings where finding.isOffered {
            let isWorkspace = finding.standing == .workspace
            // What is denied in a tree that may be written is protected, which a child cannot take back.
            if isWorkspace, parentsWorkspace?.isWritable == true { continue }
            let path = isWorkspace ? Self.workspace : finding.path
            guard decided.insert(path).inserted else { continue }
            let comment = Self.comment(finding)
            guard
                (isWorkspace ? request.acceptsWorkspace : request.acceptsSystem)
                    || ask(isWorkspace ? "write to the workspace (\(comment))" : "read \(finding.path) (\(comment))")
            else { continue }
            hasGranted = true
            if isWorkspace { writesWorkspace = true }
            // The workspace first, as people write it.
            profile.grants.insert(
                LearnedProfile.Grant(path: path, isWritable: isWorkspace, comment: comment),
                at: isWorkspace ? 0 : profile.grants.count)
        }
        return hasGranted
    }

    private static func comment(_ finding: Finding) -> String {
        "\(finding.lack.wants.words) \(finding.path), \(finding.lack.count)×, "
            + FindingReport.programs(finding.lack.programs)
    }

    /// The profile with what has been granted so far.
    ///
    /// The workspace was named on the command line, so a server that is watched sees it, and only that.
    private func grantedProfile(isFinal: Bool) -> LearnedProfile {
        var profile = profile
        let needsWorkspace =
            request.choices.workspace != nil && parentsWorkspace == nil && (!isFinal || sightings.usesWorkspace)
        if needsWorkspace, !writesWorkspace {
            profile.grants.insert(
                LearnedProfile.Grant(
                    path: Self.workspace, isWritable: false, comment: "the workspace, which it looked into"), at: 0)
        }
        return profile
    }

    /// What is left for a person: everything that was not offered, or that was declined.
    private mutating func addOpen(_ findings: [Finding]) {
        profile.usesLoopback = sightings.addresses.keys.contains {
            $0.act == .listen && $0.isLocal && ($0.port ?? 0) != 0
        }
        let granted = Set(profile.grants.map(\.path))
        for finding in findings {
            let isGranted =
                granted.contains(finding.path)
                || finding.standing == .workspace && finding.lack.kind == .denied && writesWorkspace
            if isGranted { continue }
            var reason = ""
            if case .closed(let objection) = finding.standing { reason = " (\(objection))" }
            profile.open.append("\(finding.standing.words)\(reason): \(Self.comment(finding))")
        }
        if !sightings.names.isEmpty { profile.open.append("network:  # what it looked up; two legs at least") }
        for (name, mention) in sightings.names.sorted(by: { $0.key < $1.key }) {
            profile.open.append("  - host: \(name)  # \(mention.count)×, \(FindingReport.programs(mention.programs))")
        }
        for (endpoint, mention) in sightings.addresses.sorted(by: { $0.key.words < $1.key.words })
        where !endpoint.isLocal {
            profile.open.append("\(endpoint.words), \(mention.count)×, \(FindingReport.programs(mention.programs))")
        }
    }

    private static func complaint(of conversation: DrivenBox.Outcome) -> String? {
        guard conversation.answered < conversation.asked else { return nil }
        let end = conversation.exitStatus.map { ", and it ended with status \($0)" } ?? ""
        let words = String(decoding: conversation.errors, as: UTF8.self).split(separator: "\n").suffix(8)
        return "the server answered \(conversation.answered) of \(conversation.asked) requests\(end)"
            + words.map { "\n  " + String($0).readable }.joined()
    }
}
