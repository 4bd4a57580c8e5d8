/// What a command line says about the box, however it was read.
struct BoxChoices: Equatable {
    /// The profile's name, or a path with a slash in it; nil where none is named, which no command accepts.
    var profile: String?
    var workspace: String?
    /// The values that `--set` gives.
    var settings: [String: String] = [:]
    /// What messages and the audit log call the server; nil to take it from the command.
    var name: ServerName?
}

extension BoxOptions {
    /// The choices of options that have been parsed.
    var choices: BoxChoices {
        BoxChoices(profile: profile, workspace: workspace, settings: settings.values, name: name)
    }
}
