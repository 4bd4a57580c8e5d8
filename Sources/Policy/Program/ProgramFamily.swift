/// Which interpreter a command's program needs, as far as a profile is proposed by it.
package enum ProgramFamily: Sendable, Equatable {
    case python, node
    /// A program of its own, a script of another kind, or one that cannot be found.
    case other

    /// Looks at a command as `trilatch run` would find it.
    ///
    /// - Parameters:
    ///   - command: The program, by name or by path.
    ///   - environment: Whose `PATH` is searched.
    ///   - workingDirectory: Absolute.
    package static func of(
        _ command: String, environment: [String: String], workingDirectory: String, host: any HostView
    ) -> ProgramFamily {
        let name = command.utf8.split(separator: UInt8(ascii: "/")).last.map(Array.init) ?? []
        if let interpreter = Interpreter(programName: name) { return ProgramFamily(interpreter) }
        let lookup = CommandLookup(
            HostLookup(host), environment: environment, workingDirectory: workingDirectory)
        // What cannot be found or read has no interpreter that could be told.
        guard let found = try? lookup.find(command),
            let sample = try? host.read(found.canonical.path, limit: Shebang.sampleLength),
            let shebang = Shebang(sample)
        else { return .other }
        let program = shebang.interpreter.hasSuffix("/env") ? shebang.programOfEnv ?? "" : shebang.interpreter
        let last = program.utf8.split(separator: UInt8(ascii: "/")).last.map(Array.init) ?? []
        return Interpreter(programName: last).map(ProgramFamily.init) ?? .other
    }

    private init(_ interpreter: Interpreter) {
        switch interpreter {
        case .python: self = .python
        case .node: self = .node
        case .shell, .perl, .ruby, .java: self = .other
        }
    }
}
