/// Whether a form that a server wants filled in asks for a secret.
///
/// It judges words. A server that asks in other words is not found out, so this is a help to a person and no wall.
package enum SecretFields {
    /// Whether a property of a requested schema asks for a secret, by what it is called and what it says of itself.
    ///
    /// The case of letters does not matter. In doubt it does: a form that is refused for nothing costs less than a
    /// password. Source: MCP 2025-11-25, elicitation: forms must not ask for sensitive information.
    package static func asksForSecret(name: String, title: String? = nil, description: String? = nil) -> Bool {
        let words = words(of: name)
        if mentions(words) || endsInSecret(words) || hasSecretPart(words.joined()) { return true }
        return [title, description].contains { text in text.map(mentionsSecret) ?? false }
    }

    /// Whether a text speaks of a secret, such as the message that goes with a form.
    package static func mentionsSecret(_ text: String) -> Bool { mentions(words(of: text)) }

    /// Parts of words that speak of nothing else, in some of the languages that people are asked in.
    private static let parts = [
        "password", "passwd", "passphrase", "passcode", "credential", "apikey", "passwort", "kennwort", "contraseña",
        "senha", "wachtwoord", "lösenord", "hasło", "пароль", "密码", "密碼", "パスワード", "비밀번호",
    ]

    /// Whole words, also in the plural.
    private static let wholes = [
        "secret", "token", "cookie", "jwt", "otp", "totp", "2fa", "mfa", "cvv", "cvc", "ssn", "mnemonic", "bearer",
        "dsn",
        "webhook", "creds", "pwd", "kubeconfig",
    ]

    /// Words that belong together, the last also in the plural.
    private static let phrases = [
        ["api", "key"], ["access", "key"], ["private", "key"], ["secret", "key"], ["signing", "key"], ["ssh", "key"],
        ["encryption", "key"], ["license", "key"], ["master", "key"], ["session", "id"], ["pass", "word"],
        ["pass", "phrase"], ["recovery", "phrase"], ["seed", "phrase"], ["recovery", "code"], ["backup", "code"],
        ["security", "code"], ["verification", "code"], ["authentication", "code"], ["time", "code"], ["pin", "code"],
        ["your", "pin"], ["pin", "number"], ["card", "number"], ["connection", "string"], ["database", "url"],
        ["redis", "url"], ["mot", "de", "passe"],
    ]

    /// What counts tokens of a model, and does not ask for one.
    private static let counting: Set<String> = [
        "max", "maximum", "min", "minimum", "limit", "count", "number", "many", "budget", "context", "input", "output",
        "total", "usage",
    ]

    /// What a key opens nothing with.
    private static let harmlessKeys: Set<String> = [
        "primary", "foreign", "sort", "partition", "unique", "row", "group", "join", "cache", "lookup", "object",
        "issue", "project", "ticket", "public", "hot", "shortcut", "map", "json", "translation", "message",
    ]

    private static func mentions(_ words: [String]) -> Bool {
        if words.contains(where: hasSecretPart) { return true }
        let countsTokens = words.contains("tokens") && words.contains(where: counting.contains)
        for (index, word) in words.enumerated() {
            if wholes.contains(where: { isSame(word, $0) }), !(countsTokens && word == "tokens") { return true }
            for phrase in phrases where index + 1 >= phrase.count {
                let start = index + 1 - phrase.count
                if words[start..<index].elementsEqual(phrase.dropLast()), isSame(word, phrase[phrase.count - 1]) {
                    return true
                }
            }
        }
        return false
    }

    /// Whether the last word of a name says what kind of thing goes into the field: `stripe_key`, `db_pass`.
    private static func endsInSecret(_ words: [String]) -> Bool {
        switch words.last {
        case "pass", "auth", "pat", "cred": true
        case "key", "keys": !(words.dropLast().last.map(harmlessKeys.contains) ?? false)
        default: false
        }
    }

    private static func hasSecretPart(_ word: String) -> Bool {
        let bytes = word.utf8
        return parts.contains { part in
            bytes.indices.contains { bytes[$0...].starts(with: part.utf8) }
        }
    }

    private static func isSame(_ word: String, _ singular: String) -> Bool {
        word == singular || (word.utf8.count == singular.utf8.count + 1 && word == singular + "s")
    }

    /// The words of a text in small letters: `apiKey2`, `API-Key` and `api key` begin with the same two.
    private static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = ""
        let scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            let properties = scalar.properties
            guard properties.isAlphabetic || properties.numericType != nil else {
                if !word.isEmpty { words.append(word) }
                word = ""
                continue
            }
            if index > 0, !word.isEmpty {
                let before = scalars[index - 1].properties
                let next = index + 1 < scalars.count ? scalars[index + 1].properties : nil
                let isHump = properties.isUppercase && (before.isLowercase || (next?.isLowercase ?? false))
                let startsNumber = properties.numericType != nil && before.isAlphabetic
                if isHump || startsNumber {
                    words.append(word)
                    word = ""
                }
            }
            word += properties.lowercaseMapping
        }
        if !word.isEmpty { words.append(word) }
        return words
    }
}
