package import Policy

/// The mappings that the profile language is made of, each with its keys.
///
/// This is what the readers know. `ProfileSchema` says what may stand at each key and what it means.
package enum ProfileMapping: String, CaseIterable, Sendable {
    case profile
    case read
    case scratch
    case socket
    case device
    case loopback
    case literalAddresses = "literal-addresses"
    case unknownHost = "unknown-host"
    case host
    case hostLimits = "host-limits"
    case credential
    case request
    case secret
    case environment
    case passed
    case set
    case limits
    case runtime
    case client
    case filter
    case rule
    case results
    case audit
    case tier

    /// What messages call it.
    package var name: String {
        switch self {
        case .profile: "a profile"
        case .read: "a `read` entry"
        case .scratch: "a `scratch` entry"
        case .socket: "a `socket` entry"
        case .device: "a `device` entry"
        case .loopback: "a `loopback` entry"
        case .literalAddresses: "a `literal-addresses` entry"
        case .unknownHost: "an `unknown-host` entry"
        case .host: "a host entry"
        case .hostLimits: "`limits` of a host"
        case .credential: "`credential`"
        case .request: "an entry of `requests`"
        case .secret: "an entry of `secrets`"
        case .environment: "`environment`"
        case .passed: "an entry of `pass`"
        case .set: "an entry of `set`"
        case .limits: "`limits`"
        case .runtime: "`runtime`"
        case .client: "`client`"
        case .filter: "a list of names"
        case .rule: "an entry of `rules`"
        case .results: "`results`"
        case .audit: "`audit`"
        case .tier: "`minimum-tier`"
        }
    }

    /// The keys that it may have, in the order in which the reference tells them.
    package var keys: [String] {
        switch self {
        case .profile:
            [
                "version", "summary", "extends", "filesystem", "network", "secrets", "environment", "limits", "runtime",
                "client",
                "tools", "prompts", "resources", "templates", "rules", "pin", "unknown-methods", "results", "audit",
                "minimum-tier",
            ]
        case .read:
            [
                "read", "write", "optional", "protect", "hide", "reveal", "shared", "origin", "sensitivity", "audience",
                "because",
            ]
        case .scratch: ["scratch", "size"]
        case .socket: ["socket", "optional", "because"]
        case .device: ["device", "optional", "because"]
        case .loopback: ["loopback"]
        case .literalAddresses: ["literal-addresses"]
        case .unknownHost: ["unknown-host", "wait"]
        case .host:
            [
                "host", "ports", "tls", "inspect", "private", "ranges", "credential", "requests", "limits", "origin",
                "audience", "sensitivity", "because",
            ]
        case .hostLimits: ["connections", "idle", "total", "sent", "received"]
        case .credential: ["name"] + ProfileWord.credentialPlaces
        case .request: ["methods", "path", "query", "headers", "websocket"]
        case .secret: ["name"] + ProfileWord.secretSources + ["variable"]
        case .environment: ["pass", "set"]
        case .passed: ["name", "because"]
        case .set: ["value", "because"]
        case .limits: ["memory", "processes", "cpu", "open-files", "file-size", "message", "enforce"]
        case .runtime: ["proc", "unix-sockets", "write-xor-execute"]
        case .client: ClientAct.allCases.map(\.rawValue) + ["roots"]
        case .filter: ["allow", "deny"]
        case .rule:
            ProfileWord.subjects + ["at", "under", "matches", "one-of", "max-length", "required", "absent"]
        case .results: ["escapes", "invisible", "longest-text", "largest"]
        case .audit: ["keeping", "arguments"]
        case .tier: ["full-minus"]
        }
    }

    /// The entries of `filesystem`, each named by the key that says what it grants.
    package static let fileSystemEntries: [ProfileMapping] = [.read, .scratch, .socket, .device]
}

/// How much a number of the language may be.
package enum ProfileRange {
    package static let scratch = ByteCount(4 << 10)...ByteCount(64 << 30)
    package static let memory = ByteCount(16 << 20)...ByteCount(1 << 40)
    package static let processes: ClosedRange<UInt32> = 1...1_000_000
    package static let processors = ProcessorShare(thousandths: 10)...ProcessorShare(thousandths: 1_024_000)
    package static let openFiles: ClosedRange<UInt32> = 16...1_048_576
    package static let fileSize = ByteCount(4 << 10)...ByteCount(16 << 40)
    package static let message = ByteCount(4 << 10)...ByteCount(1 << 30)
    package static let result = ByteCount(1 << 10)...ByteCount(1 << 30)
    package static let textLength: ClosedRange<UInt32> = 0...16_777_216
    package static let port: ClosedRange<UInt16> = 1...UInt16.max
    package static let connections: ClosedRange<UInt32> = 1...512
    package static let seconds: ClosedRange<UInt32> = 1...604_800
    package static let traffic = ByteCount(1 << 10)...ByteCount(1 << 40)
    package static let wait: ClosedRange<UInt16> = 1...600
}

/// The words of the language that are not those of a type.
package enum ProfileWord {
    /// What each claim of a grant may be, and which of its words is the narrowing.
    package static let claims: [(key: String, claim: Narrowing.Claim, narrowing: String, other: String)] = [
        ("origin", .originTrusted, "trusted", "untrusted"),
        ("sensitivity", .sensitivityPublic, "public", "private"),
        ("audience", .audienceOwn, "own", "anyone"),
    ]
    package static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"]
    /// Where a credential stands, each with its value.
    package static let credentialPlaces = ["authorization", "header", "query"]
    /// The schemes of `Authorization`.
    package static let authorizations: [String: CredentialUse.Place] = ["bearer": .bearer, "basic": .basic]
    /// Where the value of a secret comes from.
    package static let secretSources = ["file", "environment", "systemd-credential", "command"]
    /// How many secrets a profile has at most: each takes locked memory, of which an ordinary user has little.
    package static let mostSecrets = 16
    package static let tiers: [String: MinimumTier] = ["full": .full, "landlock": .landlock]
    /// What a rule is about.
    package static let subjects = ["tool", "prompt", "resource", "request"]
    /// Whether a connection to an address that no grant names is judged by its server name.
    package static let literalAddresses = ["refuse": false, "by-name": true]
    package static let unknownHosts = ["refuse": false, "ask": true]
    /// Whether TLS is required.
    package static let transportSecurity = ["required": true, "unchecked": false]
    package static let networks = ["none": false, "loopback": true]
}
