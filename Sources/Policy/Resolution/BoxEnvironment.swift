import Refusals

/// The whole environment of a box.
///
/// It has no description, because values may be secrets.
struct BoxEnvironment {
    /// `NAME=value`, sorted by name.
    let pairs: [String]
    /// Names of the caller's variables that the box does not get, sorted.
    let dropped: [String]

    /// What every box sets itself.
    ///
    /// A profile may set it otherwise.
    struct Base {
        /// As the caller spells it.
        var home: String
        var user: String
        /// Directories where the box finds programs, in order.
        var path: [String]
        /// `/tmp`, where the box has one of its own.
        var temporary: String?
        /// The box has a `TrustStore`, to which programs must be led.
        var hasOwnTrust = false
    }

    /// Names that need no word when they are dropped: the box has its own, or they speak of the caller's terminal.
    private static let ordinary: Set<String> = [
        "HOME", "LANG", "LOGNAME", "OLDPWD", "PATH", "PWD", "SHELL", "SHLVL", "TERM", "TMPDIR", "USER", "_",
    ]

    /// Puts an environment together.
    ///
    /// - Throws: `profile.unknown-variable` for a value that needs a variable without one.
    init(
        _ grants: EnvironmentGrants, secrets: [SecretGrant] = [], base: Base, caller: [String: String],
        variables: Variables
    ) throws(Refusal) {
        var values = [
            "HOME": base.home, "USER": base.user, "LOGNAME": base.user, "LANG": BoxEnvironment.language(caller["LANG"]),
            "PATH": base.path.joined(separator: ":"),
        ]
        values["TMPDIR"] = base.temporary
        if base.hasOwnTrust {
            for variable in TrustStore.variables { values[variable.name] = "\(variable.path)" }
        }
        for passed in grants.pass {
            if let value = caller[passed.name] { values[passed.name] = value }
        }
        for variable in grants.set {
            guard let value = variable.value.expanded(with: variables) else {
                let missing = variable.value.variables.first { variables[$0] == nil } ?? ""
                throw Refusal(
                    .profileUnknownVariable, "\(variable.name) needs ${\(missing)}, which has no value",
                    at: variable.location)
            }
            values[variable.name] = value
        }
        pairs = values.filter { !$0.value.utf8.contains(0) }.map { "\($0.key)=\($0.value)" }.sorted()
        // Where a secret comes from, and where its placeholder goes, is nothing that the server lacks.
        let expected = BoxEnvironment.ordinary.union(secrets.flatMap(\.variables))
        dropped = caller.keys.filter { values[$0] == nil && !expected.contains($0) }.sorted()
    }

    /// The caller's language where it is one, so that messages read the same; else the plain one.
    private static func language(_ value: String?) -> String {
        guard let value, !value.isEmpty,
            value.utf8.allSatisfy({
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || "_.@-".utf8.contains($0)
            })
        else { return "C.UTF-8" }
        return value
    }
}
