internal import Pins
internal import Poisoning
internal import Policy
internal import Refusals
internal import Surface
internal import Wire

/// What the server has been found to offer, and what of it may be seen and used.
///
/// Each thing is judged by the profile's filters, by what it says, and by its pin, in this order.
struct OfferedSurface {
    var tools = OfferedNames("tool")
    var prompts = OfferedNames("prompt")
    var templates = OfferedNames("template")
    var pins: PinJudge
    private var review: PoisonReview
    private let policy: WirePolicy
    /// Whether a pin means that its item's texts were judged by this user's Trilatch.
    private let trustsPins: Bool

    /// The most things of one kind that a server may offer.
    static let mostItems = 10_000

    init(_ policy: WirePolicy, pins: PinJudge, trustsPins: Bool) {
        self.policy = policy
        self.trustsPins = trustsPins
        self.pins = pins
        review = PoisonReview()
    }

    /// Whether the names of the user's other servers are known.
    private(set) var knowsNeighbours = false
    /// The names of the user's other servers.
    var neighbours: [NameNeighbourhood.Other] {
        get { review.names.others }
        set {
            review.names.others = newValue
            knowsNeighbours = true
        }
    }

    /// An answer that describes the surface, judged.
    struct Judged {
        /// The result without what is hidden; nil where nothing is.
        var kept: JSONNode?
        var events: [SurfaceEvent] = []
    }

    /// Judges the result of a request that describes the surface.
    ///
    /// - Throws: where the result is none of its kind.
    mutating func judge(_ result: JSONNode, of method: Method, isLaterPage: Bool) throws(Refusal) -> Judged {
        switch method {
        case .initialize, .discover: return judgeServer(result)
        case .listTools: return try judgeList(result, .tool, "tools", isLaterPage)
        case .listPrompts: return try judgeList(result, .prompt, "prompts", isLaterPage)
        case .listResourceTemplates: return try judgeList(result, .template, "resourceTemplates", isLaterPage)
        case .listResources: return try judgeResources(result)
        default: return Judged()
        }
    }

    // MARK: Lists

    private mutating func judgeList(
        _ result: JSONNode, _ kind: SurfaceItem.Kind, _ member: String, _ isLaterPage: Bool
    ) throws(Refusal) -> Judged {
        let elements = try elements(member, of: result)
        let items = SurfaceItem.items(ofList: result, kind)
        if !isLaterPage {
            pins.begin(SurfaceListing(of: kind))
            forget(kind)
        }
        review.names.own += items.compactMap { $0?.name }
        guard review.names.own.count <= Self.mostItems else {
            throw Refusal(.limitExceeded, "the server lists more than \(Self.mostItems) of `\(member)`")
        }
        var judged = Judged()
        var kept: [JSONNode] = []
        for (element, item) in zip(elements, items) {
            guard let item else { continue }
            let event = judge(item)
            let isFirst = insert(item, refusal: event?.refusal)
            if let event { judged.events.append(event) }
            if isFirst, event?.refusal == nil { kept.append(element) }
        }
        let isLast = result["nextCursor"] == nil
        if let kind = kind.listed { self[kind].isComplete = isLast }
        if isLast {
            for identity in pins.end(SurfaceListing(of: kind)) {
                judged.events.append(SurfaceEvent(.gone, kind: identity.kind.rawValue, name: identity.name))
            }
        }
        if kept.count < elements.count { judged.kept = result.replacing(member, with: .array(kept)) }
        return judged
    }

    private func elements(_ member: String, of result: JSONNode) throws(Refusal) -> [JSONNode] {
        guard case .array(let elements)? = result[member] else {
            throw Refusal(.wireInvalidMessage, "the server answered with a list that has no `\(member)`")
        }
        return elements
    }

    private mutating func forget(_ kind: SurfaceItem.Kind) {
        review.names.own = []
        guard let kind = kind.listed else { return }
        self[kind].removeAll()
        self[kind].isListed = true
    }

    /// Whether the name is new in its list.
    private mutating func insert(_ item: SurfaceItem, refusal: Refusal?) -> Bool {
        guard let kind = item.kind.listed else { return true }
        return self[kind].insert(item.name, refusal: refusal)
    }

