import Policy
import Refusals

extension SectionReader {
    /// Reads `filesystem:`.
    ///
    /// A path stands in it once.
    func filesystem(_ node: YAMLNode?) -> [FileSystemGrant] {
        var grants: [FileSystemGrant] = []
        for item in scalars.list(node, "`filesystem`") ?? [] {
            guard let grant = fileSystemGrant(item) else { continue }
            if let first = grants.first(where: { $0.path == grant.path }) {
                findings.report(
                    .profileConflict, "\(grant.path) stands in this profile twice; the first is at \(first.location)",
                    at: grant.location, hint: "make one entry of the two")
            } else {
                grants.append(grant)
            }
        }
        return grants
    }

    private static let kinds = ProfileMapping.fileSystemEntries.map(\.rawValue)

    private func fileSystemGrant(_ node: YAMLNode) -> FileSystemGrant? {
        guard case .mapping(let entries) = node.content else {
            findings.report(
                .profileWrongType, "an entry of `filesystem` is a mapping, and here is \(node.kind)", at: node.location,
                hint: "write `- read: PATH`, `- scratch: PATH`, `- socket: PATH` or `- device: PATH`")
            return nil
        }
        let kinds = entries.filter { SectionReader.kinds.contains($0.key) }
        guard let kind = kinds.first else {
            let unknown = entries.first.map {
                Suggestion.hint(for: $0.key, among: SectionReader.kinds)
            }
            findings.report(
                .profileMissingKey, "the entry does not say what it grants", at: node.location,
                hint: entries.contains { $0.key == "write" }
                    ? "write `read: PATH`, and `write: true` below it" : unknown)
            return nil
        }
        guard kinds.count == 1 else {
            findings.report(
                .profileConflict, "`\(kind.key)` and `\(kinds[1].key)` stand in one entry", at: kinds[1].location,
                hint: "make two entries")
            return nil
        }
        switch kind.key {
        case "read": return pathGrant(node).map { .path($0) }
        case "scratch": return scratchGrant(node).map { .scratch($0) }
        case "socket": return nodeGrant(node, .socket).map { .socket($0) }
        default: return nodeGrant(node, .device).map { .device($0) }
        }
    }

    private func pathGrant(_ node: YAMLNode) -> PathGrant? {
        guard let fields = Fields(node, .read, findings),
            let path = scalars.path(fields["read"], "`read`")
        else { return nil }
        func toggle(_ key: String) -> Bool { scalars.boolean(fields[key], "`\(key)`") ?? false }
        let because = scalars.reason(fields["because"])
        let grant = PathGrant(
            path: path, at: fields.location, isWritable: toggle("write"), isOptional: toggle("optional"),
            isShared: toggle("shared"), protect: patterns(fields["protect"], "`protect`", mayHaveStars: false),
            hide: patterns(fields["hide"], "`hide`", mayHaveStars: true),
            reveal: patterns(fields["reveal"], "`reveal`", mayHaveStars: true),
            narrowings: narrowings(fields, because), because: because)
        check(grant, fields)
        return grant
    }

    /// What only makes sense together with something else.
    private func check(_ grant: PathGrant, _ fields: Fields) {
        for (key, isUsed) in [("protect", !grant.protect.isEmpty), ("shared", grant.isShared)]
        where isUsed && !grant.isWritable {
            findings.report(
                .profileInvalidValue, "`\(key)` is about a path that the box writes, and this one is read-only",
                at: fields.location(of: key) ?? fields.location, hint: "add `write: true`, or take `\(key)` out")
        }
        if !grant.reveal.isEmpty, fields["because"] == nil {
            findings.report(
                .profileMissingKey, "`reveal` shows files that hold secrets, and gives no reason",
                at: fields.location(of: "reveal") ?? fields.location, hint: "add a `because:` that says why")
        }
        // What a variable of `--set` stands for is judged when its value is known.
        let isPersonal = grant.path.isPersonal
        for refusal in NarrowingRules.refusals(for: grant, isPersonal: isPersonal) { findings.report(refusal) }
    }

    private func scratchGrant(_ node: YAMLNode) -> ScratchGrant? {
        guard let fields = Fields(node, .scratch, findings),
            let path = scalars.path(fields["scratch"], "`scratch`")
        else { return nil }
        let size = scalars.size(fields["size"], "`size`", in: ProfileRange.scratch) ?? ScratchGrant.defaultSize
        return ScratchGrant(path: path, at: fields.location, size: size)
    }

    private func nodeGrant(_ node: YAMLNode, _ kind: ProfileMapping) -> NodeGrant? {
        guard let fields = Fields(node, kind, findings),
            let path = scalars.path(fields[kind.rawValue], "`\(kind.rawValue)`")
        else { return nil }
        return NodeGrant(
            path: path, at: fields.location, isOptional: scalars.boolean(fields["optional"], "`optional`") ?? false,
            because: scalars.reason(fields["because"]))
    }

    private func patterns(_ node: YAMLNode?, _ what: String, mayHaveStars: Bool) -> [Located<RelativePath>] {
        var patterns: [Located<RelativePath>] = []
        for item in scalars.list(node, what) ?? [] {
            guard let pattern = scalars.relativePath(item, "an entry of \(what)") else { continue }
            let text = pattern.value.text
            if text.contains("*"), !mayHaveStars || text.contains("/") {
                findings.report(
                    .profileInvalidValue, "a `*` cannot stand in this entry of \(what)", at: pattern.location,
                    hint: mayHaveStars
                        ? "a `*` stands in a bare name, such as `*.pem`; a path is written out" : "write the path out")
            } else {
                patterns.append(pattern)
            }
        }
        return patterns
    }
}
