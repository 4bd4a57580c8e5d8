/// Which files and directories hold secrets by their name: hidden in every granted tree unless `reveal:` says otherwise.
enum SecretNode: Sendable {
    /// By its name alone.
    case certain
    /// When its first bytes hold one of these texts: the name alone also stands for what is public.
    case holding([StaticString])

    /// How many bytes of a file are looked at.
    static let sampleLength = 4096

    /// Judges a name; nil for what is nobody's secret.
    static func judge(_ name: ArraySlice<UInt8>, _ kind: HostFile.Kind) -> SecretNode? {
        // A walk asks about every entry of a tree: only a name that could be in a table becomes a string.
        guard couldMatch(name), let text = String(validating: name, as: UTF8.self) else { return nil }
        if kind == .directory { return directories.contains(text) ? .certain : nil }
        if files.contains(text) || stores.contains(where: { text.hasSuffix($0) }) { return .certain }
        if text.hasPrefix(".env.") { return examples.contains(where: { text.hasSuffix($0) }) ? nil : .certain }
        if keys.contains(where: { text.hasSuffix($0) }) { return .holding(["PRIVATE KEY-----"]) }
        if text == ".npmrc" || text == ".yarnrc.yml" { return .holding(["_auth", "_password", "npmAuth"]) }
        return nil
    }

    /// Whether the first bytes of a file hold one of the texts.
    static func holds(_ sample: [UInt8], anyOf marks: [StaticString]) -> Bool {
        marks.contains { mark in
            let mark = Array(mark.description.utf8)
            guard sample.count >= mark.count else { return false }
            return (0...(sample.count - mark.count)).contains { sample[$0...].starts(with: mark) }
        }
    }

    /// Whether a name is worth a look in the tables.
    ///
    /// It may say yes too often, never no too often.
    private static func couldMatch(_ name: ArraySlice<UInt8>) -> Bool {
        guard let first = name.first else { return false }
        if first == UInt8(ascii: ".") || first == UInt8(ascii: "_") { return true }
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return name.starts(with: "id_".utf8) }
        let length = name.endIndex - dot - 1
        guard (2...8).contains(length) else { return false }
        return packedExtensions.contains(name[(dot + 1)...].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }

    private static let packedExtensions: Set<UInt64> = Set(
        (keys + stores + [".json"]).map { $0.utf8.dropFirst().reduce(UInt64(0)) { $0 << 8 | UInt64($1) } })

    private static let directories: Set<String> = [
        ".aws", ".azure", ".gcloud", ".gnupg", ".kube", ".password-store", ".ssh",
    ]
    private static let files: Set<String> = [
        ".boto", ".dockercfg", ".env", ".envrc.local", ".git-credentials", ".htpasswd", ".my.cnf", ".netrc", ".pgpass",
        ".pypirc", ".s3cfg", ".terraformrc", ".vault-token", "_netrc", "client_secret.json", "credentials.json",
        "id_dsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk", "id_rsa", "service-account.json",
        "serviceAccountKey.json",
    ]
    /// Files that hold nothing but keys and passwords.
    private static let stores = [".jks", ".kdbx", ".keystore", ".p12", ".pfx", ".ppk"]
    /// Files that may hold a private key or a public certificate.
    private static let keys = [".key", ".p8", ".pem"]
    private static let examples = [".dist", ".example", ".sample", ".template", ".tmpl"]
}
