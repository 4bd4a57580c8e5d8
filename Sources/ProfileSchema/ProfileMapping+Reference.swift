import LaunchPlan
import Policy
package import PolicyYAML

extension ProfileMapping {
    /// What each key of the mapping holds and means, in the order of `keys`.
    ///
    /// The schema, the tables of `docs/profiles.md` and trilatch-profile(5) are made from this.
    package var reference: [KeyReference] {
        switch self {
        case .profile: ProfileMapping.profileKeys
        case .read: ProfileMapping.readKeys
        case .scratch:
            [
                KeyReference("scratch", .path, "where it stands in the box", isRequired: true),
                KeyReference(
                    "size", .size(ProfileRange.scratch), "its size; \(ScratchGrant.defaultSize) where it is left out"),
            ]
        case .socket: ProfileMapping.nodeKeys("socket", "a Unix socket that a program of the host listens on")
        case .device: ProfileMapping.nodeKeys("device", "a device node")
        case .loopback:
            [KeyReference("loopback", .boolean, "`true`: the box's own loopback interface", isRequired: true)]
        case .literalAddresses:
            [
                KeyReference(
                    "literal-addresses", .words(ProfileWord.literalAddresses.keys.sorted(by: >)),
                    "`by-name`: a connection to an address that no entry names is judged by the server name in its TLS "
                        + "hello; `refuse`, which is what holds without the entry, refuses it", isRequired: true)
            ]
        case .unknownHost:
            [
                KeyReference(
                    "unknown-host", .words(ProfileWord.unknownHosts.keys.sorted(by: >)),
                    "`ask`: a connection to a host that no entry names waits until [a person allows it](#unknown-hosts); "
                        + "`refuse`, which is what holds without the entry, refuses it", isRequired: true),
                KeyReference(
                    "wait", .integer(UInt32(ProfileRange.wait.lowerBound)...UInt32(ProfileRange.wait.upperBound)),
                    "the seconds that a connection waits; \(UnknownHostGrant.defaultSeconds) where it is left out"),
            ]
        case .host: ProfileMapping.hostKeys
        case .hostLimits: ProfileMapping.hostLimitKeys
        case .credential: ProfileMapping.credentialKeys
        case .request: ProfileMapping.requestKeys
        case .secret: ProfileMapping.secretKeys
        case .environment:
            [
                KeyReference(
                    "pass", .list(of: .either([.variable, .mapping(.passed)])),
                    "variables that the server gets with the values that the client gave"),
                KeyReference(
                    "set", .variables(.either([.text, .mapping(.set)])), "variables with the values that stand here"),
            ]
        case .passed:
            [
                KeyReference("name", .variable, "the variable", isRequired: true),
                KeyReference("because", .sentence, "the reason; needed where the name looks like a secret's"),
            ]
        case .set:
            [
                KeyReference("value", .text, "the value; it may have variables", isRequired: true),
                KeyReference("because", .sentence, "the reason; needed where the name looks like a secret's"),
            ]
        case .limits: ProfileMapping.limitKeys
        case .runtime: ProfileMapping.runtimeKeys
        case .client: ProfileMapping.clientKeys
        case .filter:
            [
                KeyReference(
                    "allow", .list(of: .namePattern), "only these pass; every name where it is left out"),
                KeyReference("deny", .list(of: .namePattern), "these do not, whatever is allowed"),
            ]
        case .rule: ProfileMapping.ruleKeys
        case .results: ProfileMapping.resultKeys
        case .audit: ProfileMapping.auditKeys
        case .tier:
            [
                KeyReference(
                    "full-minus",
                    .list(of: .words(Layer.dispensable.map(\.name).sorted()), isEverEmpty: false),
                    "layers that may be missing; no other can be done without")
            ]
        }
    }

