import Glibc
import Mediation
import Pins
import Poisoning
import Policy
import Refusals
import Wire

/// A conversation with a mediator on it, and what each side got to read.
struct MediatedWire: ~Copyable {
    var conversation: Conversation
    let recorder = Recorder()
    /// What a person was told.
    private(set) var told: [Refusal] = []

    init(
        _ policy: WirePolicy = WirePolicy(), keeper: Keeper? = nil, secrets: KnownSecrets = KnownSecrets(),
        messageLimit: Int = 1 << 20
    ) {
        let mediator = Mediator(
            policy, key: Keeper.key, keeper: keeper, secrets: secrets, host: BareHost(), recorder: recorder)
        conversation = Conversation(messageLimit: messageLimit, judge: mediator)
    }

    /// Lets the client write, and gives what reached each side.
    mutating func client(_ lines: String...) -> Seen {
        for line in lines { conversation.request.put(line + "\n") }
        told += conversation.judgeClient()
        return seen()
    }

    /// Lets the server write, and gives what reached each side.
    mutating func server(_ lines: String...) -> Seen {
        for line in lines { conversation.reply.put(line + "\n") }
        told += conversation.judgeServer()
        return seen()
    }

    /// A handshake, and a list of tools that the server answers with.
    mutating func start(tools: String = #"{"name":"echo","inputSchema":{"type":"object"}}"#) {
        _ = client(Lines.initialize)
        _ = server(Lines.initialized(by: "2025-11-25"))
        _ = client(#"{"jsonrpc":"2.0","id":"list","method":"tools/list"}"#)
        _ = server(#"{"jsonrpc":"2.0","id":"list","result":{"tools":[\#(tools)]}}"#)
    }

    private mutating func seen() -> Seen {
        Seen(client: Self.lines(conversation.reply.takeAll()), server: Self.lines(conversation.request.takeAll()))
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    struct Seen: Equatable {
        var client: [String] = []
        var server: [String] = []
    }

    /// Keeps every event in words.
    final class Recorder: MediationRecorder {
        var events: [String] = []
        /// Every event fails from now on.
        var isFull = false

        func record(_ event: borrowing MediationEvent, of line: Span<UInt8>) throws(Refusal) {
            if isFull { throw Refusal(.auditUnavailable, "the disk is full") }
            switch event {
            case .request(let id, let method, let side, let name, _, _):
                events.append("\(side) asks \(method) \(name.flatMap { $0.string(in: line) } ?? "") \(id)")
            case .parameters(let side, let params): events.append("\(side) asked with \(params.count) bytes")
            case .answer(let id, let method, let side, let isError, let payload):
                events.append("\(side) answers \(method) \(isError ? "error" : "result") \(id) \(payload.count)")
            case .refused(let refusal, _, let method, let side, _):
                events.append("refused \(side) \(method) \(refusal.code.rawValue)")
            case .rebuilt(let rules, let side, let bytes):
                events.append("rebuilt \(side) \(rules.joined(separator: ",")) \(bytes.count)")
            case .surface(let item): events.append("\(item.verdict.rawValue) \(item.kind) \(item.name)")
            case .stray(let lines, _): events.append("stray \(lines)")
            }
        }
    }
}

/// Pins in a folder of the test's own, for any number of runs.
final class Keeper: PinKeeper {
    static let key = ServerKey(name: "server", profile: "p", program: "/usr/bin/server")
    let store: PinStore
    private let folder: String

    init() throws {
        var template = Array("/tmp/trilatch-pins.XXXXXX".utf8CString)
        let made = unsafe mkdtemp(&template)
        precondition(unsafe made != nil, "no temporary folder")
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        store = PinStore(state: folder)
    }

    deinit {
        for name in ["trilatch.lock", "trilatch.lock.guard"] { _ = unsafe unlink("\(folder)/\(name)") }
        _ = unsafe rmdir(folder)
    }

    var isShared: Bool { false }
    func view() throws(Refusal) -> PinView { try store.view(of: Keeper.key) }
    /// What another run does in the moment before this one writes.
    var beforeRecord: (() -> Void)?

    func record(_ changes: PinChanges) throws(Refusal) -> PinView {
        beforeRecord?()
        return try store.record(changes, for: Keeper.key)
    }
    func neighbours() throws(Refusal) -> [NameNeighbourhood.Other] {
        [NameNeighbourhood.Other(server: "mail", name: "send_email")]
    }
}

/// A host that has nothing but its root.
private struct BareHost: HostView {
    func inspect(_ path: HostPath) throws(HostFailure) -> HostFile? { nil }
    func readLink(_ path: HostPath) throws(HostFailure) -> [UInt8] { [] }
    func list(_ directory: HostPath) throws(HostFailure) -> DirectoryListing { DirectoryListing() }
    func read(_ path: HostPath, limit: Int) throws(HostFailure) -> [UInt8] { [] }
}

enum Lines {
    static let initialize =
        #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}"#

    static func initialized(by revision: String) -> String {
        #"{"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"\#(revision)","capabilities":{"tools":{}},"serverInfo":{"name":"s","version":"1"}}}"#
    }

    static func call(_ id: Int, _ tool: String, _ arguments: String = "{}") -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"\#(tool)","arguments":\#(arguments)}}"#
    }

    static func result(_ id: Int, _ text: String = "ok") -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"result":{"content":[{"type":"text","text":"\#(text)"}],"isError":false}}"#
    }

    /// Whether a line is an error of ours with this code, for this id.
    static func isRefusal(_ line: String?, _ code: String, id: String) -> Bool {
        guard let line, let node = try? JSONNode.read(line.utf8.span) else { return false }
        var bytes: [UInt8] = []
        (node["id"] ?? .null).append(to: &bytes)
        return node["error"]?["data"]?["code"]?.text == code && String(decoding: bytes, as: UTF8.self) == id
    }
}

extension MessageLane {
    mutating func put(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            unsafe withFreeSpace { space in
                let count = min(space.count, rest.count)
                unsafe space.copyBytes(from: rest.prefix(count))
                rest = rest.dropFirst(count)
                return count
            }
        }
    }

    mutating func takeAll() -> [UInt8] {
        var taken: [UInt8] = []
        unsafe withForwardable { bytes in
            taken = unsafe Array(bytes)
            return taken.count
        }
        return taken
    }
}
