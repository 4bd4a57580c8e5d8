import Policy

/// Names that are made from what a configuration calls a server.
package enum PlainName {
    /// What `--name` accepts: letters, digits, `.`, `_` and `-`, at most 64.
    package static func server(_ name: String) -> String {
        let plain = String(name.unicodeScalars.map { isPlain($0) ? Character($0) : "-" }.prefix(64))
        return plain.allSatisfy { $0 == "-" } ? "server" : plain
    }

    /// The name of the profile for a server of a client.
    static func profile(client: String, server: String) -> String {
        let words = "\(client)-\(server)".lowercased().unicodeScalars.map { scalar -> Character in
            isPlain(scalar) && scalar != "." && scalar != "_" ? Character(scalar) : "-"
        }
        let name = String(words).split(separator: "-").joined(separator: "-")
        return String(name.prefix(60))
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "-": true
        default: false
        }
    }
}
