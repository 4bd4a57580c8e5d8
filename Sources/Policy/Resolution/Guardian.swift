import LaunchPlan
import Refusals

/// Collects what stays read-only in a writable tree, and refuses what could not be kept so.
struct Guardian {
    let host: HostLookup
    /// The root of the grant; nothing outside it is protected or asked for.
    let root: HostPath
    /// Whether what does not exist is held by placeholders.
    let holdsAbsent: Bool
    var findings = Findings()
    private var seen: Set<HostPath> = []

    /// How many nodes a protected directory may hold: each is looked at.
    private static let contentLimit = 20_000

    init(host: HostLookup, root: HostPath, holdsAbsent: Bool = true) {
        self.host = host
        self.root = root
        self.holdsAbsent = holdsAbsent
    }

    /// Protects an existing node, with all that it holds.
    ///
    /// - Throws: `path.protect-failed` for a link, and for a file that has a second name.
    mutating func protect(
        _ path: HostPath, because: String, at location: SourceLocation? = nil
    ) throws(Refusal) {
        guard root.contains(path), seen.insert(path).inserted else { return }
        // Whoever asks has seen it: where it is gone by now, nothing would keep the box from making it.
        guard let file = try host.inspect(path) else {
            throw Refusal(.pathChanged, "\(path) came or went while the tree was looked through")
        }
        guard path != root else { throw failure(path, "it is the grant itself", location) }
        guard path.text != nil else { throw failure(path, "its name is not UTF-8", location) }
        guard let kind = file.nodeKind else {
            // Nothing can be mounted on a link, so that the box could put a file of its own in its place.
            throw failure(path, "it is neither a file nor a directory", location)
        }
        switch kind {
        case .file: try requireOneName(path, file, location)
        case .directory: try requireOneName(below: path, location)
        }
        findings.protected.append(ProtectedNode(path: path, file: file, because: because, location: location))
    }

    /// Protects a path below a directory; where it does not exist, its first absent ancestor is held by a placeholder.
    ///
    /// - Parameter absent: What the placeholder is, where only the last component does not exist.
    /// - Throws: `path.protect-failed` also when the way to it leads through a link or a file.
    mutating func protect(
        _ relative: some Sequence<UInt8>, in directory: HostPath, because: String, at location: SourceLocation? = nil,
        absent: NodeKind = .directory
    ) throws(Refusal) {
        let components = relative.split(separator: UInt8(ascii: "/"))
        var path = directory
        for (index, component) in components.enumerated() {
            path = path.appending(component)
            let isLast = index == components.count - 1
            guard let file = try host.inspect(path) else {
                let kind = isLast ? absent : .directory
                return hold(Placeholder(path: path, kind: kind, because: because, location: location))
            }
            if isLast { return try protect(path, because: because, at: location) }
            guard file.kind == .directory else {
                throw failure(path, "it is not a directory, and what is protected would lie below it", location)
            }
        }
    }

    /// Protects a path below a directory where it exists, and nothing otherwise.
    mutating func protectIfPresent(_ relative: String, in directory: HostPath, because: String) throws(Refusal) {
        var path = directory
        for component in relative.utf8.split(separator: UInt8(ascii: "/")) {
            path = path.appending(component)
            guard let file = try host.inspect(path) else { return }
            if file.kind == .symbolicLink { return try protect(path, because: because) }
        }
        try protect(path, because: because)
    }

    /// Asks for a placeholder.
    mutating func hold(_ placeholder: Placeholder) {
        guard holdsAbsent, root.contains(placeholder.path), placeholder.path.text != nil,
            seen.insert(placeholder.path).inserted
        else { return }
        findings.placeholders.append(placeholder)
    }

    private func requireOneName(_ path: HostPath, _ file: HostFile, _ location: SourceLocation?) throws(Refusal) {
        // Through its other name, a file can be written in spite of the read-only mount on this one.
        guard file.names <= 1 else { throw failure(path, "the file has a second name elsewhere", location) }
    }

    private func requireOneName(below directory: HostPath, _ location: SourceLocation?) throws(Refusal) {
        var pending = [directory]
        var remaining = Guardian.contentLimit
        while let current = pending.popLast() {
            guard current.bytes.count <= TreeSurvey.pathLimit else {
                throw failure(directory, "it is too deep to be looked through", location)
            }
            let listing = try host.list(current)
            remaining -= listing.count
            guard remaining >= 0 else { throw failure(directory, "it holds too many files", location) }
            for index in 0..<listing.count {
                let path = current.appending(listing[index].name)
                switch listing[index].kind {
                case .directory: pending.append(path)
                case .file: if let file = try host.inspect(path) { try requireOneName(path, file, location) }
                case .symbolicLink, .other: break
                }
            }
        }
    }

    private func failure(_ path: HostPath, _ why: String, _ location: SourceLocation?) -> Refusal {
        Refusal(
            .pathProtectFailed, "\(path) cannot be kept from being changed: \(why)", at: location,
            hint: "replace it by an ordinary file or directory, or grant folders that do not hold it")
    }
}