    /// What a mapping must say because of what else it says, as far as no other file must be looked at for it.
    var rules: [KeyRule] {
        switch self {
        case .read:
            [
                KeyRule("protect", .entries, needs: "write", saying: .true),
                KeyRule("shared", .true, needs: "write", saying: .true),
                KeyRule("reveal", .entries, needs: "because"),
                KeyRule("origin", .word("trusted"), needs: "because"),
                KeyRule("sensitivity", .word("public"), needs: "because"),
            ]
        case .host:
            [
                KeyRule("credential", .something, needs: "inspect", saying: .true),
                KeyRule("requests", .something, needs: "inspect", saying: .true),
                KeyRule("origin", .word("trusted"), needs: "because"),
                KeyRule("origin", .word("trusted"), needs: "inspect", saying: .true),
                KeyRule("audience", .word("own"), needs: "because"),
                KeyRule("audience", .word("own"), needs: "inspect", saying: .true),
            ]
        default: []
        }
    }

    /// The keys of which just one stands in each entry.
    var alternatives: [String] {
        switch self {
        case .rule: ProfileWord.subjects
        case .secret: ProfileWord.secretSources
        default: []
        }
    }

    private static let profileKeys = [
        KeyReference("version", .version, "the version of the language", isRequired: true),
        KeyReference("summary", .sentence, "what the profile is for"),
        KeyReference("extends", .name, "the [parent](#parents)"),
        KeyReference(
            "filesystem", .list(of: .entry(fileSystemEntries)), "[what of the host the box sees](#filesystem)"),
        KeyReference(
            "network",
            .either([
                .words(ProfileWord.networks.keys.sorted(by: >)),
                .list(of: .entry([.host, .loopback, .literalAddresses, .unknownHost])),
            ]),
            "[what it reaches](#network)"),
        KeyReference(
            "secrets", .list(of: .mapping(.secret)),
            "[what the broker puts into requests](#secrets), and the box never has"),
        KeyReference("environment", .mapping(.environment), "[variables](#environment)"),
        KeyReference("limits", .mapping(.limits), "[memory, processes and so on](#limits)"),
        KeyReference("runtime", .mapping(.runtime), "[`/proc`, Unix sockets, executable memory](#runtime)"),
        KeyReference("client", .mapping(.client), "[what the server may make the client do](#client)"),
        KeyReference("tools", .mapping(.filter), "[the tools](#names-that-pass) that the client sees and calls"),
        KeyReference("prompts", .mapping(.filter), "[the prompts](#names-that-pass)"),
        KeyReference("resources", .mapping(.filter), "[the resources](#names-that-pass), by URI"),
        KeyReference(
            "templates", .mapping(.filter), "[the resource templates](#names-that-pass), by the text of the template"),
        KeyReference("rules", .list(of: .mapping(.rule)), "[what must hold for arguments](#rules)"),
        KeyReference(
            "pin", .words(PinMode.allCases.map(\.rawValue)), "[what is done about a server that changed](#pin)"),
        KeyReference(
            "unknown-methods", .words(UnknownMethods.allCases.map(\.rawValue)),
            "[methods that the protocol does not have](#unknown-methods); `refuse` where nothing is said"),
        KeyReference("results", .mapping(.results), "[what becomes of results](#results)"),
        KeyReference(
            "audit", .either([.words(AuditSettings.Keeping.allCases.map(\.rawValue)), .mapping(.audit)]),
            "[what the audit log holds](#audit)"),
        KeyReference(
            "minimum-tier", .either([.words(ProfileWord.tiers.keys.sorted()), .mapping(.tier)]),
            "[the weakest box that will do](#minimum-tier)"),
    ]

    private static let readKeys = [
        KeyReference("read", .path, "a file or directory of the host", isRequired: true),
        KeyReference("write", .boolean, "`true`: the box may also write there"),
        KeyReference(
            "optional", .boolean,
            "`true`: where it does not exist, nothing is granted; without it, a missing path is refused (`path.missing`)"
        ),
        KeyReference(
            "protect", .list(of: .relativePath),
            "what stays read-only, also where it does not exist yet; needs `write: true`. Adds to what is always "
                + "protected: what other programs run or trust without being asked"),
        KeyReference(
            "hide", .list(of: .relativePath),
            "what the box does not see: a bare name counts at every depth and may have `*`, a path counts from the "
                + "entry. Adds to what is always hidden: `.env` files, private keys and the like"),
        KeyReference(
            "reveal", .list(of: .relativePath), "of what is always hidden, what this server does see; needs `because`"),
        KeyReference(
            "shared", .boolean,
            "`true`: others read what is written here (a synced or served folder, a cache of several servers); needs "
                + "`write: true`, and carries all three legs"),
        KeyReference("origin", .words(["trusted", "untrusted"]), "`trusted` is a [narrowing](#narrowings)"),
        KeyReference("sensitivity", .words(["public", "private"]), "`public` is a [narrowing](#narrowings)"),
        KeyReference("audience", .words(["anyone"]), "may be written out; a path has no narrowing of it"),
        KeyReference("because", .sentence, "the reason"),
    ]

