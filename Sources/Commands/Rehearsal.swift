import Clients
import Glibc
import Installed
import LaunchPlan
import Policy
import PolicyYAML
import Refusals
import Running
import Supervision

/// What `trilatch run` would make of the command lines of a client's configuration, without starting anything.
struct Rehearsal {
    private let installation: Installation
    private let surroundings: Surroundings
    let library: ProfileLibrary

    /// - Throws: `host.unsupported-caller`, `host.incomplete-installation`.
    init() throws(Refusal) {
        installation = try Installation.locate()
        surroundings = try Surroundings(dedicatedIdentifier: DedicatedIdentifier.shown)
        library = ProfileLibrary(
            directories: installation.profileDirectories(for: surroundings), files: KernelProfileFiles())
    }

    /// What a client is to start.
    var program: String { "\(installation.prefix)/bin/trilatch" }

    /// Where the user's own profiles lie.
    var ownProfiles: String { "\(surroundings.configuration)/profiles" }

    /// Whose files they are.
    var user: UInt32 { surroundings.caller.user }

    /// A profile of the user's own, as text; nil where there is none.
    func ownProfile(_ name: String) -> String? {
        // What cannot be read is there, and is not what would be written.
        do {
            return try KernelProfileFiles().read("\(ownProfiles)/\(name).yaml", atMost: 1 << 20)
                .map { String(decoding: $0.bytes, as: UTF8.self) }
        } catch {
            return ""
        }
    }

    /// The profile of a name or path, merged.
    ///
    /// - Throws: its refusals.
    func profile(_ name: String) throws(Refusal) -> Profile {
        try library.load(surroundings.expandingHome(name)).profile
    }

    /// Why a command line that reads as a box may be none: another program may be called `trilatch`.
    func doubt(_ launch: ServerLaunch, project: String?) -> String? {
        if let variable = launch.environment.first(where: ServerLaunch.ownVariables.contains) {
            return "it sets \(variable), which tells `trilatch` where to look for profiles"
        }
        if !launch.command.contains("/"), launch.environment.contains("PATH") {
            return "it sets PATH, so which program is called `trilatch` there cannot be told"
        }
        let place = ProgramPlace.canonical(
            launch.command, environment: surroundings.environment, workingDirectory: directory(launch, project),
            host: KernelHostView())
        guard let place, place.utf8.elementsEqual(program.utf8) else {
            return "\(launch.command.readable) is not this `trilatch`, which is \(program.readable)"
        }
        return nil
    }

    /// What each server of a file adds to what its client can be made to do.
    ///
    /// - Parameters:
    ///   - project: The project whose file it is.
    ///   - new: The legs of boxes whose profiles are not written yet.
    func holdings(
        of servers: [ConfiguredServer], project: String?, new: [BoxedCommand: Set<Leg>] = [:]
    ) -> [ServerLegs] {
        servers.map { server in
            let place = server.project ?? project
            return ServerLegs(server, inFileOf: project, doubt: { doubt($0, project: place) }) {
                box, launch throws(Refusal) in
                if let own = new[box] { return own }
                return try legs(box, launch, project: place)
            }
        }
    }

    /// The package of the installed server that is run in place of a command which would fetch one; nil where none is.
    ///
    /// - Throws: `install.record-invalid`.
    func standIn(_ launch: ServerLaunch) throws(Refusal) -> String? {
        guard PackageCommand(launch.words) != nil else { return nil }
        return try InstalledServers(data: surroundings.data).standIn(for: launch.words).map {
            "\($0.server.record.package)"
        }
    }

    /// The interpreter of a server's program.
    func family(_ launch: ServerLaunch, project: String?) -> ProgramFamily {
        if let command = PackageCommand(launch.words) { return command.package.registry == .pypi ? .python : .node }
        return ProgramFamily.of(
            launch.command, environment: surroundings.environment, workingDirectory: directory(launch, project),
            host: KernelHostView())
    }

    /// The legs of a box.
    ///
    /// Words that the client replaces before it starts the server, such as `${workspaceFolder}`, cannot be resolved
    /// here; then the profile alone is judged, and the worst is assumed of its paths.
    ///
    /// - Throws: what `trilatch run` would refuse.
    func legs(_ box: BoxedCommand, _ launch: ServerLaunch, project: String?) throws(Refusal) -> Set<Leg> {
        let words = box.command + [box.workspace, box.profile].compactMap(\.self) + box.settings
        if let name = box.profile, words.contains(where: { $0.contains("$") }) {
            let legs = Legs.derive(try profile(name))
            if let refusal = legs.refusal { throw refusal }
            return legs.legs
        }
        var choices = BoxChoices(profile: box.profile, workspace: box.workspace)
        do {
            choices.settings = try BoxChoices.settings(of: box.settings)
            choices.name = try box.name.map { name throws(InvalidChoice) in try ServerName(argument: name) }
        } catch {
            throw Refusal(.usage, error.description)
        }
        var here = surroundings
        here.workingDirectory = directory(launch, project)
        return try BoxPreparation(installation: installation, surroundings: here, choices: choices)
            .prepare(box.command).box.legs.legs
    }

    /// Where the client starts a server, as far as that is known.
    private func directory(_ launch: ServerLaunch, _ project: String?) -> String {
        let candidates = [launch.workingDirectory, project, surroundings.caller.home].compactMap(\.self)
        return candidates.first { PlanPath.isNormalised($0) } ?? "/"
    }
}
