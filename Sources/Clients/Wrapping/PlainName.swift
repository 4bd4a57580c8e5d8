import Policy

/// Names that are made from what a configuration calls a server.
package enum PlainName {
    /// What `--name` accepts: letters, digits, `.`, `_` and `-`, at most 64.
    package static func server(_ name: String) -> String {
        let plain = String(name.unicodeScalars.map { isPlain($0) ? Character($0) : "-" }.prefix(64))
        return plain.allSatisfy { $0 == "-" } ? "server" : plain
    }

    /// The same, and not one that another server has: the name is also that of a folder which belongs to one server.
    static func server(_ name: String, besides taken: Set<String>) -> String {
        let plain = server(name)
        guard taken.contains(plain) else { return plain }
        // Of one more number than there are names, one is free.
        let number = (2...(taken.count + 2)).first { !taken.contains("\(plain.prefix(56))-\($0)") } ?? 2
        return "\(plain.prefix(56))-\(number)"
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
