import LaunchPlan
package import Policy
package import Refusals

/// Turns the bytes of one profile into its typed value.
package enum ProfileReader {
    /// What came of reading one file.
    package struct Outcome: Sendable {
        /// The profile, where nothing is wrong with it.
        package var profile: Profile?
        /// What is wrong, by place; at most `maximumRefusals`.
        ///
        /// Empty exactly where there is a profile.
        package var refusals: [Refusal]
    }

    /// More than this many are not told.
    package static let maximumRefusals = 20

    /// Reads one profile.
    ///
    /// Its parent is not looked at.
    ///
    /// - Parameters:
    /// - bytes: The file's content.
    /// - file: Its name for messages.
    /// - variables: The names that `--set` gives values to.
    package static func read(_ bytes: [UInt8], file: String, variables: Set<String> = []) -> Outcome {
        let findings = Findings()
        let profile = findings.value { () throws(Refusal) in try read(bytes, file, variables, findings) }
        guard findings.refusals.isEmpty else {
            return Outcome(profile: nil, refusals: findings.refusals.sorted(by: isBefore))
        }
        return Outcome(profile: profile, refusals: [])
    }

    private static func read(
        _ bytes: [UInt8], _ file: String, _ variables: Set<String>, _ findings: Findings
    ) throws(Refusal) -> Profile {
        SectionReader(findings, variables).profile(try SectionReader.root(bytes, file, findings))
    }

    private static func isBefore(_ first: Refusal, _ second: Refusal) -> Bool {
        guard let first = first.location, let second = second.location else { return false }
        return (first.line, first.column) < (second.line, second.column)
    }
}

/// Reads the sections of a profile.
///
/// What is wrong is reported, and the reading goes on.
struct SectionReader {
    let findings: Findings
    let scalars: ScalarReader

    init(_ findings: Findings, _ variables: Set<String>) {
        self.findings = findings
        scalars = ScalarReader(findings: findings, variables: variables)
    }

    /// The only document of a file; keys that stand twice are reported.
    ///
    /// - Throws: `profile.too-large`, `profile.syntax`, `profile.alias`, `profile.missing-key` for an empty file.
    static func root(_ bytes: [UInt8], _ file: String, _ findings: Findings) throws(Refusal) -> YAMLNode {
        try ProfileBytes.check(bytes, file: file)
        var reader = YAMLReader(bytes, file: file)
        let root = try reader.document()
        for duplicate in reader.duplicates { findings.report(duplicate) }
        guard let root else {
            throw Refusal(
                .profileMissingKey, "the file is empty", at: SourceLocation(file: file, line: 1, column: 1),
                hint: "begin with `version: 1`")
        }
        return root
    }

    func profile(_ root: YAMLNode) -> Profile {
        var profile = Profile()
        guard let fields = Fields(root, .profile, findings) else { return profile }
        checkVersion(fields)
        if let node = fields["summary"], let text = scalars.prose(node, "`summary`") {
            profile.summary = Located(text, at: node.location)
        }
        if let node = fields["extends"], let name = name(node, "`extends`") {
            profile.extends = Located(name, at: node.location)
        }
        profile.filesystem = filesystem(fields["filesystem"])
        profile.network = network(fields["network"])
        profile.secrets = secrets(fields["secrets"])
        checkCredentials(of: profile)
        profile.environment = environment(fields["environment"])
        if let node = fields["limits"] { profile.limits = limits(node) }
        if let node = fields["runtime"] { profile.runtime = runtime(node) }
        if let node = fields["client"] { profile.client = client(node) }
        profile.wire = wire(fields)
        if let node = fields["minimum-tier"] { profile.minimumTier = tier(node, key: "minimum-tier") }
        return profile
    }

    /// A value with the place of its node, where both are there.
    func located<Value>(_ value: Value?, _ node: YAMLNode?) -> Located<Value>? {
        guard let value, let node else { return nil }
        return Located(value, at: node.location)
    }

