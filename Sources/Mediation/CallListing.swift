internal import Refusals
internal import Wire

/// Calls that came before the client has asked for any list of their kind, and the list that is asked for in their place.
///
/// A tool is called only if the server lists it. A client that has a list from an earlier run calls at once; so the list is
/// asked for here, the calls wait, and are then judged like all others. The same holds for prompts, and for what is completed.
struct CallListing {
    /// The most calls that wait, and the most bytes of them.
    static let mostCalls = 4096
    static let mostBytes = 16 << 20
    /// The most pages that are asked for.
    static let mostPages = 1000
    /// What ids of ours begin with.
    private static let prefix = "trilatch-list-"
    /// What is listed.
    let kind: ListedKind

    struct HeldCall {
        var id: RequestID
        /// Without a newline.
        var line: [UInt8]
    }

    /// One page that is asked for.
    struct Page {
        var isLater: Bool
    }

    private(set) var calls: [HeldCall] = []
    private var bytes = 0
    private var asked: (id: String, page: Page)?
    /// How many requests of ours there were, and how many of them for the list that was begun last.
    private var count = 0
    private var pages = 0
    /// The `_meta` of the first call, which a request without a handshake must have; nil in the other era.
    private var meta: JSONNode?

    init(_ kind: ListedKind) { self.kind = kind }

    /// Whether a list of ours is on its way.
    var isAsking: Bool { asked != nil }
    /// The client's own requests for lists that are on their way.
    var clientLists: Set<RequestID> = []

    mutating func hold(_ id: RequestID, _ line: [UInt8], meta: JSONNode?) throws(Refusal) {
        guard calls.count < Self.mostCalls, bytes + line.count <= Self.mostBytes else {
            throw Refusal(
                .limitExceeded,
                "more than \(Self.mostCalls) requests, or \(Self.mostBytes >> 20) MiB of them, wait for the server's \(kind.list.rawValue)"
            )
        }
        if calls.isEmpty { self.meta = meta }
        bytes += line.count
        calls.append(HeldCall(id: id, line: line))
    }

    /// The request for a page, its newline included.
    mutating func ask(cursor: JSONNode?) -> [UInt8] {
        count += 1
        pages = cursor == nil ? 1 : pages + 1
        let id = "\(Self.prefix)\(kind.mark)\(count)"
        asked = (id, Page(isLater: cursor != nil))
        var params: [JSONNode.Member] = []
        if let cursor { params.append(JSONNode.Member("cursor", cursor)) }
        if let meta, case .object(let members) = meta {
            // The token is that of the call, whose progress the client follows.
            let kept = members.filter { $0.name != "progressToken" }
            params.append(JSONNode.Member("_meta", .object(kept)))
        }
        let request = JSONNode.object(
            [
                JSONNode.Member("jsonrpc", .string("2.0")),
                JSONNode.Member("id", .string(id)),
                JSONNode.Member("method", .string(kind.list.rawValue)),
            ] + (params.isEmpty ? [] : [JSONNode.Member("params", .object(params))]))
        var bytes: [UInt8] = []
        request.append(to: &bytes)
        return bytes + [0x0a]
    }

    var mayAskOn: Bool { pages < Self.mostPages }

    /// The page that an answer is for; nil where the answer is not for us.
    mutating func takeAnswer(_ id: String) -> Page? {
        guard let asked, asked.id == id else { return nil }
        self.asked = nil
        return asked.page
    }

    /// Whether an id is one that only we use.
    static func isOwn(_ id: RequestID) -> Bool {
        if case .string(let text) = id { text.hasPrefix(prefix) } else { false }
    }

    mutating func takeCalls() -> [HeldCall] {
        defer {
            calls = []
            bytes = 0
        }
        return calls
    }

    /// Whether a call of this id waits.
    func holds(_ id: RequestID) -> Bool { calls.contains { $0.id == id } }

    /// Forgets a call that waits; false when it does not.
    mutating func forget(_ id: RequestID) -> Bool {
        guard let index = calls.firstIndex(where: { $0.id == id }) else { return false }
        bytes -= calls.remove(at: index).line.count
        return true
    }
}
