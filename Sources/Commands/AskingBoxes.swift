import Approvals
import Egress
import Kernel
import Refusals
import Running

/// The running boxes whose servers ask for hosts, as far as a command is about them.
struct AskingBoxes {
    let boxes: [AskingBox]
    private let state: String

    /// So many characters of a run's name are shown, and are enough to name it.
    static let shownRunLength = 8

    /// - Throws: `host.unsupported-caller`, `egress.unknown-box`.
    init(_ options: AskingServerOptions) throws(Refusal) {
        state = try Surroundings(dedicatedIdentifier: nil).state
        do throws(KernelError) {
            boxes = try ApprovalCall.boxes(in: state).filter { box in
                options.server.map { $0 == box.server } ?? true && options.run.map { box.run.hasPrefix($0) } ?? true
            }
        } catch {
            throw Refusal(.egressUnknownBox, "the running servers cannot be asked: \(error)")
        }
    }

    private init(_ boxes: [AskingBox], _ state: String) {
        self.boxes = boxes
        self.state = state
    }

    /// Reads a host as it is shown.
    ///
    /// - Throws: `usage.invalid`.
    static func host(_ text: String) throws(Refusal) -> DNSName {
        guard let name = DNSName(text) else {
            throw Refusal(
                .usage, "'\(text.readable)' is no host's name", hint: "write it as `trilatch egress pending` shows it")
        }
        return name
    }

    /// Those whose server has asked for a host; all are runs of one server.
    ///
    /// - Throws: `egress.unknown-box`.
    func asking(for name: DNSName) throws(Refusal) -> AskingBoxes {
        let found = boxes.filter { box in box.hosts.contains { $0.name == name } }
        guard !found.isEmpty else {
            throw Refusal(.egressUnknownBox, "no running server has asked for \(name)")
        }
        let servers = Set(found.map(\.server)).sorted()
        guard servers.count == 1 else {
            throw Refusal(
                .egressUnknownBox,
                "several servers have asked for \(name): \(servers.map(\.readable).joined(separator: ", "))",
                hint: "add `--server` and the name of the one that you mean")
        }
        return AskingBoxes(found, state)
    }

    /// Tells each of them what a person has said.
    ///
    /// - Throws: `egress.unknown-box` where one does not answer.
    func tell(_ name: DNSName, isAllowed: Bool, isKept: Bool) throws(Refusal) {
        let state: AskingBox.State = isAllowed ? .allowed : .denied
        for box in boxes {
            var answer: AskingBox?
            do throws(KernelError) {
                answer = try ApprovalCall.tell(
                    box, .decide(name, isAllowed: isAllowed, isKept: isKept), in: self.state)
            } catch {
                // It has ended meanwhile.
            }
            guard answer?.hosts.contains(where: { $0.name == name && $0.state == state }) == true else {
                throw Refusal(
                    .egressUnknownBox, "\(box.server.readable) does not answer any more",
                    hint: "see `trilatch egress pending`")
            }
        }
    }

    /// What a person must know of a name that is not what it seems; nil for every other.
    static func warning(of name: DNSName) -> String? {
        guard "\(name)".split(separator: ".").contains(where: { $0.hasPrefix("xn--") }) else { return nil }
        return "\(name) stands for letters of other scripts, and may be shown elsewhere like a name that you know"
    }
}
