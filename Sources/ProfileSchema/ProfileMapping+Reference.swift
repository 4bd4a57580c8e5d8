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
        case .host: ProfileMapping.hostKeys
        case .request:
            [
                KeyReference(
                    "methods", .list(of: .words(ProfileWord.methods), isEverEmpty: false), "the methods that pass",
                    isRequired: true),
                KeyReference("path", .requestPath, "the path that passes; a `*` may end it", isRequired: true),
            ]
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
        case .client: ClientAct.allCases.map { KeyReference($0.rawValue, .boolean, $0.meaning) }
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

    private static let profileKeys = [
        KeyReference("version", .version, "the version of the language", isRequired: true),
        KeyReference("summary", .sentence, "what the profile is for"),
        KeyReference("extends", .name, "the [parent](#parents)"),
        KeyReference(
            "filesystem", .list(of: .entry(fileSystemEntries)), "[what of the host the box sees](#filesystem)"),
        KeyReference(
            "network",
            .either([.words(ProfileWord.networks.keys.sorted(by: >)), .list(of: .entry([.host, .loopback]))]),
            "[what it reaches](#network)"),
        KeyReference("environment", .mapping(.environment), "[variables](#environment)"),
        KeyReference("limits", .mapping(.limits), "[memory, processes and so on](#limits)"),
        KeyReference("runtime", .mapping(.runtime), "[`/proc`, Unix sockets, executable memory](#runtime)"),
        KeyReference("client", .mapping(.client), "[what the server may make the client do](#client)"),
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
        KeyReference("inspect", .boolean, "`true`: the broker ends TLS and sees the requests"),
        KeyReference(
            "private", .boolean,
            "`true`: the name may lead into a private range or to this machine; needed for names and addresses that "
                + "can lead nowhere else"),
        KeyReference(
            "credential", .name,
            "a secret that the broker puts into requests, and the box never has; needs `inspect`"),
        KeyReference(
            "requests", .list(of: .mapping(.request), isEverEmpty: false),
            "the requests that pass; all where it is left out; needs `inspect`"),
        KeyReference("origin", .words(["trusted", "untrusted"]), "`trusted` is a [narrowing](#narrowings)"),
        KeyReference("audience", .words(["own", "anyone"]), "`own` is a [narrowing](#narrowings)"),
        KeyReference("sensitivity", .words(["private"]), "may be written out; a host has no narrowing of it"),
        KeyReference("because", .sentence, "the reason"),
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
