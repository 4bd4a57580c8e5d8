import ArgumentParser
import Installed
import Installing
import Policy
import PolicyYAML
import Refusals
import Running
import Supervision

/// `trilatch install`: a server of a registry, fetched and built in boxes, and put in place to be run offline.
struct Install: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Install a server of PyPI or npm, to be run offline.",
        usage: """
            trilatch install <package> [--as <name>] [--program <name>] [--profile <name|file>] [--allow-scripts] [--yes]
            trilatch install --list [--json]
            """,
        discussion: """
            A package is `pypi:NAME==VERSION` or `npm:NAME@VERSION`. It is fetched in a box that reaches its registry and sees \
            nothing of yours, and built in a box that reaches nothing. Then `trilatch run -- NAME` runs it, and so does \
            `trilatch run -- uvx NAME` or `npx NAME`.

              trilatch install pypi:mcp-server-time==2025.9.25
              trilatch run --profile time -- mcp-server-time

            What the registry gives for an installed server later is compared with what it gave. A difference is shown, and \
            replaces nothing until you agree.
            """)

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("What the server is called here; by default as its package.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("Which program of the package is the server.", valueName: "name"))
    var program: String?

    @Option(
        help: ArgumentHelp(
            "The profile of the box that fetches, such as one with a mirror's host; by default install-pypi or install-npm.",
            valueName: "name|file"), completion: .profileNames)
    var profile: String?

    @Flag(help: "Let the package's own code run in the boxes while it is built.")
    var allowScripts = false

    @Flag(help: "Replace what is installed without asking.")
    var yes = false

    @Flag(help: "List what is installed.")
    var list = false

    @Flag(help: "Print data; with --list.")
    var json = false

    @Argument(help: ArgumentHelp("What to install, such as pypi:mcp-server-time==2025.9.25.", valueName: "package"))
    var package: String?

    /// What tells pip and npm of a registry, and is a person's and not the box's.
    private static let registries = [
        "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "NPM_CONFIG_REGISTRY", "npm_config_registry",
    ]

    func validate() throws {
        if list {
            guard package == nil, name == nil, program == nil, profile == nil, !allowScripts, !yes else {
                throw ValidationError("'--list' stands alone.")
            }
        } else {
            if package == nil { throw ValidationError("Say which package, such as pypi:mcp-server-time==2025.9.25.") }
            if json { throw ValidationError("'--json' goes with '--list'.") }
        }
    }

    func run() throws {
        let surroundings = try Surroundings(dedicatedIdentifier: nil)
        guard let package else { return try show(InstalledServers(data: surroundings.data).all()) }
        for variable in Install.registries where surroundings.environment[variable] != nil {
            StandardOutput.complain(
                "\(variable) is not used: the registry is what the profile of the box that fetches says (see --profile)"
            )
        }
        let outcome = try PackageInstall(try request(package), in: surroundings).run { change throws(Refusal) in
            try accepts(change)
        }
        switch outcome {
        case .installed(let server):
            let library = ProfileLibrary(
                directories: try Installation.locate().profileDirectories(for: surroundings),
                files: KernelProfileFiles())
            StandardOutput.print(
                "installed \(InstallReport.summary(of: server))\n"
                    + InstallReport.usage(of: server, profiles: library.names()))
        case .unchanged(let server):
            StandardOutput.print("installed before, and unchanged: \(InstallReport.summary(of: server))")
        case .declined: throw ExitCode(1)
        }
    }

    private func request(_ text: String) throws(Refusal) -> InstallRequest {
        guard let package = RegistryPackage(text), package.version != nil else {
            throw Refusal(
                .usage, "\(text.readable) names no version of a package",
                hint: "say pypi:NAME==VERSION or npm:NAME@VERSION")
        }
        guard let name = InstalledName(name ?? package.plainName) else {
            throw Refusal(
                .usage, "\((name ?? package.plainName).readable) is no name for a server",
                hint: "say one with `--as`: 1 to 48 letters, digits, '.', '_' and '-', a letter or digit first")
        }
        return InstallRequest(
            package: package, name: name, profile: profile, program: program, runsScripts: allowScripts)
    }

    private func accepts(_ change: InstallChange) throws(Refusal) -> Bool {
        StandardOutput.complain(InstallReport.text(of: change))
        if yes { return true }
        guard Question.canBeAsked else {
            throw Refusal(
                .pinArchivesChanged,
                "what the registry gives is not what is installed, and there is nobody to ask",
                hint: "look at the difference, then add `--yes`")
        }
        return Question.agrees("Replace what is installed?")
    }

    private func show(_ servers: [InstalledServer]) throws {
        if json { return StandardOutput.print(JSONText.array(servers.map(InstallReport.json)).text) }
        guard !servers.isEmpty else { return StandardOutput.print("no server is installed") }
        var table = Table()
        for server in servers {
            table.add("\(server.name)", "\(server.record.package)", server.record.date, server.program.readable)
        }
        StandardOutput.print(table.text)
    }
}
