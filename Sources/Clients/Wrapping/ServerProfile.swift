package import Policy
import PolicyYAML
package import Refusals

/// A profile of one server's own: another profile, and the variables that its client gives it.
///
/// The values stay where the client keeps them; only the names are in the profile.
package struct ServerProfile: Sendable, Equatable {
    /// What the profile is called.
    package let name: String
    package let text: String
    /// Variables of the client that look like a secret's, and that the server gets.
    package let secrets: [String]

    private static let firstLine =
        "# Written by `trilatch wrap`. It is yours: read it, and change what is not as you want it."

    /// Variables that every box has by itself.
    private static let ordinary: Set<String> = ["PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "LANG"]

    /// The variables of a server that a profile does not give it.
    ///
    /// - Parameter parent: The profile, merged with its parents.
    package static func missing(_ launch: ServerLaunch, in parent: Profile) -> [String] {
        let known = Set(parent.environment.pass.map(\.name) + parent.environment.set.map(\.name))
        return launch.environment.filter {
            SecretName.isVariableName($0) && !known.contains($0) && !ordinary.contains($0)
        }
    }

    /// Writes a profile that passes variables.
    ///
    /// - Parameters:
    ///   - name: The profile's name.
    ///   - parent: The name of the profile that it extends.
    ///   - variables: The variables to pass; never empty.
    ///   - summary: What the profile is for, in characters that need no care.
    package init(name: String, extending parent: String, passing variables: [String], summary: String) {
        precondition(!variables.isEmpty, "a profile that passes nothing is its parent")
        self.name = name
        secrets = variables.filter(SecretName.looksSecret)
        var text = """
            \(ServerProfile.firstLine)
            version: 1
            summary: "\(summary)"
            extends: \(parent)

            environment:
              # What the client's configuration gives to this server. The values stay there.
              pass:

            """
        for variable in variables {
            if SecretName.looksSecret(variable) {
                text += "    # It looks like a secret: whatever runs in the box can read it.\n"
                text +=
                    "    - { name: \"\(variable)\", because: \"the client's configuration gives it to this server\" }\n"
            } else {
                text += "    - \"\(variable)\"\n"
            }
        }
        self.text = text
    }

    /// Whether a text says that `wrap` wrote it.
    package static func isByWrap(_ text: String) -> Bool { text.hasPrefix(firstLine) }

    /// Whether a text is that of a profile as `wrap` wrote it, and nobody has changed it since.
    ///
    /// It is, where writing anew what it says gives the same bytes.
    package static func isUntouched(_ text: String, name: String) -> Bool {
        guard let profile = ProfileReader.read(Array(text.utf8), file: "\(name).yaml", variables: []).profile,
            let parent = profile.extends?.value, let summary = profile.summary?.value, !profile.environment.pass.isEmpty
        else { return false }
        let again = ServerProfile(
            name: name, extending: parent, passing: profile.environment.pass.map(\.name), summary: summary)
        return again.text.utf8.elementsEqual(text.utf8)
    }

    /// The legs of a box with this profile, about whose paths the worst is assumed.
    ///
    /// - Parameter parent: The profile that it extends, merged with its parents.
    /// - Throws: the first refusal of the profile or of its legs.
    package func legs(extending parent: Profile) throws(Refusal) -> LegDerivation {
        let outcome = ProfileReader.read(Array(text.utf8), file: "\(name).yaml", variables: [])
        if let refusal = outcome.refusals.first { throw refusal }
        guard let profile = outcome.profile else { preconditionFailure("a reading without refusals gave no profile") }
        let legs = Legs.derive(try profile.merging(parent: parent))
        if let refusal = legs.refusal { throw refusal }
        return legs
    }
}
