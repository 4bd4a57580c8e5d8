/// The values that `${name}` stands for in a profile.
package struct Variables: Sendable, Hashable {
    /// What `--workspace` names: absolute, canonical.
    ///
    /// Nil where there is none.
    package var workspace: String?
    /// The caller's home directory: absolute, canonical.
    package var home: String?
    /// A folder that outlives the box and belongs to this server alone: absolute.
    package var cache: String?
    /// The caller's user name.
    package var user: String?
    /// What `--set name=value` gave.
    package var set: [String: String]

    /// The names that every profile may use.
    package static let builtIn: Set<String> = ["workspace", "home", "cache", "user"]

    package init(
        workspace: String? = nil, home: String? = nil, cache: String? = nil, user: String? = nil,
        set: [String: String] = [:]
    ) {
        self.workspace = workspace
        self.home = home
        self.cache = cache
        self.user = user
        self.set = set
    }

    /// The value of a variable.
    ///
    /// A name of `builtIn` never comes from `set`.
    package subscript(name: String) -> String? {
        switch name {
        case "workspace": workspace
        case "home": home
        case "cache": cache
        case "user": user
        default: set[name]
        }
    }

    /// Whether this is the name of a variable: lower-case letters, digits and `-`, a letter first.
    package static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return false }
        return ProfileName.isValid(text)
    }
}

/// What a profile can be called: lower-case letters, digits and `-`; nothing that is a path.
package enum ProfileName {
    /// Whether this is a profile's name, at most 64 bytes long.
    package static func isValid(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
            }
    }
}
