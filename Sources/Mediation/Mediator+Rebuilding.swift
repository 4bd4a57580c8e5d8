internal import Policy
internal import Refusals
internal import Wire

/// Messages in other words than they came in.
extension Mediator {
    /// The request in other words, where a rule demands it.
    func rebuiltRequest(
        _ method: Method, _ message: Message, _ line: Span<UInt8>
    ) throws(Refusal) -> Rebuilt? {
        let changes = [
            try method == .initialize ? withoutSampling(message.outline[.paramsCapabilities], line) : nil,
            try withoutSampling(ofMeta: message.outline[.paramsMeta], line),
            try withOwnRoots(message.outline[.paramsInputResponses], line),
        ]
        let found = changes.compactMap(\.self).sorted { $0.range.lowerBound < $1.range.lowerBound }
        guard let first = found.first else { return nil }
        var rebuilt = Rebuilt(line, replacing: found.map { ($0.range, $0.value) }, by: first.rule)
        rebuilt.rules += found.dropFirst().map(\.rule)
        return rebuilt
    }

    /// A part of a request that a rule says otherwise.
    typealias Change = (range: JSONRange, value: JSONNode, rule: String)

    /// A server that is told of no sampling does not ask for it.
    private func withoutSampling(_ capabilities: JSONRange?, _ line: Span<UInt8>) throws(Refusal) -> Change? {
        guard policy.acts.grant(of: .sampling) == nil, let capabilities,
            let kept = try JSONNode.tree(of: capabilities, in: line).without("sampling")
        else { return nil }
        return (capabilities, kept, "client.sampling")
    }

    /// The same in the era in which each request says what its client can.
    ///
    /// Source: MCP 2026-07-28, `RequestMetaObject`.
    func withoutSampling(ofMeta meta: JSONRange?, _ line: Span<UInt8>) throws(Refusal) -> Change? {
        let name = "io.modelcontextprotocol/clientCapabilities"
        guard policy.acts.grant(of: .sampling) == nil, let meta, line.mayName("sampling", in: meta),
            case let tree = try JSONNode.tree(of: meta, in: line),
            let kept = tree[name]?.without("sampling")
        else { return nil }
        return (meta, tree.replacing(name, with: kept), "client.sampling")
    }

    /// Roots come from the profile, also where a client gives them with a retry.
    private func withOwnRoots(_ responses: JSONRange?, _ line: Span<UInt8>) throws(Refusal) -> Change? {
        guard let responses, case .object(var members) = try JSONNode.tree(of: responses, in: line) else { return nil }
        var isChanged = false
        for index in members.indices where members[index].value["roots"] != nil {
            members[index].value = ServerRequests.rootsResult(policy.roots)
            isChanged = true
        }
        return isChanged ? (responses, .object(members), "client.roots") : nil
    }

    /// Forwards a message as it came, or in the words that a rule gave it.
    func forward(_ rebuilt: Rebuilt?, from side: Side, _ line: Span<UInt8>) throws(Refusal) -> Judgement {
        guard let rebuilt else { return .forward }
        do throws(JSONFault) {
            _ = try scanner.scan(rebuilt.bytes.span)
        } catch {
            throw Refusal(error, from: "a message rebuilt by \(rebuilt.rules.joined(separator: ", "))")
        }
        try recorder.record(.rebuilt(rules: rebuilt.rules, from: side, into: rebuilt.bytes), of: line)
        return Judgement(.replace(rebuilt.bytes + [0x0a]))
    }
}
