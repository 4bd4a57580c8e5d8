/// What the audit log says of a launch, before the server runs.
///
/// It names what was granted, and holds no value: of the environment only names, of the command only the program, for
/// arguments carry secrets.
package struct LaunchRecord: Sendable, Equatable {
    /// What messages call the server.
    package var name: String
    /// Absolute path of the program.
    package var program: String
    package var profile: String
    /// Of the merged profile's text, as `Digest.sha256` gives it.
    package var profileDigest: String
    /// Of the encoded plan.
    package var planDigest: String
    package var workspace: String?
    /// The host's user that the kernel knows the box by.
    package var boxUser: UInt32?
    /// The weakest tier that the profile accepts; the line of the ready box says which one it has.
    package var minimumTier: String
    package var legs: [Leg]
    package var narrowings: [Narrowing]
    package var limits: [Limit]
    /// Whether the supervisor is told of the server's calls, as `trilatch learn` is.
    package var recordsCalls: Bool
    /// Names of variables that the client set and the profile does not pass.
    package var omittedEnvironment: [String]

    package init(
        name: String, program: String, profile: String, profileDigest: String, planDigest: String,
        workspace: String? = nil, boxUser: UInt32? = nil, minimumTier: String, legs: [Leg] = [],
        narrowings: [Narrowing] = [],
        limits: [Limit] = [], recordsCalls: Bool = false,
        omittedEnvironment: [String] = []
    ) {
        self.name = name
        self.program = program
        self.profile = profile
        self.profileDigest = profileDigest
        self.planDigest = planDigest
        self.workspace = workspace
        self.boxUser = boxUser
        self.minimumTier = minimumTier
        self.legs = legs
        self.narrowings = narrowings
        self.limits = limits
        self.recordsCalls = recordsCalls
        self.omittedEnvironment = omittedEnvironment
    }

    /// A leg that the box holds, and the grants that gave it, each as `file:line:column grant`.
    package struct Leg: Sendable, Equatable {
        package var name: String
        package var grants: [String]

        package init(name: String, grants: [String]) {
            self.name = name
            self.grants = grants
        }
    }

    /// A leg that a grant does not carry, and the reason that the profile gives.
    package struct Narrowing: Sendable, Equatable {
        package var grant: String
        package var narrowing: String
        package var because: String

        package init(grant: String, narrowing: String, because: String) {
            self.grant = grant
            self.narrowing = narrowing
            self.because = because
        }
    }

    /// A limit, and what holds it: `cgroup`, `rlimit` or `watched`.
    package struct Limit: Sendable, Equatable {
        package var name: String
        package var value: String
        package var heldBy: String

        package init(name: String, value: String, heldBy: String) {
            self.name = name
            self.value = value
            self.heldBy = heldBy
        }
    }
}

extension LaunchRecord {
    func add(to line: inout AuditLine) {
        line.add("program", program)
        line.add("profile", profile)
        line.add("profile-digest", "sha256:\(profileDigest)")
        line.add("plan-digest", "sha256:\(planDigest)")
        if let workspace { line.add("workspace", workspace) }
        if let boxUser { line.add("box-user", boxUser) }
        line.add("minimum-tier", minimumTier)
        line.add("legs", legs) { line, leg in
            line.add("leg", leg.name)
            line.add("grants", leg.grants)
        }
        line.add("narrowings", narrowings) { line, narrowing in
            line.add("grant", narrowing.grant)
            line.add("narrowing", narrowing.narrowing)
            line.add("because", narrowing.because)
        }
        line.add("limits", limits) { line, limit in
            line.add("limit", limit.name)
            line.add("value", limit.value)
            line.add("held-by", limit.heldBy)
        }
        if recordsCalls { line.add("recorded", "calls") }
        line.add("omitted-environment", omittedEnvironment)
    }
}
