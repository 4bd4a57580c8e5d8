internal import Glibc
package import Installed
internal import Kernel
internal import Pins
internal import Policy
package import Refusals
package import Running
internal import Supervision

/// One installation: fetched in a box that reaches a registry and nothing else, built in a box that reaches nothing, and put in
/// place whole.
package struct PackageInstall {
    private let request: InstallRequest
    private let surroundings: Surroundings
    private let toolchain: Toolchain

    /// What came of it.
    package enum Outcome: Sendable {
        case installed(InstalledServer)
        /// What the registry gives is what is installed.
        case unchanged(InstalledServer)
        /// It differs, and was not accepted.
        case declined
    }

    /// Asks whether what is installed may be replaced.
    package typealias Question = (InstallChange) throws(Refusal) -> Bool

    package init(_ request: InstallRequest, in surroundings: Surroundings) {
        self.request = request
        self.surroundings = surroundings
        toolchain = Toolchain(for: request.package.registry)
    }

    /// Installs.
    ///
    /// - Throws: `install.*`, and every refusal of a launch.
    package func run(accepting isAccepted: Question) throws(Refusal) -> Outcome {
        let interpreter = try interpreter()
        let servers = InstalledServers(data: surroundings.data)
        let staging = try StagingFolder.make(in: surroundings.data)
        do throws(Refusal) {
            let outcome = try make(in: staging, with: interpreter, servers, isAccepted)
            staging.remove()
            return outcome
        } catch {
            staging.remove()
            throw error
        }
    }

    private func make(
        in staging: borrowing StagingFolder, with interpreter: String, _ servers: InstalledServers,
        _ isAccepted: Question
    ) throws(Refusal) -> Outcome {
        let hosts = try hosts()
        let mode = request.runsScripts ? Toolchain.runsScripts : ""
        let fetched = try carryOut(
            "fetch", request.fetchProfile,
            [interpreter] + toolchain.command(toolchain.fetching, [request.package.requirement, mode]), in: staging)
        let archives = fetched.archives.filter { $0.name != NodeScripts.lock }.sorted { $0.name < $1.name }
        guard !archives.isEmpty else {
            throw Refusal(.installOutputRefused, "of what the box made, there is no file")
        }
        let old = try servers.server(request.name)
        if let old {
            let change = InstallChange(from: old.record, to: request.package, archives, interpreter: interpreter)
            if change.isNone {
                try old.check(state: surroundings.state)
                return .unchanged(old)
            }
            guard try isAccepted(change) else { return .declined }
        }
        let place = try servers.place(of: request.name)
        let built = try carryOut(
            "build", InstallRequest.buildProfile,
            [interpreter]
                + toolchain.command(toolchain.building, [staging.path, place, request.package.requirement, mode]),
            in: staging)
        let tree = "\(staging.path)/\(InstalledServer.tree)"
        try TreeJudge(interpreter: interpreter).admit(tree)
        let program = try program(among: built.programs)
        let record = InstallRecord(
            package: request.package, date: PinDate.today(), profile: request.fetchProfile, hosts: hosts,
            interpreter: interpreter, ranScripts: request.runsScripts, program: program, archives: archives,
            tree: try InstallRecord.Tree(of: tree, state: surroundings.state))
        try adopt(staging, record, at: place, replacing: old != nil)
        return .installed(InstalledServer(name: request.name, folder: place, record: record))
    }

    // MARK: The boxes

    private func carryOut(
        _ step: String, _ profile: String, _ command: [String], in staging: borrowing StagingFolder
    ) throws(Refusal) -> ArchiveReceiver {
        let receiver = ArchiveReceiver(folder: staging.archives)
        let choices = BoxChoices(profile: profile, name: request.serverName)
        let status = try StartedRun.run(
            RunLine(choices: choices, command: command), errand: Errand(folder: staging.path, receiver: receiver))
        guard status == 0, receiver.isDone else {
            throw Refusal(
                .installFailed, "the box that was to \(step) \(request.package) ended with status \(status)",
                hint: "what it said stands above, and where it wanted to go in `trilatch log show --server "
                    + "\(request.serverName)`")
        }
        return receiver
    }

    private func interpreter() throws(Refusal) -> String {
        let found = ProgramPlace.canonical(
            toolchain.interpreter, environment: surroundings.environment,
            workingDirectory: surroundings.workingDirectory, host: KernelHostView())
        guard let found else {
            throw Refusal(
                .installToolMissing, "there is no program \(toolchain.interpreter), which \(request.package) needs")
        }
        return found
    }

    /// The hosts that the box which fetches may reach, as its profile names them.
    private func hosts() throws(Refusal) -> [String] {
        let preparation = BoxPreparation(
            installation: try Running.Installation.locate(), surroundings: surroundings, choices: BoxChoices())
        return try preparation.profile(request.fetchProfile).network.hosts.map { "\($0.host)" }
    }

    // MARK: Putting in place

    /// The server's program, below its folder.
    private func program(among programs: [String]) throws(Refusal) -> String {
        let folder = "\(InstalledServer.tree)/\(request.package.registry == .pypi ? "bin" : "node_modules/.bin")"
        let wanted = [request.program, request.package.plainName].compactMap(\.self)
        if let program = request.program == nil && programs.count == 1 ? programs[0] : wanted.first,
            programs.contains(program)
        {
            return "\(folder)/\(program)"
        }
        throw Refusal(
            .installNoProgram,
            programs.isEmpty
                ? "\(request.package) has no program"
                : "which program of \(request.package) is the server? It has \(programs.sorted().joined(separator: ", "))"
        )
    }

    /// Puts the staged folder in its place, whole.
    private func adopt(
        _ staging: borrowing StagingFolder, _ record: InstallRecord, at place: String, replacing: Bool
    ) throws(Refusal) {
        do throws(KernelError) {
            try TreeRemoval.remove(staging.archives)
            let folder = try Replacing.directory(staging.path)
            try Replacing.create(in: folder, InstalledServer.recordName, record.text, mode: 0o600)
            try replacing ? Replacing.exchange(staging.path, place) : Replacing.move(staging.path, to: place)
        } catch {
            throw Refusal(.installUnavailable, "\(place) cannot be written to: \(error)")
        }
    }
}