    private static func nodeKeys(_ key: String, _ what: String) -> [KeyReference] {
        [
            KeyReference(key, .path, what, isRequired: true),
            KeyReference("optional", .boolean, "`true`: where it does not exist, nothing is granted"),
            KeyReference("because", .sentence, "the reason"),
        ]
    }

    private static let hostKeys = [
        KeyReference(
            "host", .host, "a DNS name in lower case, `*.` and a name of two parts or more, or an address",
            isRequired: true),
        KeyReference(
            "ports",
            .list(
                of: .integer(UInt32(ProfileRange.port.lowerBound)...UInt32(ProfileRange.port.upperBound)),
                isEverEmpty: false),
            "the ports; 443 where they are left out"),
        KeyReference(
            "tls", .words(ProfileWord.transportSecurity.keys.sorted()),
            "`required`, where it is left out: a connection begins with a TLS hello for this very name; `unchecked`: "
                + "whatever passes"),
        KeyReference("inspect", .boolean, "`true`: the broker ends TLS and sees the requests"),
        KeyReference(
            "private", .boolean,
            "`true`: the name may lead into a private range or to this machine; needed for names and addresses that "
                + "can lead nowhere else"),
        KeyReference(
            "ranges", .list(of: .addressRange, isEverEmpty: false),
            "the private addresses that the name may have, such as `10.1.0.0/16`; where it is left out, those of private "
                + "networks, and neither this machine's nor link-local ones; needs `private`"),
        KeyReference(
            "credential", .either([.name, .mapping(.credential)]),
            "the [secret](#secrets) of this file that the broker puts into requests, after `Bearer` in `Authorization` where "
                + "nothing else is said; needs `inspect`, and one exact name"),
        KeyReference(
            "requests", .list(of: .mapping(.request), isEverEmpty: false),
            "the requests that pass; all where it is left out; needs `inspect`"),
        KeyReference("limits", .mapping(.hostLimits), "what the box may take of this host"),
        KeyReference("origin", .words(["trusted", "untrusted"]), "`trusted` is a [narrowing](#narrowings)"),
        KeyReference("audience", .words(["own", "anyone"]), "`own` is a [narrowing](#narrowings)"),
        KeyReference("sensitivity", .words(["private"]), "may be written out; a host has no narrowing of it"),
        KeyReference("because", .sentence, "the reason"),
    ]

    private static let hostLimitKeys = [
        KeyReference(
            "connections", .integer(ProfileRange.connections), "connections at a time; the box has 512 of all hosts"),
        KeyReference("idle", .integer(ProfileRange.seconds), "seconds without a byte; 600 where it is left out"),
        KeyReference("total", .integer(ProfileRange.seconds), "seconds that a connection may last, whatever passes"),
        KeyReference(
            "sent", .size(ProfileRange.traffic),
            "bytes that the box may send there in its life, over all connections; then they end, and there are no more"),
        KeyReference("received", .size(ProfileRange.traffic), "the same for what it receives"),
    ]

    private static let clientKeys =
        ClientAct.allCases.map { KeyReference($0.rawValue, .boolean, $0.meaning) } + [
            KeyReference(
                "roots", .list(of: .path),
                "folders that the server is told it works in, when it asks; the workspace where it is left out")
        ]

