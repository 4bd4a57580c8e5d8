import Audit
import ControlGroups
import Installed
import Kernel
import LaunchPlan
import Policy
import Refusals
import Running
import Supervision

/// One run of a server in a box whose calls are told to the supervisor.
struct WatchedRun {
    /// What came of it.
    struct Outcome {
        var sightings: Sightings
        /// The exit status of a run between a client and the server.
        var exitStatus: Int32
        /// How the conversation of our own went.
        var conversation: DrivenBox.Outcome?
    }

    let installation: Installation
    let surroundings: Surroundings
    let identifier: UInt32?

    /// Runs a command with a profile that is given as text.
    ///
    /// - Parameter messages: What the server is sent; nil to stand between it and this process's own client.
    func run(
        _ command: [String], profile text: String, choices: BoxChoices, messages: [[UInt8]]?
    ) throws(Refusal) -> Outcome {
        var choices = choices
        choices.profile = LearnedFiles.path
        let groups = GroupSupport.ofThisHost()
        let preparation = BoxPreparation(
            installation: installation, surroundings: surroundings, choices: choices, groups: groups,
            files: LearnedFiles(text))
        let start = LauncherStart(installation, identifier: identifier, groups: groups, recordsCalls: true)
        var launcher = try start.start()
        let held: HeldBox
        do throws(Refusal) {
            held = try preparation.prepareAndHold(command, recordsCalls: true)
        } catch {
            launcher.abandon()
            throw error
        }
        let prepared = held.prepared
        do throws(Refusal) {
            do throws(Refusal) {
                try prepared.installed?.check(state: surroundings.state)
                try start.place(&launcher, for: prepared.box)
            } catch {
                launcher.abandon()
                throw error
            }
            let (outcome, trail) = try watch(prepared, launcher, messages)
            held.release()
            NewTrustedFiles.tell(after: prepared.box.plan, of: prepared.server, in: trail)
            return outcome
        } catch {
            held.release()
            throw error
        }
    }

    private func watch(
        _ prepared: PreparedBox, _ launcher: consuming LauncherProcess, _ messages: [[UInt8]]?
    ) throws(Refusal) -> (Outcome, AuditTrail) {
        var launcher = launcher
        let plan = prepared.box.plan
        guard let line = launcher.takeRecorder() else { preconditionFailure("a launch that learns has a line for it") }
        let recorder = CallRecorder(line: line, plan: plan, workspace: prepared.box.variables.workspace)
        let encoded = PlanCodec.encode(plan)
        launcher.offer(encoded)
        let trail: AuditTrail
        do throws(Refusal) {
            trail = try AuditTrail(
                of: LaunchRecord(of: prepared, encodedPlan: encoded), in: surroundings.state,
                settings: AuditSettings(prepared.box.wire))
        } catch {
            launcher.abandon()
            throw error
        }
        guard let messages else {
            let wire = WireJudge(for: prepared, in: surroundings, trail: trail)
            let status = Supervisor.run(
                launcher: launcher, limits: prepared.box.supervisedLimits,
                messageLimit: Int(clamping: prepared.box.messageLimit), trail: trail, judge: wire.judge,
                inspect: wire.inspect,
                tierLocation: prepared.box.minimumTierLocation, watcher: recorder)
            return (Outcome(sightings: recorder.sightings, exitStatus: status, conversation: nil), trail)
        }
        let start = MonotonicTime.now
        let conversation: DrivenBox.Outcome
        do throws(Refusal) {
            conversation = try DrivenBox.run(
                launcher: launcher, limits: prepared.box.supervisedLimits, messages: messages, watcher: recorder
            ) {
                (tier, abi) throws(Refusal) in try trail.ready(tier: tier.word, landlockABI: abi)
            }
        } catch {
            try trail.end(
                EndRecord(
                    exitStatus: error.code.exitStatus, refusal: error.code.rawValue, duration: .now - start,
                    fromClient: .init(messages: 0, bytes: 0), fromServer: .init(messages: 0, bytes: 0)))
            throw error
        }
        try trail.end(
            EndRecord(
                exitStatus: conversation.exitStatus ?? 128 + 9, refusal: nil, duration: .now - start,
                fromClient: .init(messages: UInt64(messages.count), bytes: UInt64(messages.joined().count)),
                fromServer: .init(messages: conversation.messagesFromServer, bytes: conversation.bytesFromServer)))
        return (Outcome(sightings: recorder.sightings, exitStatus: 0, conversation: conversation), trail)
    }
}
