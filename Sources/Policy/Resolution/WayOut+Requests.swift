import Egress
import Refusals

extension RequestRules {
    /// The rules of a host's grant; none of them pass everything that is one request for it.
    init(_ requests: [RequestRule]) {
        self.init(requests.map(Rule.init))
        if requests.isEmpty { self = .everything }
    }
}

extension RequestRules.Rule {
    fileprivate init(_ rule: RequestRule) {
        func conditions(_ stated: [RequestCondition]) -> [RequestRules.Condition] {
            stated.map { RequestRules.Condition($0.name, RequestRules.Pattern($0.value)) }
        }
        self.init(
            methods: rule.methods, path: RequestRules.Pattern(rule.path), query: conditions(rule.query),
            fields: conditions(rule.headers), allowsWebSocket: rule.allowsWebSocket)
    }
}

extension CredentialSwap.Place {
    init(_ place: CredentialUse.Place) {
        switch place {
        case .bearer: self = .bearer
        case .basic: self = .basic
        case .header(let name): self = .field(name)
        case .query(let name): self = .query(name)
        }
    }
}

extension [HostGrant] {
    /// The exact ones first, and of the others the longer before the shorter: the broker takes the first that covers a
    /// name, and what is said of one host holds whatever is said of all below another.
    var exactFirst: [HostGrant] {
        func width(_ grant: HostGrant) -> Int {
            if case .below(let suffix) = grant.host { 1000 - suffix.utf8.count } else { 0 }
        }
        return enumerated().sorted { (width($0.element), $0.offset) < (width($1.element), $1.offset) }.map(\.element)
    }
}

extension HostGrant {
    /// What the box may do there, in words.
    var lines: [BoxLine] {
        let list = ports.map { "\($0)" }.joined(separator: ", ")
        let manner = inspect ? "each request seen" : requiresTLS ? "TLS for that name" : "anything"
        var lines = [
            BoxLine(
                "reach \(host) at \(ports.count == 1 ? "port" : "ports") \(list), \(manner)", from: .profile(location))
        ]
        if let credential {
            lines.append(
                BoxLine(
                    "at \(host), have the secret \(credential.secret) \(credential.place)",
                    from: .profile(credential.location)))
        }
        let stated = [
            limits.connections.map { "\($0) connections at a time" },
            limits.idleSeconds.map { "\($0) s without a byte" },
            limits.totalSeconds.map { "\($0) s a connection" }, limits.bytesOut.map { "\(ByteCount($0)) sent" },
            limits.bytesIn.map { "\(ByteCount($0)) received" },
        ].compactMap(\.self)
        if !stated.isEmpty {
            lines.append(BoxLine("of \(host), at most \(stated.joined(separator: ", "))", from: .profile(location)))
        }
        for rule in requests { lines.append(BoxLine("at \(host), \(rule)", from: .profile(rule.location))) }
        return lines
    }
}

extension CredentialUse.Place: CustomStringConvertible {
    package var description: String {
        switch self {
        case .bearer: "as the bearer in `Authorization`"
        case .basic: "in `Authorization: Basic`"
        case .header(let name): "in the header `\(name)`"
        case .query(let name): "in the query's `\(name)`"
        }
    }
}

extension RequestRule: CustomStringConvertible {
    package var description: String {
        "\(methods.joined(separator: ", ")) \(path)"
            + query.map { ", `\($0.name)` \($0.value)" }.joined()
            + headers.map { ", `\($0.name):` \($0.value)" }.joined()
            + (allowsWebSocket ? ", as a WebSocket too" : "")
    }
}
