import ArgumentParser
import Running

/// The options that say which box: the same for `run`, `explain` and `probe`.
struct BoxOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The profile: a name that `trilatch check` lists, or a path with a slash in it.", valueName: "name|file"),
        completion: .profileNames)
    var profile: String?

    @Option(
        help: ArgumentHelp("The directory that the server works in; `${workspace}` in the profile.", valueName: "dir"),
        completion: .directory)
    var workspace: String?

    @OptionGroup var settings: Settings

    @Option(
        help: ArgumentHelp("What messages and the audit log call the server.", valueName: "name"),
        transform: ServerName.init(parsing:))
    var name: ServerName?
}

/// The values that `--set` gives to variables of a profile.
struct Settings: ParsableArguments {
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("A value for a variable of the profile. May be repeated.", valueName: "name=value"))
    var pairs: [String] = []

    /// The values by name.
    private(set) var values: [String: String] = [:]

    private enum CodingKeys: CodingKey { case pairs }

    /// Reads the pairs here and not in a transformation of the option, whose errors would show the value.
    mutating func validate() throws {
        do {
            values = try BoxChoices.settings(of: pairs)
        } catch {
            throw ValidationError(error.description)
        }
    }
}

extension BoxOptions {
    /// The choices of options that have been parsed.
    var choices: BoxChoices {
        BoxChoices(profile: profile, workspace: workspace, settings: settings.values, name: name)
    }
}

extension ServerName {
    /// - Throws: `ValidationError`.
    fileprivate init(parsing argument: String) throws {
        do {
            try self.init(argument: argument)
        } catch {
            throw ValidationError(error.description)
        }
    }
}
