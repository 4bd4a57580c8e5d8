import FuzzProperties
import Mediation
import Poisoning
import Policy
import Refusals
import Wire

/// A conversation with a mediator on it, and a watch over what comes out of it.
struct JudgedConversation: ~Copyable {
    private var conversation: Conversation
    private var watch: PassageWatch
    private static let limit = 2048
    private static let chunk = 512

    init(_ setting: UInt8) {
        let grants = Grants(setting)
        watch = PassageWatch(grants)
        let mediator = Mediator(
            grants.policy, key: MemoryKeeper.key, keeper: grants.keeper,
            secrets: KnownSecrets([.init(name: "TOKEN", value: Array(Lines.secret.utf8))]), host: BareHost(),
            recorder: Silent())
        conversation = Conversation(messageLimit: Self.limit, judge: mediator, chunk: Self.chunk)
    }

    mutating func send(_ side: Side, _ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            // Everything is read at once, so that there is room.
            let count = side == .client ? conversation.request.put(rest) : conversation.reply.put(rest)
            require(count > 0, "there is room")
            watch.sent(side, Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
            judge(side)
        }
    }

    /// Both sides close; who still waits is told that the server is gone.
    mutating func finish() {
        watch.close(.client)
        watch.close(.server)
        judge(.client, atEnd: true)
        judge(.server, atEnd: true)
        conversation.answerOpenRequests(with: Refusal(.serverExited, "the server exited"))
        read()
        watch.finish()
    }

    private mutating func judge(_ side: Side, atEnd: Bool = false) {
        let told =
            side == .client ? conversation.judgeClient(atEnd: atEnd) : conversation.judgeServer(atEnd: atEnd)
        for refusal in told { requireHarmless("\(refusal)") }
        require(conversation.request.heldCount <= bound(conversation.request.insertedCount), "the lane is bounded")
        require(conversation.reply.heldCount <= bound(conversation.reply.insertedCount), "the lane is bounded")
        read()
    }

    /// A message that is rebuilt may grow by what stands in the place of a character or a secret.
    private func bound(_ inserted: Int) -> Int { 12 * Self.limit + 2 * Self.chunk + inserted }

    private mutating func read() {
        for line in conversation.reply.takeLines() { watch.reached(.client, line) }
        for line in conversation.request.takeLines() { watch.reached(.server, line) }
    }
}

/// What the profile of a run grants, by the bits of a byte.
struct Grants {
    let allowsSampling: Bool
    let allowsURLs: Bool
    let passesUnknown: Bool
    /// Whether nothing but the seeds may pass.
    let isSeeded: Bool
    let keeper: MemoryKeeper?
    private let mode: PinMode

    init(_ setting: UInt8) {
        allowsSampling = setting & 4 != 0
        allowsURLs = setting & 8 != 0
        passesUnknown = setting & 16 != 0
        isSeeded = setting & 3 == 1 || setting & 3 == 2
        mode = setting & 3 == 2 ? .required : .firstUse
        keeper = setting & 3 == 0 ? nil : MemoryKeeper(isSeeded: isSeeded)
    }

    var policy: WirePolicy {
        let place = SourceLocation(file: "p.yaml", line: 1, column: 1)
        var policy = WirePolicy()
        guard let glob = NameGlob("bad*") else { fatalError("a pattern") }
        let filter = NameFilter(deny: [Located(glob, at: place)])
        policy.tools = filter
        policy.prompts = filter
        policy.resources = filter
        policy.templates = filter
        policy.pin = mode
        policy.roots = [Root(HostPath("/home/u"))]
        if allowsSampling { policy.acts.stated[.sampling] = Located(true, at: place) }
        if allowsURLs { policy.acts.stated[.elicitationURLs] = Located(true, at: place) }
        if passesUnknown { policy.unknownMethods = .pass }
        return policy
    }
}

private final class Silent: MediationRecorder {
    func record(_ event: borrowing MediationEvent, of line: Span<UInt8>) throws(Refusal) {}
}

/// A host that has nothing but its root.
private struct BareHost: HostView {
    func inspect(_ path: HostPath) throws(HostFailure) -> HostFile? { nil }
    func readLink(_ path: HostPath) throws(HostFailure) -> [UInt8] { [] }
    func list(_ directory: HostPath) throws(HostFailure) -> DirectoryListing { DirectoryListing() }
    func read(_ path: HostPath, limit: Int) throws(HostFailure) -> [UInt8] { [] }
}

extension MessageLane {
    /// Puts bytes in, as one read would; gives how many there was room for.
    fileprivate mutating func put(_ bytes: ArraySlice<UInt8>) -> Int {
        var count = 0
        unsafe withFreeSpace { space in
            count = min(space.count, bytes.count)
            unsafe space.copyBytes(from: bytes.prefix(count))
            return count
        }
        return count
    }

    /// Takes all that waits, which are lines.
    fileprivate mutating func takeLines() -> [[UInt8]] {
        var taken: [UInt8] = []
        unsafe withForwardable { bytes in
            taken = unsafe Array(bytes)
            return taken.count
        }
        return taken.split(separator: 0x0a).map(Array.init)
    }
}
