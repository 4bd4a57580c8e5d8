/// Names behind which many owners publish, so that the name says nothing about who wrote or reads what is there.
package enum SharedFronts {
    /// Each entry stands for itself and for every name below it.
    private static let names: Set<String> = [
        // Object stores and content networks.
        "amazonaws.com", "akamaized.net", "akamaihd.net", "azureedge.net", "azurefd.net", "backblazeb2.com",
        "blob.core.windows.net", "b-cdn.net", "cdn.jsdelivr.net", "cloudfront.net", "digitaloceanspaces.com",
        "edgekey.net", "fastly.net", "fastlylb.net", "googleapis.com", "googleusercontent.com", "jsdelivr.net",
        "r2.cloudflarestorage.com", "r2.dev", "unpkg.com",
        // Hosting of other people's pages, functions and applications.
        "azurewebsites.net", "cloudfunctions.net", "deno.dev", "firebaseapp.com", "fly.dev", "github.io", "gitlab.io",
        "herokuapp.com", "netlify.app", "onrender.com", "pages.dev", "repl.co", "run.app", "surge.sh", "vercel.app",
        "web.app", "windows.net", "workers.dev",
        // Tunnels and receivers of anything.
        "loca.lt", "ngrok.app", "ngrok.io", "ngrok-free.app", "pipedream.net", "requestbin.com", "trycloudflare.com",
        "webhook.site",
        // Forges, registries, pastes and rooms where strangers write.
        "bitbucket.org", "crates.io", "discord.com", "docker.io", "gist.github.com", "github.com", "api.github.com",
        "githubusercontent.com", "gitlab.com", "hub.docker.com", "huggingface.co", "npmjs.org", "pastebin.com",
        "pypi.org", "pythonhosted.org", "rubygems.org", "slack.com", "telegram.org",
    ]

    /// Whether a DNS name, in lower case, is one of them or lies below one.
    package static func contains(_ name: String) -> Bool {
        var rest = name[...]
        while true {
            if names.contains(String(rest)) { return true }
            guard let dot = rest.firstIndex(of: ".") else { return false }
            rest = rest[dot...].dropFirst()
        }
    }
}
