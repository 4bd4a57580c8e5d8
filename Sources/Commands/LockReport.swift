import Pins
import Running
import Surface

/// What the commands say of a server in the lock file.
enum LockReport {
    /// How a server stands, in a few words.
    static func standing(_ entry: PinEntry) -> String {
        var words: [String] = [entry.items.count == 1 ? "1 item" : "\(entry.items.count) items"]
        if entry.heldPackage != nil { words.append("package held") }
        if !entry.held.isEmpty { words.append("\(entry.held.count) held") }
        if !entry.unreviewed.isEmpty || entry.isPackageUnreviewed { words.append("taken at first use") }
        return words.joined(separator: ", ")
    }

    /// A server without its items.
    static func summary(_ entry: PinEntry) -> JSONText {
        .members([
            "name": .string(entry.key.name), "profile": .string(entry.key.profile),
            "program": .string(entry.key.program), "date": .string(entry.date),
            "items": .number(entry.items.count), "firstUse": .number(entry.unreviewed.count),
            "held": .strings(entry.held.keys.sorted().map(word)), "packageHeld": .boolean(entry.heldPackage != nil),
        ])
    }

    /// An item as an option names it.
    static func word(_ identity: SurfaceItem.Identity) -> String {
        identity.kind.isNamed ? "\(identity.kind.rawValue):\(identity.name)" : identity.kind.rawValue
    }

    /// One line for each item, the whole of those that are asked for.
    static func text(_ entry: PinEntry, only: Set<SurfaceItem.Identity>?) -> String {
        var lines: [String] = []
        if only == nil {
            lines += [
                "\(entry.key.name.readable): profile \(entry.key.profile.readable), program \(entry.key.program.readable), of \(entry.date)"
            ]
            if let package = entry.package {
                lines.append("package:\(entry.isPackageUnreviewed ? " taken at first use" : " approved")")
                lines += package.lines.map { "  \($0)" }
            }
            if entry.heldPackage != nil { lines.append("package: another one is held") }
        }
        for identity in Set(entry.items.keys).union(entry.held.keys).sorted() {
            guard only?.contains(identity) ?? true else { continue }
            lines.append("\(identity): \(standing(identity, in: entry))")
            if only != nil, let item = entry.items[identity] { lines += ItemChange(added: item).lines().dropFirst() }
        }
        return lines.joined(separator: "\n")
    }

    private static func standing(_ identity: SurfaceItem.Identity, in entry: PinEntry) -> String {
        let standing =
            entry.items[identity] == nil
            ? "not approved" : entry.unreviewed.contains(identity) ? "taken at first use" : "approved"
        switch entry.held[identity] {
        case nil: return standing
        case .gone: return "\(standing), and gone"
        case .shown:
            return entry.items[identity] == nil ? "not approved, held" : "\(standing); another definition is held"
        }
    }
}
