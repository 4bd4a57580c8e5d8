import Policy
import Refusals

/// What passes to an inspected host.
extension SectionReader {
    /// What only makes sense where requests are seen, or not there.
    func checkInspection(of grant: HostGrant, _ fields: Fields) {
        func report(_ code: RefusalCode, _ reason: String, at key: String, hint: String) {
            findings.report(code, reason, at: fields.location(of: key) ?? fields.location, hint: hint)
        }
        guard grant.inspect else {
            for key in ["credential", "requests"] where fields[key] != nil {
                report(.profileInvalidValue, "`\(key)` needs requests to be seen", at: key, hint: "add `inspect: true`")
            }
            return
        }
        if !grant.requiresTLS {
            report(
                .profileConflict, "`tls: unchecked` lets pass what `inspect` could not read", at: "tls",
                hint: "take one of the two out")
        }
        if case .address = grant.host {
            report(
                .profileInvalidValue, "`inspect` is for names, and \(grant.host) is an address", at: "inspect",
                hint: "write the name that the host's certificate has")
        }
        guard let credential = grant.credential else { return }
        if case .below = grant.host {
            report(
                .profileInvalidValue, "`credential` is for one exact name, and \(grant.host) stands for many",
                at: "credential", hint: "make an entry of its own for the host that the secret is for")
        }
        for rule in grant.requests where rule.allowsWebSocket {
            findings.report(
                .profileConflict,
                "nobody could look for the secret \(credential.secret) in what a WebSocket of \(grant.host) carries",
                at: rule.location, hint: "take `websocket: true` out, or the credential")
        }
    }

    func requests(_ node: YAMLNode?) -> [RequestRule] {
        guard let node, let items = scalars.list(node, "`requests`") else { return [] }
        if items.isEmpty {
            findings.report(
                .profileInvalidValue, "`requests` is empty, so no request passes", at: node.location,
                hint: "name requests, or take the entry out")
        }
        return items.compactMap(requestRule)
    }

    private func requestRule(_ node: YAMLNode) -> RequestRule? {
        guard let fields = Fields(node, .request, findings) else { return nil }
        guard let pathNode = fields["path"], let methodsNode = fields["methods"] else {
            findings.report(
                .profileMissingKey, "an entry of `requests` names `methods` and a `path`", at: fields.location,
                hint: "write `{ methods: [GET], path: /repos/* }`")
            return nil
        }
        guard let path = requestPath(pathNode), let methods = methods(methodsNode) else { return nil }
        let rule = RequestRule(
            methods: methods, path: path, query: conditions(fields["query"], "query"),
            headers: conditions(fields["headers"], "headers", isHeader: true),
            allowsWebSocket: scalars.boolean(fields["websocket"], "`websocket`") ?? false, at: fields.location)
        if rule.allowsWebSocket, !methods.contains("GET") {
            findings.report(
                .profileInvalidValue, "a WebSocket begins with GET, which this entry does not let pass",
                at: fields.location(of: "websocket") ?? fields.location, hint: "add GET to `methods`")
        }
        return rule
    }

    private func methods(_ node: YAMLNode) -> [String]? {
        guard let items = scalars.list(node, "`methods`") else { return nil }
        let words = Dictionary(uniqueKeysWithValues: ProfileWord.methods.map { ($0, $0) })
        let methods = items.compactMap { scalars.word($0, "`methods`", words) }
        guard !methods.isEmpty else {
            if items.isEmpty {
                findings.report(
                    .profileInvalidValue, "`methods` is empty, so no request passes", at: node.location,
                    hint: "name a method, or take the entry out")
            }
            return nil
        }
        return Set(methods).sorted()
    }

    private func requestPath(_ node: YAMLNode) -> String? {
        guard let path = scalars.text(node, "`path`") else { return nil }
        guard SectionReader.isRequestPath(path) else {
            findings.report(
                .profileInvalidValue, "`path` is not the path of a request", at: node.location,
                hint:
                    "start with `/`; `{name}` stands for one part, and a `*` at the end for any rest; no `?`, `#`, `%`, `;`, `..` or space"
            )
            return nil
        }
        return path
    }

    /// Whether a path of a request could be this: in the one spelling in which paths are compared.
    private static func isRequestPath(_ path: String) -> Bool {
        guard path.hasPrefix("/") else { return false }
        let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        return parts.enumerated().allSatisfy { place, part in
            let isLast = place == parts.count - 1
            if part.hasPrefix("{"), part.hasSuffix("}") {
                return Variables.isName(String(part.dropFirst().dropLast()))
            }
            let body = isLast && part.hasSuffix("*") ? part.dropLast() : part
            return (!part.isEmpty || isLast) && part != "." && part != ".."
                && body.utf8.allSatisfy { (0x21..<0x7f).contains($0) && !"*?#%;\\\"<>^`{|}[]".utf8.contains($0) }
        }
    }

    private func conditions(_ node: YAMLNode?, _ key: String, isHeader: Bool = false) -> [RequestCondition] {
        guard let node else { return [] }
        guard case .mapping(let entries) = node.content else {
            findings.report(
                .profileWrongType, "`\(key)` is a mapping, and here is \(node.kind)", at: node.location,
                hint: "write `\(key): { NAME: VALUE }`")
            return []
        }
        return entries.compactMap { entry in
            guard isHeader ? acceptsHeader(entry.key, entry.location) : acceptsParameter(entry.key, entry.location),
                let value = scalars.text(entry.value, "the value of \(entry.key)")
            else { return nil }
            guard !value.utf8.dropLast().contains(UInt8(ascii: "*")) else {
                findings.report(
                    .profileInvalidValue, "a `*` stands within the value of \(entry.key)", at: entry.value.location,
                    hint: "a `*` may end a value, and stands for any rest")
                return nil
            }
            return RequestCondition(entry.key, value, at: entry.location)
        }
    }

    func acceptsHeader(_ name: String, _ location: SourceLocation) -> Bool {
        if RequestRule.isHeaderName(name) { return true }
        findings.report(
            .profileInvalidValue, "\(ProfileBytes.shown(name)) is not a header that can be judged", at: location,
            hint:
                "name one that reaches the host as it is written; not `Host`, `Connection`, `Accept-Encoding` and their kind"
        )
        return false
    }

    func acceptsParameter(_ name: String, _ location: SourceLocation) -> Bool {
        if (1...128).contains(name.utf8.count), name.utf8.allSatisfy({ (0x21..<0x7f).contains($0) }) { return true }
        findings.report(
            .profileInvalidValue, "\(ProfileBytes.shown(name)) is not the name of a parameter", at: location,
            hint: "write the name as it is meant, in visible ASCII, without `%`")
        return false
    }
}
