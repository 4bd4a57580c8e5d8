extension ProfileText {
    mutating func add(_ secrets: [SecretGrant]) {
        if !secrets.isEmpty { line(0, "secrets:") }
        for secret in secrets {
            line(1, "- name: \(ProfileText.scalar(secret.name))", secret.location)
            switch secret.source {
            case .file(let path): line(2, "file: \(ProfileText.scalar("\(path)"))")
            case .environment(let name): line(2, "environment: \(ProfileText.scalar(name))")
            case .systemdCredential(let name): line(2, "systemd-credential: \(ProfileText.scalar(name))")
            case .command(let words):
                line(2, "command:")
                for word in words { line(3, "- \(ProfileText.scalar("\(word)"))") }
            }
            line(2, "variable: \(ProfileText.scalar(secret.variable))")
        }
    }

    mutating func add(_ use: CredentialUse) {
        let name = ProfileText.scalar(use.secret)
        let place: String
        switch use.place {
        case .bearer: return line(2, "credential: \(name)", use.location)
        case .basic: place = "authorization: basic"
        case .header(let header): place = "header: \(ProfileText.scalar(header))"
        case .query(let parameter): place = "query: \(ProfileText.scalar(parameter))"
        }
        line(2, "credential: { name: \(name), \(place) }", use.location)
    }

    mutating func add(_ rules: [RequestRule]) {
        if !rules.isEmpty { line(2, "requests:") }
        for rule in rules {
            line(3, "- methods: [\(rule.methods.joined(separator: ", "))]", rule.location)
            line(4, "path: \(ProfileText.scalar(rule.path))")
            for (key, conditions) in [("query", rule.query), ("headers", rule.headers)] where !conditions.isEmpty {
                line(4, "\(key):")
                for condition in conditions {
                    line(
                        5, "\(ProfileText.scalar(condition.name)): \(ProfileText.scalar(condition.value))",
                        condition.location)
                }
            }
            if rule.allowsWebSocket { line(4, "websocket: true") }
        }
    }
}
