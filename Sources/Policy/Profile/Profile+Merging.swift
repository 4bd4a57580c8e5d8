package import Refusals

extension Profile {
    /// The profile as a child of `parent`: everything of the parent, with what the child adds or tightens.
    ///
    /// Lists append, the parent's entries first; lists of names that are allowed shrink. A path that the child names again keeps all that the parent granted,
    /// and gains what the child adds. Limits, scratch sizes and values of the environment size or shape what is there
    /// and grant nothing: the child's word stands. Every other word that the parent states can only be made stricter.
    ///
    /// - Throws: `profile.conflict`, at the child's line, where the two cannot both hold.
    package func merging(parent: Profile) throws(Refusal) -> Profile {
        var merged = Profile()
        merged.summary = summary ?? parent.summary
        merged.filesystem = try Profile.merge(filesystem, into: parent.filesystem)
        merged.network = try network.merging(parent: parent.network)
        merged.secrets = mergingSecrets(of: parent)
        merged.environment = try environment.merging(parent: parent.environment)
        merged.limits = try limits.merging(parent: parent.limits)
        merged.runtime = try runtime.merging(parent: parent.runtime)
        merged.client = try client.merging(parent: parent.client)
        merged.wire = try wire.merging(parent: parent.wire)
        merged.minimumTier = try tightened(
            minimumTier, parent.minimumTier, key: "minimum-tier", { $0.isAtLeast($1) })
        return merged
    }

    /// Checks what no single entry shows: that the socket grants and the secrets of a merged profile can be used.
    ///
    /// - Throws: `profile.conflict`, `secret.not-bound`.
    package func checkConsistency() throws(Refusal) {
        try checkSecrets()
        for case .socket(let grant) in filesystem where runtime.unixSockets?.value != true {
            throw Refusal(
                .profileConflict, "`socket: \(grant.path)` is of no use while Unix sockets are denied",
                at: grant.location,
                hint: "add `runtime: { unix-sockets: true }`, or take the socket out")
        }
    }

    private static func merge(
        _ child: [FileSystemGrant], into parent: [FileSystemGrant]
    ) throws(Refusal) -> [FileSystemGrant] {
        var merged = parent
        for grant in child {
            guard let index = merged.firstIndex(where: { $0.path == grant.path }) else {
                merged.append(grant)
                continue
            }
            merged[index] = try grant.restating(merged[index])
        }
        return merged
    }
}

extension FileSystemGrant {
    /// The child's entry for a path that the parent names too.
    fileprivate func restating(_ parent: FileSystemGrant) throws(Refusal) -> FileSystemGrant {
        switch (self, parent) {
        case (.path(let child), .path(let parent)): return .path(try child.restating(parent))
        case (.scratch, .scratch): return self
        case (.socket(let child), .socket(let parent)): return .socket(child.restating(parent))
        case (.device(let child), .device(let parent)): return .device(child.restating(parent))
        default:
            throw conflict(
                "\(path) is already another kind of entry in the parent (\(parent.location))", at: location,
                hint: "take this entry out, or extend another profile")
        }
    }
}

extension PathGrant {
    /// The parent's grant with what the child adds.
    ///
    /// A narrowing holds where both state it: one that only the child states would take a leg from the parent's grant.
    fileprivate func restating(_ parent: PathGrant) throws(Refusal) -> PathGrant {
        for (word, mine, parents) in [("write", isWritable, parent.isWritable), ("shared", isShared, parent.isShared)]
        where parents && !mine {
            throw conflict(
                "the parent grants \(path) with `\(word): true` (\(parent.location)), which a child cannot take back",
                at: location, hint: "write `\(word): true` here too, or extend another profile")
        }
        let parentClaims = Set(parent.narrowings.map(\.claim))
        if let narrowing = narrowings.first(where: { !parentClaims.contains($0.claim) }) {
            throw conflict(
                "the parent grants \(path) without `\(narrowing.claim.rawValue)` (\(parent.location)), "
                    + "and a child cannot take a leg from it",
                at: narrowing.location, hint: "take the narrowing out, or extend another profile")
        }
        var merged = self
        merged.isOptional = isOptional && parent.isOptional
        merged.protect = parent.protect.appending(protect)
        merged.hide = parent.hide.appending(hide)
        merged.reveal = parent.reveal.appending(reveal)
        merged.because = because ?? parent.because
        return merged
    }
}

extension NodeGrant {
    fileprivate func restating(_ parent: NodeGrant) -> NodeGrant {
        NodeGrant(
            path: path, at: location, isOptional: isOptional && parent.isOptional, because: because ?? parent.because)
    }
}

extension [Located<RelativePath>] {
    /// These, then those of the others that are not among these.
    fileprivate func appending(_ others: Self) -> Self {
        let known = Set(map(\.value))
        return self + others.filter { !known.contains($0.value) }
    }
}

