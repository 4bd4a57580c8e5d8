import Policy
import Testing

@Suite("A form")
struct SecretFieldsTests {
    @Test(
        "A field that asks for a secret is known by its name",
        arguments: [
            "password", "userPassword", "Password2", "pass-word", "db_pass", "passphrase", "apiKey", "API_KEY",
            "api key", "APIKey", "openai_key", "key", "keys", "secret", "client_secret", "clientSecretValue", "token",
            "accessToken", "token1", "refresh_tokens", "github_pat", "otp", "totpCode", "mfa", "2fa",
            "verification_code", "cvv", "cardNumber", "ssn", "session_id", "cookie", "auth", "basicAuth", "jwt",
            "connectionString", "DATABASE_URL", "kubeconfig", "Passwort", "contraseña", "пароль", "密码",
            "mot_de_passe", "webhook",
        ])
    func secret(name: String) { #expect(SecretFields.asksForSecret(name: name)) }

    @Test(
        "One that asks for something else is not",
        arguments: [
            "name", "email", "author", "issueKey", "primary_key", "keyboard", "keywords", "monkey", "sort_key",
            "projectKeys", "maxTokens", "tokens_total", "tokenizer", "secretary", "private", "session_name",
            "signature", "branch", "passenger", "bypass", "compass_direction", "color", "path", "number_of_rows",
            "pincushion", "public_key", "zip_code",
        ])
    func harmless(name: String) { #expect(!SecretFields.asksForSecret(name: name)) }

    @Test(
        "Its title and description count as well",
        arguments: [
            ("Your GitHub access token", true), ("One-time code from your phone", true), ("Enter the PIN code", true),
            ("What is your SSH private key?", true), ("The pass phrase of the key", true), ("Which branch?", false),
            ("How many tokens at most?", false), ("The issue key, such as AB-12", false),
            ("A compass, words and tokens", true),
        ])
    func texts(text: String, asks: Bool) {
        #expect(SecretFields.asksForSecret(name: "value", title: text) == asks)
        #expect(SecretFields.asksForSecret(name: "value", description: text) == asks)
        #expect(SecretFields.mentionsSecret(text) == asks)
    }
}