    /// The name of a profile or a secret.
    func name(_ node: YAMLNode, _ what: String) -> String? {
        guard let text = scalars.text(node, what) else { return nil }
        guard ProfileName.isValid(text) else {
            findings.report(
                .profileInvalidValue, "\(what) is not a name", at: node.location,
                hint: "names have lower-case letters, digits and `-`; a path is none")
            return nil
        }
        return text
    }

    /// Reports a `version` that is absent or not 1.
    func checkVersion(_ fields: Fields) {
        guard let node = fields["version"] else {
            findings.report(
                .profileMissingKey, "the file does not say which version of the language it is written in",
                at: fields.location,
                hint: "begin with `version: 1`")
            return
        }
        if let version = scalars.integer(node, "`version`", in: UInt32(0)...UInt32.max), version != 1 {
            findings.report(
                .profileInvalidValue, "version \(version) of the language is unknown here", at: node.location,
                hint: "the version is 1; a newer Trilatch may know more")
        }
    }

    func limits(_ node: YAMLNode) -> LimitSettings {
        var limits = LimitSettings()
        guard let fields = Fields(node, .limits, findings) else { return limits }
        func size(_ key: String, _ range: ClosedRange<ByteCount>) -> Located<ByteCount>? {
            located(scalars.size(fields[key], "`\(key)`", in: range), fields[key])
        }
        func count(_ key: String, _ range: ClosedRange<UInt32>) -> Located<UInt32>? {
            located(scalars.integer(fields[key], "`\(key)`", in: range), fields[key])
        }
        limits.memory = size("memory", ProfileRange.memory)
        limits.processes = count("processes", ProfileRange.processes)
        limits.cpu = located(scalars.processors(fields["cpu"], "`cpu`"), fields["cpu"])
        limits.openFiles = count("open-files", ProfileRange.openFiles)
        limits.fileSize = size("file-size", ProfileRange.fileSize)
        limits.message = size("message", ProfileRange.message)
        limits.enforce = located(
            scalars.word(fields["enforce"], "`enforce`", LimitSettings.Enforcement.self), fields["enforce"])
        return limits
    }

    private func runtime(_ node: YAMLNode) -> RuntimeSettings {
        var runtime = RuntimeSettings()
        guard let fields = Fields(node, .runtime, findings) else { return runtime }
        let words = Dictionary(uniqueKeysWithValues: ProcessFileSystem.allCases.map { ($0.word, $0) })
        runtime.proc = located(scalars.word(fields["proc"], "`proc`", words), fields["proc"])
        func toggle(_ key: String) -> Located<Bool>? { located(scalars.boolean(fields[key], "`\(key)`"), fields[key]) }
        runtime.unixSockets = toggle("unix-sockets")
        runtime.writeXorExecute = toggle("write-xor-execute")
        return runtime
    }

    private func client(_ node: YAMLNode) -> ClientGrants {
        var client = ClientGrants()
        guard let fields = Fields(node, .client, findings) else { return client }
        for act in ClientAct.allCases {
            let key = act.rawValue
            client.stated[act] = located(scalars.boolean(fields[key], "`\(key)`"), fields[key])
        }
        if let node = fields["roots"], let items = scalars.list(node, "`roots`") {
            let roots = items.compactMap { located(scalars.path($0, "an entry of `roots`"), $0) }
            client.roots = Located(roots, at: node.location)
        }
        return client
    }

    /// - Parameter key: What stands before it.
    func tier(_ node: YAMLNode, key: String) -> Located<MinimumTier>? {
        guard case .mapping = node.content else {
            return located(scalars.word(node, "`\(key)`", ProfileWord.tiers), node)
        }
        guard let fields = Fields(node, keys: ProfileMapping.tier.keys, what: "`\(key)`", findings),
            let items = scalars.list(fields["full-minus"], "`full-minus`")
        else { return nil }
        let words = Dictionary(uniqueKeysWithValues: Layer.dispensable.map { ($0.name, $0) })
        let layers = items.compactMap { scalars.word($0, "`full-minus`", words) }
        guard !items.isEmpty else {
            findings.report(
                .profileInvalidValue, "`full-minus` names no layer", at: node.location,
                hint: "write `\(key): full`")
            return nil
        }
        return Located(.fullMinus(Set(layers)), at: node.location)
    }
}