    /// The names of one kind.
    subscript(kind: ListedKind) -> OfferedNames {
        get {
            switch kind {
            case .tool: tools
            case .prompt: prompts
            case .template: templates
            }
        }
        _modify {
            switch kind {
            case .tool: yield &tools
            case .prompt: yield &prompts
            case .template: yield &templates
            }
        }
    }

    /// Resources come and go, so they are not pinned; what deceives the eye is hidden all the same.
    private mutating func judgeResources(_ result: JSONNode) throws(Refusal) -> Judged {
        var judged = Judged()
        let elements = try elements("resources", of: result)
        let kept = elements.filter { element in
            let uri = element["uri"]?.text ?? ""
            if policy.refusal(of: uri, .resource) != nil { return false }
            let findings = review.findings(in: ClaimedText.texts(of: element, named: "resource"))
            guard let worst = findings.first(where: { $0.verdict == .refuse }) else { return true }
            judged.events.append(
                SurfaceEvent(
                    .poisoned, kind: "resource", name: uri, rule: worst.rule.rawValue,
                    refusal: Refusal(poisoned: worst)))
            return false
        }
        if kept.count < elements.count { judged.kept = result.replacing("resources", with: .array(kept)) }
        return judged
    }

    // MARK: One thing

    /// Judges one thing.
    ///
    /// - Returns: What is worth telling of it; with a refusal where it may not be used.
    private mutating func judge(_ item: SurfaceItem) -> SurfaceEvent? {
        func event(_ verdict: SurfaceEvent.Verdict, rule: String? = nil, _ refusal: Refusal? = nil) -> SurfaceEvent {
            SurfaceEvent(verdict, kind: item.kind.rawValue, name: item.name, rule: rule, refusal: refusal)
        }
        if let kind = item.kind.offer, let refusal = policy.refusal(of: item.name, kind) {
            return event(.filtered, refusal)
        }
        // What is pinned as it is was read when it was pinned; reading it again is the longest part of a start.
        let isRead = trustsPins && pins.isPinned(item)
        let findings =
            isRead ? [] : review.findings(in: ClaimedText.texts(of: item.definition, named: "\(item.identity)"))
        if let worst = findings.first(where: { $0.verdict == .refuse }) {
            return event(.poisoned, rule: worst.rule.rawValue, Refusal(poisoned: worst))
        }
        let suspicion = findings.first.map(Refusal.init(suspected:))
        switch pins.judge(item, suspecting: suspicion) {
        case .pinned: return nil
        case .recorded: return event(.recorded)
        case .held(let refusal): return event(.held, rule: findings.first?.rule.rawValue, refusal)
        }
    }

    // MARK: The server as a whole

    private mutating func judgeServer(_ result: JSONNode) -> Judged {
        pins.begin(.server)
        review.names.own = []
        var judged = Judged()
        var kept = result
        for item in SurfaceItem.items(ofServer: result) {
            guard let event = judge(item) else { continue }
            judged.events.append(event)
            if event.refusal != nil { kept = kept.without(item) }
        }
        for identity in pins.end(.server) {
            judged.events.append(SurfaceEvent(.gone, kind: identity.kind.rawValue, name: identity.name))
        }
        if kept != result { judged.kept = kept }
        return judged
    }
}

extension SurfaceItem.Kind {
    /// What it is the list of; nil for what is in none.
    fileprivate var listed: ListedKind? {
        switch self {
        case .tool: .tool
        case .prompt: .prompt
        case .template: .template
        case .serverInfo, .capability, .instructions: nil
        }
    }

    /// What a profile's filters call it; nil for what no filter is about.
    fileprivate var offer: OfferKind? {
        switch self {
        case .tool: .tool
        case .prompt: .prompt
        case .template: .template
        case .serverInfo, .capability, .instructions: nil
        }
    }
}

extension Refusal {
    /// A thing that says what no honest server says.
    init(poisoned finding: PoisonFinding) {
        self.init(
            .poisonRefused, "\(finding.place): \(finding.rule.rawValue): \(finding.excerpt)")
    }

    /// A thing that somebody should read before it is used.
    init(suspected finding: PoisonFinding) {
        self.init(.poisonHeld, "\(finding.place): \(finding.rule.rawValue): \(finding.excerpt)")
    }
}