extension NetworkGrants {
    fileprivate func merging(parent: NetworkGrants) throws(Refusal) -> NetworkGrants {
        if let none, parent.loopback != nil || !parent.hosts.isEmpty || parent.unknownHosts != nil {
            throw conflict(
                "`network: none` cannot take back what the parent grants", at: none,
                hint: "take the line out, or extend another profile")
        }
        var merged = parent
        merged.loopback = parent.loopback ?? loopback
        merged.literalsByName = parent.literalsByName ?? literalsByName
        merged.unknownHosts = parent.unknownHosts ?? unknownHosts
        for grant in hosts {
            if let first = merged.hosts.first(where: { $0.overlaps(grant) }) {
                throw conflict(
                    "\(grant.host) is granted a second time on one port; the first is at \(first.location)",
                    at: grant.location, hint: "keep one of the two")
            }
            merged.hosts.append(grant)
        }
        let grantsNothing = merged.loopback == nil && merged.hosts.isEmpty && merged.unknownHosts == nil
        merged.none = grantsNothing ? none ?? parent.none : nil
        return merged
    }
}

extension HostGrant {
    /// Whether one connection could be judged by either grant because both name the same hosts and a common port.
    package func overlaps(_ other: HostGrant) -> Bool {
        host == other.host && !Set(ports).isDisjoint(with: other.ports)
    }
}

extension EnvironmentGrants {
    fileprivate func merging(parent: EnvironmentGrants) throws(Refusal) -> EnvironmentGrants {
        var merged = parent
        for variable in pass {
            if let set = parent.set.first(where: { $0.name == variable.name }) {
                throw conflict(
                    "\(variable.name) has a value in the parent (\(set.location)), so the client's cannot pass",
                    at: variable.location, hint: "take it out of `pass:`, or give it another value under `set:`")
            }
            merged.pass.removeAll { $0.name == variable.name }
            merged.pass.append(variable)
        }
        for variable in set {
            // A value from the profile in place of the client's is tighter.
            merged.pass.removeAll { $0.name == variable.name }
            if let index = merged.set.firstIndex(where: { $0.name == variable.name }) {
                merged.set[index] = variable
            } else {
                merged.set.append(variable)
            }
        }
        return merged
    }
}

extension ClientGrants {
    fileprivate func merging(parent: ClientGrants) throws(Refusal) -> ClientGrants {
        var merged = parent
        for act in ClientAct.allCases {
            guard let mine = stated[act] else { continue }
            if let parents = parent.stated[act], parents.value != mine.value {
                throw conflict(
                    "the parent says `\(act.rawValue): \(parents.value)` (\(parents.location))", at: mine.location,
                    hint: "take the line out, or extend another profile")
            }
            merged.stated[act] = mine
        }
        merged.roots = roots ?? parent.roots
        return merged
    }
}

extension LimitSettings {
    fileprivate func merging(parent: LimitSettings) throws(Refusal) -> LimitSettings {
        var merged = self
        merged.memory = memory ?? parent.memory
        merged.processes = processes ?? parent.processes
        merged.cpu = cpu ?? parent.cpu
        merged.openFiles = openFiles ?? parent.openFiles
        merged.fileSize = fileSize ?? parent.fileSize
        merged.message = message ?? parent.message
        merged.enforce = try tightened(enforce, parent.enforce, key: "limits.enforce") { $0 == .cgroup || $1 == .any }
        return merged
    }
}

extension RuntimeSettings {
    fileprivate func merging(parent: RuntimeSettings) throws(Refusal) -> RuntimeSettings {
        var merged = self
        merged.proc = try tightened(proc, parent.proc, key: "runtime.proc") { $0.strictness >= $1.strictness }
        merged.unixSockets = try tightened(unixSockets, parent.unixSockets, key: "runtime.unix-sockets") { !$0 || $1 }
        merged.writeXorExecute = try tightened(
            writeXorExecute, parent.writeXorExecute, key: "runtime.write-xor-execute"
        ) { $0 || !$1 }
        return merged
    }
}

/// The child's word where it states one at least as strict as the parent's, else the parent's.
func tightened<Value>(
    _ child: Located<Value>?, _ parent: Located<Value>?, key: String, _ isAtLeastAsStrict: (Value, Value) -> Bool
) throws(Refusal) -> Located<Value>? {
    guard let child else { return parent }
    if let parent, !isAtLeastAsStrict(child.value, parent.value) {
        throw conflict(
            "`\(key)` is stricter in the parent (\(parent.location)), and a child can only tighten it",
            at: child.location, hint: "take the line out, or extend another profile")
    }
    return child
}

func conflict(_ reason: String, at location: SourceLocation, hint: String) -> Refusal {
    Refusal(.profileConflict, reason, at: location, hint: hint)
}
