import LaunchPlan
import Refusals

/// Works out what a command needs to run: its program, the interpreter of that, and the packages they are made of.
///
/// It follows names as a shell and the kernel do, and reads no more of a file than decides what it is. What cannot be
/// told for certain is not granted, and a note says so.
struct ProgramResolver {
    let host: HostLookup
    let lookup: CommandLookup
    let trees: ProgramTrees
    private let python: PythonEnvironment
    private let node: NodePackage

    /// As many interpreters in a row as the kernel accepts (`execve(2)`).
    private static let depthLimit = 4

    init(_ host: HostLookup, rules: GrantRules, home: HostPath?, workspace: HostPath?, request: BoxRequest) {
        self.host = host
        lookup = CommandLookup(host, environment: request.environment, workingDirectory: request.workingDirectory)
        trees = ProgramTrees(host: host, rules: rules, workspace: workspace)
        python = PythonEnvironment(host: host, trees: trees, home: home)
        node = NodePackage(host: host, trees: trees)
    }

    /// Resolves a command.
    ///
    /// - Throws: `program.not-found`, `program.not-executable`, `program.unsupported`, `program.installs-at-start`.
    func needs(of command: String, arguments: [String]) throws(Refusal) -> ProgramNeeds {
        try InstallingCommand.refuse([command] + arguments)
        let found = try lookup.find(command)
        try refuseInstalling(found.canonical.path, arguments)
        var needs = ProgramNeeds(executable: try spelling(of: found), arguments: [command] + arguments)
        addSearch(found, command, into: &needs)
        try add(found, depth: 0, into: &needs)
        try addStarted(by: found, arguments, depth: 0, into: &needs)
        needs.removeCovered()
        return needs
    }

    /// The path by which the box starts the program: the caller's spelling where a plan can hold it.
    private func spelling(of found: CommandLookup.Found) throws(Refusal) -> HostPath {
        if let spelled = HostPath(found.spelled), spelled.text != nil { return spelled }
        // `..` and the like: the same file, by the canonical directory and the last name, which says what it is.
        let name = Array(found.spelled.split(separator: UInt8(ascii: "/")).last ?? [])
        let folder = Array(found.spelled.dropLast(name.count))
        guard let parent = try host.canonical(folder) else { return found.canonical.path }
        return parent.path.appending(name)
    }

    // MARK: What a program is

    /// Adds an executable file: installed in an environment, a script, or a program of its own.
    private func add(_ found: CommandLookup.Found, depth: Int, into needs: inout ProgramNeeds) throws(Refusal) {
        let program = found.canonical
        guard depth < ProgramResolver.depthLimit else {
            throw Refusal(.programUnsupported, "\(program.path) has too many interpreters in a row")
        }
        needs.add(program)
        let environment = try python.root(of: program.chain)
        if let environment { try python.grantEnvironment(environment, into: &needs) }
        if let spelled = HostPath(found.spelled), !trees.isInBase(program.path) || environment != nil {
            needs.addSearch(spelled.parent)
        }

        let sample = try host.read(program.path, limit: Shebang.sampleLength)
        if let shebang = Shebang(sample) {
            // The interpreter first: what lies in its own installation needs no grant of its own.
            try addInterpreter(shebang, of: program.path, depth: depth, into: &needs)
            try addScript(program, depth: depth, into: &needs)
        } else if Interpreter(programName: program.path.name) == .python, environment == nil {
            try python.grantUserPackages(of: program.path, into: &needs)
            if !trees.isInBase(program.path) { try addBinary(program, isEnvironments: false, sample, into: &needs) }
        } else if environment.map({ $0.contains(program.path) }) != true, !trees.isInBase(program.path) {
            try addBinary(program, isEnvironments: environment != nil, sample, into: &needs)
        }
    }

    /// What was typed is checked again as what a link leads to.
    private func refuseInstalling(_ path: HostPath, _ arguments: [String]) throws(Refusal) {
        guard let name = String(validating: path.name, as: UTF8.self) else { return }
        try InstallingCommand.refuse([name] + arguments)
    }

    /// A program that was found by its name is found by it in the box as well.
    private func addSearch(_ found: CommandLookup.Found, _ name: String, into needs: inout ProgramNeeds) {
        guard !name.utf8.contains(UInt8(ascii: "/")) else { return }
        needs.addSearch(HostPath(found.spelled)?.parent, first: true)
    }

    private func addBinary(
        _ program: CanonicalPath, isEnvironments: Bool, _ sample: [UInt8], into needs: inout ProgramNeeds
    ) throws(Refusal) {
        // The environment's own interpreter, which `home =` has granted.
        if isEnvironments, needs.mounts.contains(where: { $0.path.contains(program.path) }) { return }
        switch Interpreter(programName: program.path.name) {
        case .python where program.path.parent?.name.elementsEqual("bin".utf8) == true:
            if let prefix = program.path.parent?.parent { try python.grantInstallation(prefix, into: &needs) }
        case .node: try node.grantInstallation(program, into: &needs)
        default:
            for mount in try trees.grantFile(program.path, program.file, "program") { needs.add(mount) }
            guard ProgramResolver.isDynamic(sample) else { return }
            needs.notes.append(
                "\(program.path) is granted as one file: libraries that it keeps beside itself are not; "
                    + "grant their folder with `read:` if it needs them")
        }
    }

