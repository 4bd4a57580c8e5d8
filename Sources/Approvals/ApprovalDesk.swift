package import Egress
package import Kernel

/// Where a person's command finds a running box that asks for hosts.
///
/// It is a socket in a folder that nobody but the user may enter; the box sees neither, and whoever comes is asked by the
/// kernel who he is. One command is heard at a time, and none is waited for.
package struct ApprovalDesk: ~Copyable {
    private let box: AskingBox
    private let listener: FrameListener
    private let user: UInt32
    /// Who is being heard, until when.
    private var caller: Caller?
    package private(set) var hosts: AskedHosts

    private struct Caller: ~Copyable {
        let socket: Descriptor
        let user: UInt32
        let end: MonotonicTime
    }

    /// Longer than a command takes to say what it wants.
    private static let patience = Duration.seconds(2)

    /// What a person has said.
    package struct Decision: Sendable, Hashable {
        package var name: DNSName
        package var isAllowed: Bool
        /// The profile says so from now on.
        package var isKept: Bool
        /// Who has said it.
        package var user: UInt32
    }

    /// The folder of all desks, below that of the state.
    static func folder(in state: String) -> String { "\(state)/asking" }

    static let suffix = ".socket"

    /// Opens the desk of a run.
    ///
    /// - Parameters:
    ///   - state: The user's own state folder.
    ///   - user: The user, who alone is heard.
    ///   - patience: How long connections wait.
    package init(of box: AskingBox, in state: String, user: UInt32, patience: Duration) throws(KernelError) {
        let folder = try PrivateFiles.directory(ApprovalDesk.folder(in: state))
        listener = try FrameListener(in: folder, box.run + ApprovalDesk.suffix)
        self.box = box
        self.user = user
        hosts = AskedHosts(patience: patience)
    }

    /// What the loop waits for: a command, or its word.
    package var number: Int32 {
        switch caller {
        case .some(let caller): caller.socket.number
        case .none: listener.number
        }
    }

    /// When it is to be attended to though nothing has come; nil where nothing is due.
    package var deadline: MonotonicTime? {
        switch caller {
        case .some(let caller): caller.end
        case .none: nil
        }
    }

    /// Takes note of a host that connections wait for.
    package mutating func ask(_ name: DNSName) -> AskedHosts.Asked { hosts.ask(name) }

    /// Takes note that nobody has answered in time.
    package mutating func expire(_ name: DNSName) { hosts.expire(name) }

    /// Takes note that all that waited is gone.
    package mutating func expireAll() { hosts.expireAll() }

    /// Hears who has come.
    ///
    /// - Returns: What a person has said of a host, of which `conclude` tells that it is done.
    package mutating func attend(at now: MonotonicTime = .now) -> Decision? {
        if caller == nil {
            // One that cannot be taken in asks again.
            guard let found = try? listener.accept(), found.user == user || found.user == 0 else { return nil }
            let user = found.user
            caller = Caller(socket: found.intoSocket(), user: user, end: now + ApprovalDesk.patience)
        }
        return hear(at: now)
    }

    private mutating func hear(at now: MonotonicTime) -> Decision? {
        guard let number = caller?.socket.number, let user = caller?.user, let end = caller?.end else { return nil }
        var request: ApprovalRequest?
        do throws(KernelError) {
            guard let frame = try Frames.receive(upTo: ApprovalRequest.maximumLength, from: number) else {
                if end <= now { caller = nil }
                return nil
            }
            request = ApprovalRequest(frame: frame.bytes)
        } catch {
            // What sends that is no command.
        }
        switch request {
        case .show: reply()
        case .decide(let name, let isAllowed, let isKept):
            return Decision(name: name, isAllowed: isAllowed, isKept: isKept, user: user)
        case nil: caller = nil
        }
        return nil
    }

    /// Tells a person's command that its word holds.
    package mutating func conclude(_ decision: Decision) {
        hosts.decide(decision.name, isAllowed: decision.isAllowed)
        reply()
    }

    private mutating func reply() {
        let now = MonotonicTime.now
        var box = box
        box.hosts = hosts.names.compactMap { name in
            switch hosts.state(of: name) {
            case .waiting(let end):
                let left = max(0, (end - now).wholeNanoseconds / 1_000_000_000)
                return AskingBox.Host(name, .waiting, secondsLeft: UInt16(clamping: left))
            case .undecided: return AskingBox.Host(name, .undecided)
            case .allowed: return AskingBox.Host(name, .allowed)
            case .denied: return AskingBox.Host(name, .denied)
            case nil: return nil
            }
        }
        switch caller {
        case .some(let caller):
            // A command that is gone wants no answer; one that takes none gets none.
            _ = try? Frames.trySend(box.encoded(), over: caller.socket)
        case .none: break
        }
        caller = nil
    }
}