    private static let ruleKeys = [
        KeyReference("tool", .namePattern, "calls of the tools of this name"),
        KeyReference("prompt", .namePattern, "uses of the prompts of this name"),
        KeyReference("resource", .namePattern, "reading the resources of this URI, which is what the rule looks at"),
        KeyReference(
            "request", .words(ServerRequest.allCases.map(\.rawValue)), "requests that the server starts"),
        KeyReference(
            "at", .either([.pointer, .list(of: .pointer, isEverEmpty: false)]),
            "what of the arguments the rule looks at (of the parameters, for a `request`): a JSON pointer, in which `*` "
                + "stands for every element, or several; needed but for a `resource`"),
        KeyReference(
            "under", .either([.path, .list(of: .path, isEverEmpty: false)]), "a [path](#paths) in one of these"),
        KeyReference("matches", .text, "a text that is all of this [pattern](#patterns)"),
        KeyReference(
            "one-of", .list(of: .plain, isEverEmpty: false),
            "one of these, written the same: `1` is not `1.0`"),
        KeyReference("max-length", .integer(ProfileRange.textLength), "a text of at most so many Unicode characters"),
        KeyReference("required", .boolean, "`true`: it must be there"),
        KeyReference("absent", .boolean, "`true`: it must not be there; stands alone"),
    ]

    private static let resultKeys = [
        KeyReference(
            "escapes", .words(TextTreatment.allCases.map(\.rawValue)),
            "terminal escapes and other control characters; `neutralise` where nothing is said: each is replaced by a "
                + "visible spelling"),
        KeyReference(
            "invisible", .words(TextTreatment.allCases.map(\.rawValue)),
            "characters that nobody sees, or that reorder what is seen; `neutralise` where nothing is said"),
        KeyReference("longest-text", .size(ProfileRange.result), "of any one text of a result"),
        KeyReference("largest", .size(ProfileRange.result), "of a whole result, as it crosses the wire"),
    ]

    private static let auditKeys = [
        KeyReference(
            "keeping", .words(AuditSettings.Keeping.allCases.map(\.rawValue)),
            "`strict`, also where nothing is said: a box ends when an event cannot be written; `best-effort`: what is "
                + "lost is counted and told"),
        KeyReference(
            "arguments", .words(AuditSettings.Arguments.allCases.map(\.rawValue)),
            "`digest`, also where nothing is said: arguments and results are recorded by a keyed digest and their size; "
                + "`full`: whole"),
    ]

    private static let limitKeys = [
        KeyReference("memory", .size(ProfileRange.memory), "of the box"),
        KeyReference("processes", .integer(ProfileRange.processes), "of the box, threads included"),
        KeyReference("cpu", .processors(ProfileRange.processors), "of the box, in processors (`1.5`)"),
        KeyReference("open-files", .integer(ProfileRange.openFiles), "of each process"),
        KeyReference("file-size", .size(ProfileRange.fileSize), "of any one file that is written"),
        KeyReference("message", .size(ProfileRange.message), "of any one message on the wire"),
        KeyReference(
            "enforce", .words(LimitSettings.Enforcement.allCases.map(\.rawValue)),
            "`any`: by the best means that the host has, which is shown; `cgroup`: by a control group, or the launch is "
                + "refused"),
    ]

    private static let runtimeKeys = [
        KeyReference(
            "proc", .words(ProcessFileSystem.allCases.map(\.word)),
            "`pid-only`, also where nothing is said: the box's own processes; `full-masked`: all of `/proc`, with what "
                + "leaks or acts on the kernel covered; `empty`"),
        KeyReference(
            "unix-sockets", .boolean,
            "`true`: the box may make Unix sockets, among its own processes; `false` where nothing is said"),
        KeyReference(
            "write-xor-execute", .boolean,
            "`true`: no memory is both written and executed; stops just-in-time compilers, so not for Node or Java; "
                + "`false` where nothing is said"),
    ]
}

extension ClientAct {
    /// What `true` lets the server do, and the legs that come with it.
    fileprivate var meaning: String {
        switch self {
        case .sampling: "`true`: it may ask the client's model; carries all three legs"
        case .includeContext: "`true`: it may have the client add what other servers said; carries all three legs"
        case .elicitation:
            "`true`, also where nothing is said: it may ask the user to fill in a form, but never for a secret"
        case .elicitationURLs: "`true`: it may send the user to an address; carries egress"
        case .outsideLinks:
            "`true`: it may name links, images and icons outside the grants, which the client would fetch; carries egress"
        }
    }
}