    /// Whether an ELF file asks for a loader.
    ///
    /// Source: elf(5).
    static func isDynamic(_ bytes: [UInt8]) -> Bool {
        guard bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]), bytes.count >= 64 else { return false }
        func number(_ offset: Int, _ width: Int) -> Int {
            bytes[offset..<(offset + width)].reversed().reduce(0) { ($0 & 0xff_ffff_ffff) << 8 | Int($1) }
        }
        let (start, size, count) = (number(32, 8), number(54, 2), number(56, 2))
        let interpreterSegment = 3
        return (0..<min(count, 64)).contains { index in
            let offset = start + index * size
            return offset >= 0 && offset <= bytes.count - 4 && number(offset, 4) == interpreterSegment
        }
    }

    // MARK: Scripts

    /// Adds a script as part of a package, or as one file.
    private func addScript(
        _ script: CanonicalPath, depth: Int, into needs: inout ProgramNeeds
    ) throws(Refusal) {
        guard !trees.isInBase(script.path), !needs.covers(script.path) else { return }
        if try node.grantPackages(of: script.path, into: &needs) {
            // pnpm's commands are shell scripts that start Node by its name.
            return try addNode(depth: depth, into: &needs)
        }
        for mount in try trees.grantFile(script.path, script.file, "script") { needs.add(mount) }
        needs.notes.append(
            "\(script.path) is granted as one file: what lies beside it is not; "
                + "grant its folder with `read:` if it needs more")
    }

    private func addNode(depth: Int, into needs: inout ProgramNeeds) throws(Refusal) {
        let found: CommandLookup.Found
        do { found = try lookup.find("node") } catch  where error.code == .programNotFound { return }
        addSearch(found, "node", into: &needs)
        try add(found, depth: depth + 1, into: &needs)
    }

    private func addInterpreter(
        _ shebang: Shebang, of script: HostPath, depth: Int, into needs: inout ProgramNeeds
    ) throws(Refusal) {
        let isEnv = HostPath(shebang.interpreter)?.name.elementsEqual("env".utf8) ?? false
        guard let name = isEnv ? shebang.programOfEnv : shebang.interpreter else {
            needs.notes.append("the first line of \(script) is not understood: its interpreter is not granted")
            return
        }
        let interpreter = try lookup.find(name)
        addSearch(interpreter, name, into: &needs)
        try add(interpreter, depth: depth + 1, into: &needs)
    }

    // MARK: What the arguments start

    /// Adds what an interpreter or a wrapper is told to run.
    private func addStarted(
        by found: CommandLookup.Found, _ arguments: [String], depth: Int, into needs: inout ProgramNeeds
    ) throws(Refusal) {
        guard depth < ProgramResolver.depthLimit else { return }
        if found.canonical.path.name.elementsEqual("env".utf8) {
            guard let words = EnvCommand(arguments)?.words, let command = words.first else { return }
            try InstallingCommand.refuse(words)
            let started = try lookup.find(command)
            try refuseInstalling(started.canonical.path, Array(words.dropFirst()))
            addSearch(started, command, into: &needs)
            try add(started, depth: depth + 1, into: &needs)
            return try addStarted(by: started, Array(words.dropFirst()), depth: depth + 1, into: &needs)
        }
        let names = [found.canonical.path.name, HostPath(found.spelled)?.name ?? []]
        guard let interpreter = names.lazy.compactMap({ Interpreter(programName: $0) }).first else { return }
        if interpreter == .shell, let code = zip(arguments, arguments.dropFirst()).first(where: { $0.0 == "-c" })?.1 {
            let words = code.split(whereSeparator: \.isWhitespace).map(String.init)
            try InstallingCommand.refuse(Array(words.drop { $0 == "exec" || $0.contains("=") }))
        }
        switch interpreter.script(in: arguments) {
        case .none: return
        case .unclear(let option):
            needs.notes.append(
                "the option \(HostPath.readable(option.utf8)) is not understood: no script is granted; "
                    + "grant it with `read:`, or put the script before its options")
        case .path(let path): try addArgument(path, into: &needs)
        }
    }

    private func addArgument(_ path: String, into needs: inout ProgramNeeds) throws(Refusal) {
        guard let found = try host.canonical(lookup.absolute(path)) else { return }
        try refuseInstalling(found.path, [])
        if let workspace = trees.workspace, !workspace.contains(found.path), !trees.isInBase(found.path),
            let link = found.links.first(where: { workspace.contains($0.path) })
        {
            needs.notes.append("the link \(link.path) leads out of the workspace: \(found.path) is not granted")
            return
        }
        needs.add(found)
        guard found.file.kind == .file else {
            needs.notes.append("\(found.path) is not a file: grant it with `read:`")
            return
        }
        if let environment = try python.root(of: found.chain) {
            try python.grantEnvironment(environment, into: &needs)
            if environment.contains(found.path) { return }
        }
        try addScript(found, depth: 0, into: &needs)
    }
}
