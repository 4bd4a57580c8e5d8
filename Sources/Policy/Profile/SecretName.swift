import Refusals

/// Which names of environment variables look like a secret's.
package enum SecretName {
    /// Words that make a name look like a secret's wherever they stand in it.
    private static let anywhere = words(
        "TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "APIKEY", "COOKIE")
    /// Words that do so as a part of their own, between underscores or at an end.
    private static let parts = words(
        "KEY", "KEYS", "AUTH", "PAT", "PASS", "PWD", "CREDS", "CRED", "JWT", "BEARER", "DSN", "SESSION", "SIGNATURE",
        "PRIVATE", "CERT", "WEBHOOK")
    /// Ends of names for a connection string with a password in it, or for a way to a secret.
    private static let suffixes = words("DATABASE_URL", "_URI", "_CONNECTION_STRING", "REDIS_URL", "KUBECONFIG")
    /// The shell's own names for directories, and OpenSSL's for the certificates of public authorities.
    private static let harmless = words("PWD", "OLDPWD", "SSL_CERT_FILE", "SSL_CERT_DIR", "NIX_SSL_CERT_FILE")

    /// Whether a variable of this name probably holds a secret.
    ///
    /// The case of letters does not matter. Works on bytes: every start asks this of every variable.
    package static func looksSecret(_ name: String) -> Bool {
        let name = name.utf8.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) ? $0 & 0xdf : $0 }
        if harmless.contains(name) { return false }
        if suffixes.contains(where: { name.suffix($0.count).elementsEqual($0) }) { return true }
        if name.split(separator: UInt8(ascii: "_")).contains(where: { parts.contains(Array($0)) }) { return true }
        return name.indices.contains { start in anywhere.contains { name[start...].starts(with: $0) } }
    }

    private static func words(_ words: String...) -> [[UInt8]] { words.map { Array($0.utf8) } }

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

    /// Whether a name looks like a secret's, which then needs a reason.
    ///
    /// - Parameter form: How a profile writes the entry with its reason.
    /// - Throws: `environment.secret-name`.
    static func judge(
        _ name: String, _ because: Reason?, form: String, at location: SourceLocation
    ) throws(Refusal) -> Bool {
        let isSecret = looksSecret(name)
        guard because != nil || !isSecret else {
            throw Refusal(
                .environmentSecretName, "the variable \(name) looks like a secret", at: location,
                hint: "write `\(form)` if the server must hold it")
        }
        return isSecret
    }
}
