import Refusals

/// Finds the file that a command names, as a shell does.
struct CommandLookup {
    let host: HostLookup
    /// The caller's `PATH`.
    let searchPath: [String]
    /// Absolute.
    let workingDirectory: String
    /// The caller's environment, for what chooses a version.
    let environment: [String: String]

    private static let defaultPath = "/usr/local/bin:/usr/bin:/bin"
    private static let versionFileLimit = 4096

    init(_ host: HostLookup, environment: [String: String], workingDirectory: String) {
        self.host = host
        self.environment = environment
        self.workingDirectory = workingDirectory
        searchPath = (environment["PATH"] ?? CommandLookup.defaultPath)
            .split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    }

    /// A program that was found.
    struct Found {
        /// Absolute, as the caller's spelling and `PATH` lead to it.
        var spelled: [UInt8]
        var canonical: CanonicalPath
    }

    /// Finds an executable file.
    ///
    /// A shim of pyenv stands for the program of the chosen version.
    ///
    /// - Throws: `program.not-found`, `program.not-executable`, `program.unsupported` for the shims of other tools.
    func find(_ command: String) throws(Refusal) -> Found {
        let found = try locate(command, in: searchPath)
        guard let shims = found.canonical.chain.lazy.compactMap(shims(of:)).first else { return found }
        return try version(of: found, shims: shims, command)
    }

    private func locate(_ command: String, in directories: [String]) throws(Refusal) -> Found {
        let shown = HostPath.readable(command.utf8)
        guard !command.isEmpty, !command.utf8.contains(0) else {
            throw Refusal(.programNotFound, "the command is empty")
        }
        var candidates: [[UInt8]] = []
        if command.utf8.contains(UInt8(ascii: "/")) {
            candidates.append(absolute(command))
        } else {
            // As in a shell, an empty entry is the working directory.
            candidates = directories.map { absolute($0.isEmpty ? "./\(command)" : "\($0)/\(command)") }
        }
        var blocked: HostPath?
        for candidate in candidates {
            // A directory of PATH that the caller may not look into holds nothing for the caller.
            guard let found = try lenient({ () throws(Refusal) in try host.canonical(candidate) }) else { continue }
            if found.file.isExecutable { return Found(spelled: candidate, canonical: found) }
            blocked = blocked ?? found.path
        }
        if let blocked {
            throw Refusal(.programNotExecutable, "\(blocked) is not an executable file")
        }
        throw Refusal(.programNotFound, "there is no program \(shown)")
    }

    private func lenient<Value>(_ body: () throws(Refusal) -> Value?) throws(Refusal) -> Value? {
        do { return try body() } catch  where error.code == .pathNotAllowed { return nil }
    }

    /// A path made absolute with the working directory.
    func absolute(_ path: String) -> [UInt8] {
        path.utf8.first == UInt8(ascii: "/")
            ? Array(path.utf8) : Array(workingDirectory.utf8) + [UInt8(ascii: "/")] + Array(path.utf8)
    }

    // MARK: Shims

    /// The folder of shims that a program lies in.
    private func shims(of path: HostPath) -> HostPath? {
        guard let folder = path.parent, folder.name.elementsEqual("shims".utf8) else { return nil }
        return folder
    }

    /// A shim looks its program up at every start, in the tool's own folder: the box gets the program itself.
    private func version(of found: Found, shims: HostPath, _ command: String) throws(Refusal) -> Found {
        let sample = try host.read(found.canonical.path, limit: Shebang.sampleLength)
        guard let root = shims.parent, SecretNode.holds(sample, anyOf: ["PYENV_ROOT"]) else {
            throw Refusal(
                .programUnsupported, "\(found.canonical.path) is a shim that looks its program up when it starts",
                hint: "give the program's own path, as `asdf which` or `mise which` prints it")
        }
        let name = Array(found.canonical.path.name)
        for version in try versions(root) {
            if version == "system" { break }
            guard !version.isEmpty, version != ".", version != "..", !version.utf8.contains(UInt8(ascii: "/")) else {
                continue
            }
            guard let installed = try installed(version, in: root.appending("versions")) else { continue }
            let program = installed.appending("bin").appending(name)
            if let canonical = try host.canonical(program), canonical.file.isExecutable {
                return Found(spelled: program.bytes, canonical: canonical)
            }
        }
        let others = searchPath.filter { HostPath($0) != shims }
        return try locate(
            command.utf8.contains(UInt8(ascii: "/")) ? String(decoding: name, as: UTF8.self) : command, in: others)
    }

    /// The versions that pyenv would choose: from the environment, from the nearest `.python-version`, or the global one.
    private func versions(_ root: HostPath) throws(Refusal) -> [String] {
        if let chosen = environment["PYENV_VERSION"], !chosen.isEmpty {
            return chosen.split(separator: ":").map(String.init)
        }
        var folder = try host.canonical(absolute("."))?.path
        while let current = folder {
            if let local = try lines(current.appending(".python-version")) { return local }
            folder = current.parent
        }
        return try lines(root.appending("version")) ?? []
    }

    /// The folder of a version; a prefix such as `3.11` stands for the latest of its kind.
    private func installed(_ version: String, in versions: HostPath) throws(Refusal) -> HostPath? {
        let exact = versions.appending(version)
        if try host.isKind(.directory, exact) { return exact }
        guard try host.isKind(.directory, versions) else { return nil }
        let listing = try host.list(versions)
        let numbers = (0..<listing.count).compactMap { index -> (Int, HostPath)? in
            let name = listing[index].name
            guard name.starts(with: "\(version).".utf8) else { return nil }
            let patch = String(decoding: name.dropFirst(version.utf8.count + 1), as: UTF8.self)
            return Int(patch).map { ($0, versions.appending(name)) }
        }
        return numbers.max { $0.0 < $1.0 }?.1
    }

    private func lines(_ path: HostPath) throws(Refusal) -> [String]? {
        guard try host.isKind(.file, path) else { return nil }
        let text = String(decoding: try host.read(path, limit: CommandLookup.versionFileLimit), as: UTF8.self)
        return text.split(whereSeparator: { $0.isWhitespace }).map(String.init)
    }
}
