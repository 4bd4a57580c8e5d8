internal import Refusals
internal import Surface

/// The refusals of pins, each with the command that shows the change and the one that accepts it.
struct PinRefusals {
    private let key: ServerKey
    private let location: SourceLocation?
    /// The lock file, where it is not the user's own.
    private let lock: String?

    init(_ key: ServerKey, _ location: SourceLocation?, lock: String?) {
        self.key = key
        self.location = location
        self.lock = lock
    }

    private var hint: String { hint(lock.map { " --lock \(VisibleText.of($0))" } ?? "") }

    /// Packages stay in the user's own file.
    private var packageHint: String { hint("") }

    private func hint(_ option: String) -> String {
        "see it with `trilatch lock diff \(key.name)\(option)`, "
            + "and accept it with `trilatch lock approve \(key.name)\(option)`"
    }

    private func refusal(_ code: RefusalCode, _ reason: String, hint: String? = nil) -> Refusal {
        Refusal(code, reason, at: location, hint: hint ?? self.hint)
    }

    func changed(from approved: SurfaceItem, to item: SurfaceItem) -> Refusal {
        refusal(.pinSurfaceChanged, "\(ItemChange(from: approved, to: item).summary)")
    }

    func new(_ item: SurfaceItem) -> Refusal {
        refusal(.pinNewItem, "\(item.identity) was not there when the server was approved")
    }

    func unapproved(_ item: SurfaceItem) -> Refusal {
        refusal(.pinRequired, "\(item.identity) has not been approved, and the profile says `pin: required`")
    }

    /// What another run, or a person, has decided in between.
    func notApproved(_ identity: SurfaceItem.Identity) -> Refusal {
        refusal(.pinSurfaceChanged, "\(identity) is not what was approved")
    }

    func tooLarge(_ item: SurfaceItem) -> Refusal {
        refusal(
            .pinTooLarge, "the definition of \(item.identity) is longer or deeper than a lock file holds",
            hint: "say `pin: off` in the profile if the server must be used all the same")
    }

    func package(_ package: PackagePin, instead approved: PackagePin?, isSibling: Bool) -> Refusal {
        guard let approved else {
            guard isSibling else {
                return refusal(
                    .pinRequired, "the server's package has not been approved, and the profile says `pin: required`",
                    hint: packageHint)
            }
            return sibling()
        }
        let what = package.difference.isEmpty ? PinRefusals.difference(approved, package) : package.difference
        return refusal(
            .pinPackageChanged, "the server's package changed: \(what.prefix(3).joined(separator: "; "))",
            hint: packageHint)
    }

    /// What a person is told of a package that passes because it was approved elsewhere.
    func moved(from origin: PinEntry, to package: PackagePin) -> Refusal {
        let (old, new) = (origin.package?.roots ?? [], package.roots)
        let places = zip(old, new).first { !$0.utf8.elementsEqual($1.utf8) }
        let way = places.map { " from \(shown($0)) to \(shown($1))" } ?? ""
        return refusal(
            .pinPackageMoved, "the server's package was moved\(way), and is what was approved there",
            hint: "nothing is held; if it was not moved by you, find out by whom")
    }

    func sibling() -> Refusal {
        refusal(
            .pinPackageChanged, "the server \(key.name) is known as another program, and now is \(shown(key.program))",
            hint: "\(hint); or give one of the two another name with `--name`")
    }

    private func shown(_ path: String) -> String { VisibleText.of(path, limit: 120) }

    /// What two packages differ in, as far as the pins themselves say.
    private static func difference(_ old: PackagePin, _ new: PackagePin) -> [String] {
        var parts: [String] = []
        if old.roots != new.roots {
            parts.append("it lies in \(new.roots.map { VisibleText.of($0, limit: 80) }.joined(separator: ", "))")
        }
        if old.files != new.files { parts.append("\(old.files) → \(new.files) files") }
        if old.bytes != new.bytes { parts.append("\(old.bytes) → \(new.bytes) bytes") }
        if old.omissions != new.omissions { parts.append("other things were left out of it") }
        return parts.isEmpty ? ["contents of files"] : parts
    }
}
