internal import ArgumentJudgement
internal import Policy
internal import Refusals
internal import Wire

/// What a server may ask of the client.
enum ServerRequests {
    /// Whether the profile has a say in requests of this method.
    static func isJudged(_ method: Method) -> Bool { method == .createMessage || method == .elicit }

    /// Judges a request by its parameters.
    ///
    /// - Throws: `client.*` and `rule.*`.
    static func judge(_ method: Method, _ params: JSONNode, by policy: WirePolicy, _ rules: RuleJudge) throws(Refusal) {
        switch method {
        case .createMessage: try judgeSampling(params, by: policy, rules)
        case .elicit: try judgeElicitation(params, by: policy, rules)
        default: return
        }
    }

    private static func judgeSampling(
        _ params: JSONNode, by policy: WirePolicy, _ rules: RuleJudge
    ) throws(Refusal) {
        try admit(.sampling, policy)
        if let context = params["includeContext"], context.text != "none" { try admit(.includeContext, policy) }
        try judge(params, of: .sampling, by: rules)
    }

    private static func admit(_ act: ClientAct, _ policy: WirePolicy) throws(Refusal) {
        if let refusal = policy.refusal(of: act) { throw refusal }
    }

    private static func judgeElicitation(
        _ params: JSONNode, by policy: WirePolicy, _ rules: RuleJudge
    ) throws(Refusal) {
        if params["mode"]?.text == "url" || params["url"] != nil { try admit(.elicitationURLs, policy) }
        try admit(.elicitation, policy)
        if let message = params["message"]?.text, SecretFields.mentionsSecret(message) { throw secret("its message") }
        if case .object(let fields)? = params["requestedSchema"]?["properties"] {
            for field in fields {
                let title = field.value["title"]?.text
                let description = field.value["description"]?.text
                if field.value["format"]?.text == "password"
                    || SecretFields.asksForSecret(name: field.name, title: title, description: description)
                {
                    throw secret("the field “\(field.name.prefix(40))”")
                }
            }
        }
        try judge(params, of: .elicitation, by: rules)
    }

    private static func judge(
        _ params: JSONNode, of request: ServerRequest, by rules: RuleJudge
    ) throws(Refusal) {
        if let broken = rules.refusal(of: .request(request), arguments: params) { throw broken.refusal }
    }

    private static func secret(_ what: String) -> Refusal {
        Refusal(
            .clientSecretAsked, "the server asked the user for a secret, by \(what)",
            hint: "a server gets a secret from its profile, and never from a form")
    }

    // MARK: Answers of ours

    /// Source: MCP 2024-11-05 to 2026-07-28, `Root`.
    static func roots(_ roots: [Root]) -> JSONNode {
        .array(
            roots.map { root in
                .object([
                    JSONNode.Member("uri", .string(root.uri)),
                    JSONNode.Member("name", .string(root.name)),
                ])
            })
    }

    /// Source: `ListRootsResult`.
    static func rootsResult(_ roots: [Root]) -> JSONNode {
        .object([JSONNode.Member("roots", Self.roots(roots))])
    }

    /// The answer to a request of the server, its newline included.
    static func answer(to id: RequestID, _ result: JSONNode) -> [UInt8] {
        var bytes = Array("{\"jsonrpc\":\"2.0\",\"id\":".utf8)
        bytes += id.json
        bytes.append(contentsOf: ",\"result\":".utf8)
        result.append(to: &bytes)
        bytes.append(contentsOf: "}\n".utf8)
        return bytes
    }
}
