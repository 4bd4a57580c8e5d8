internal import Poisoning
internal import Policy
internal import Refusals
internal import Surface
internal import Wire

/// What a message to the client may hold: the profile's word about results, and what nobody may have.
struct ResultRules {
    private let cleaner: ResultCleaner
    private let settings: ResultSettings
    /// What takes secrets out and leaves all else; nil where there are none.
    private let redactor: ResultCleaner?

    init(_ policy: WirePolicy, _ secrets: KnownSecrets) {
        settings = policy.results
        var cleaner = ResultCleaner(
            escapes: .init(policy.results.escapeTreatment), invisible: .init(policy.results.invisibleTreatment),
            links: policy.acts.allows(.outsideLinks) ? .pass : .neutralise,
            granted: GrantedHosts(policy.hosts.map(\.description)), secrets: secrets)
        cleaner.sendsUser = policy.acts.allows(.elicitationURLs)
        self.cleaner = cleaner
        redactor =
            secrets.isEmpty ? nil : ResultCleaner(escapes: .pass, invisible: .pass, links: .pass, secrets: secrets)
    }

    /// What a server says without the secrets in it: neither the lock file nor a refusal that quotes it may hold one.
    func redacted(_ node: JSONNode) -> JSONNode { redactor?.clean(node)?.node ?? node }

    /// A refusal as others may read it, though it quotes what a server wrote: without secrets, and with nothing that hides.
    func shown(_ refusal: Refusal) -> Refusal {
        var refusal = refusal
        refusal.reason = shown(refusal.reason)
        refusal.hint = refusal.hint.map(shown)
        return refusal
    }

    private func shown(_ text: String) -> String { VisibleText.of(redacted(.string(text)).text ?? text) }

    /// The message with everything neutralised that is to be; nil where it may pass as it is.
    ///
    /// - Throws: `result.refused` and `result.too-large` by the profile's word.
    func cleaned(_ line: Span<UInt8>, _ outline: MessageOutline) throws(Refusal) -> Rebuilt? {
        try checkSize(line, outline)
        guard cleaner.needsCleaning(line, outline) else { return nil }
        let isAnswer = outline[.method] == nil
        let tree = try JSONNode.tree(of: outline.value, in: line)
        guard let cleaned = cleaner.clean(tree, keepsID: isAnswer) else { return nil }
        // The client's answer would have another id than the server asked with.
        if !isAnswer, cleaned.node["id"] != tree["id"] {
            throw Refusal(
                .wireInvalidMessage, "the server used an id with something in it that may not reach the client")
        }
        if let change = cleaned.refusal {
            throw Refusal(
                .resultRefused, "the server's message has \(change.words), at \(change.place)",
                at: settings.location(of: change.kind))
        }
        var rebuilt = Rebuilt(bytes: [], rules: cleaned.changes.map { "results: \($0.words)" })
        rebuilt.bytes.reserveCapacity(line.count + 256)
        cleaned.node.append(to: &rebuilt.bytes)
        return rebuilt
    }

    private func checkSize(_ line: Span<UInt8>, _ outline: MessageOutline) throws(Refusal) {
        guard let result = outline[.result] else { return }
        if let largest = settings.largest, result.count > Int(clamping: largest.value.bytes) {
            throw Refusal(
                .resultTooLarge, "the result has \(result.count) bytes; the profile allows \(largest.value)",
                at: largest.location)
        }
        if let longest = settings.longestText, result.count > Int(clamping: longest.value.bytes),
            try JSONNode.tree(of: result, in: line).hasText(longerThan: Int(clamping: longest.value.bytes))
        {
            throw Refusal(
                .resultTooLarge, "a text of the result is longer than the profile allows: \(longest.value)",
                at: longest.location)
        }
    }
}

extension ResultCleaner.Treatment {
    fileprivate init(_ treatment: TextTreatment) {
        self =
            switch treatment {
            case .pass: .pass
            case .neutralise: .neutralise
            case .refuse: .refuse
            }
    }
}

extension ResultCleaner.Change {
    /// What was found, in words.
    fileprivate var words: String {
        let times = count == 1 ? "" : " (\(count) times)"
        return switch kind {
        case .escape: "a terminal escape\(times)"
        case .invisible: "invisible characters\(times)"
        case .link: "a link to \(name)\(times)"
        case .secret: "the secret \(name)\(times)"
        }
    }
}

extension ResultSettings {
    fileprivate func location(of kind: ResultCleaner.Change.Kind) -> SourceLocation? {
        switch kind {
        case .escape: escapes?.location
        case .invisible: invisible?.location
        case .link, .secret: nil
        }
    }
}

extension JSONNode {
    /// The most values of a message of which a tree is made.
    ///
    /// A tree takes about a hundred bytes a value, so that a message of the longest kind would otherwise take all memory.
    private static let mostValues = 250_000

    /// The tree of a part of a message.
    ///
    /// - Throws: `wire.too-much-structure`.
    static func tree(of range: JSONRange, in line: Span<UInt8>) throws(Refusal) -> JSONNode {
        if range.count > 2 * mostValues {
            var values = 0
            for index in range.bounds
            where [UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "{")].contains(line[index]) {
                values += 1
            }
            guard values <= mostValues else {
                throw Refusal(
                    .wireTooMuchStructure, "a message that has to be taken apart has more than \(mostValues) values")
            }
        }
        return JSONNode(range, in: line)
    }

    fileprivate func hasText(longerThan bytes: Int) -> Bool {
        switch self {
        case .string(let text): text.utf8.count > bytes
        case .array(let elements): elements.contains { $0.hasText(longerThan: bytes) }
        case .object(let members): members.contains { $0.value.hasText(longerThan: bytes) }
        case .null, .bool, .number: false
        }
    }
}
