import Kernel
import LaunchPlan
import Policy
import Supervision

/// Writes down what a server's calls name, and lets every one of them happen.
///
/// It decides nothing: the walls of the box judge each call afterwards, as they judge a call that nobody listens to. So it
/// does not matter that another thread of the server can change a path between the look here and the call; all that it
/// gains is a wrong line in a report that a person reads. Nothing of the host is looked at before the box has ended.
final class CallRecorder: CallWatcher {
    private(set) var sightings = Sightings()

    private var line: Descriptor?
    private var listener: CallListener?
    private var root: ForeignRoot?
    /// The launcher's own calls, its self-test among them, come before the server's first one: the one that executes it.
    private var hasStarted = false
    private let workspace: HostPath?
    private let hidden: Set<String>

    private(set) var awaited: Int32?

    /// - Parameters:
    ///   - line: Where the listener comes from; see `LaunchDescriptors.recorder`.
    ///   - plan: The box's.
    init(line: consuming Descriptor, plan: LaunchPlan, workspace: String?) {
        awaited = line.number
        self.line = consume line
        self.workspace = workspace.flatMap { HostPath($0) }
        hidden = Set(
            plan.fileSystem.compactMap { if case .hide(let path, _) = $0 { path } else { nil } })
    }

    func attend() {
        if let line = line.take() { return takeListener(from: line) }
        do throws(KernelError) {
            try attendCall()
        } catch {
            // The kernel lets calls without a listener fail: the server ends, and nothing is left open.
            end()
        }
    }

    private func takeListener(from line: consuming Descriptor) {
        do throws(KernelError) {
            let received = CallListener(try Channel.receiveDescriptor(from: line))
            awaited = received.descriptor.number
            listener = consume received
        } catch {
            // The launch has failed, and its report says why.
            end()
        }
    }

    private func end() {
        awaited = nil
        _ = listener.take()
        _ = root.take()
    }

    private func attendCall() throws(KernelError) {
        guard let listener = listener.take() else { return end() }
        switch try listener.next() {
        case .ended: return end()
        case .nothing: break
        case .call(let call):
            if hasStarted {
                let seen = look(at: call)
                // Only then was what has been read the memory of the thread that waits.
                if listener.isWaiting(call) { note(seen) }
            }
            if call.kind == .execute { hasStarted = true }
            listener.letHappen(call)
        }
        self.listener = consume listener
    }

    /// What the box has at a path.
    func state(of path: String, in process: ForeignProcess) -> ForeignRoot.State {
        // One root for all processes of the box: none may change it. Of a process that has ended nothing can be said.
        if root == nil { root = try? process.root() }
        guard let root = root.take() else { return .unknown }
        let state = root.state(of: path)
        self.root = consume root
        return state
    }

    func isHidden(_ path: String) -> Bool { hidden.contains(path) }

    private func note(_ seen: [SeenCall]) {
        for one in seen { note(one) }
    }

    private func note(_ seen: SeenCall) {
        switch seen {
        case .nothing: break
        case .unreadable: sightings.missRead()
        case .name(let name, let program): sightings.lookUp(name, by: program)
        case .endpoint(let endpoint, let program):
            // The questions themselves say more.
            if endpoint.port != NetworkEndpoint.resolverPort { sightings.reach(endpoint, by: program) }
        case .path(let path, let wants, let kind, let program):
            if let workspace, workspace.contains(path) { sightings.useWorkspace() }
            guard let text = path.text, !isOfTheBox(path) else { return }
            if let kind {
                sightings.lack(text, kind, wants, by: program)
            } else if wants == .execute {
                sightings.execute(text, by: program)
            }
        }
    }

    /// Whether a path is below what every box has of its own: its processes and its devices.
    private func isOfTheBox(_ path: HostPath) -> Bool {
        let own: [HostPath] = ["/proc", "/dev"]
        return own.contains { $0.contains(path) }
    }
}
