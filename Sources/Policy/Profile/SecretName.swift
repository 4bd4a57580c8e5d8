import Refusals

/// Which names of environment variables look like a secret's.
package enum SecretName {
    /// Words that make a name look like a secret's wherever they stand in it.
    private static let anywhere = [
        "TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "APIKEY", "COOKIE",
    ]
    /// Words that do so as a part of their own, between underscores or at an end.
    private static let parts: Set<Substring> = [
        "KEY", "KEYS", "AUTH", "PAT", "PASS", "PWD", "CREDS", "CRED", "JWT", "BEARER", "DSN", "SESSION", "SIGNATURE",
        "PRIVATE", "CERT", "WEBHOOK",
    ]
    /// Names that hold a connection string with a password in it, or lead to a secret.
    private static let suffixes = [
        "DATABASE_URL", "_URI", "_CONNECTION_STRING", "REDIS_URL", "_AUTH_SOCK", "KUBECONFIG",
    ]
    /// The shell's own names for directories.
    private static let harmless: Set<String> = ["PWD", "OLDPWD"]

    /// Whether a variable of this name probably holds a secret.
    ///
    /// The case of letters does not matter.
    package static func looksSecret(_ name: String) -> Bool {
        let name = name.uppercased()
        if harmless.contains(name) { return false }
        return anywhere.contains { name.contains($0) }
            || name.split(separator: "_").contains { parts.contains($0) }
            || suffixes.contains { name.hasSuffix($0) }
    }

    /// Whether this can be the name of an environment variable: letters, digits and `_`, no digit first.
    package static func isVariableName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return name.utf8.count <= 256
            && name.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "_")
            }
    }

    /// Demands a reason for a secret-looking name.
    ///
    /// - Parameter form: How a profile writes the entry with its reason.
    /// - Throws: `environment.secret-name`.
    static func requireReason(
        _ name: String, _ because: Reason?, form: String, at location: SourceLocation
    ) throws(Refusal) {
        guard because == nil, looksSecret(name) else { return }
        throw Refusal(
            .environmentSecretName, "the variable \(name) looks like a secret", at: location,
            hint: "write `\(form)` if the server must hold it")
    }
}
