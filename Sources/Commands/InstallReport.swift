import Installed
import Installing
import Policy
import Running

/// What the commands say of installed servers.
enum InstallReport {
    static func summary(of server: InstalledServer) -> String {
        let record = server.record
        let fetched = record.archives.reduce(0) { $0 + $1.bytes }
        return "\(server.name) from \(record.package): \(record.archives.count) archives, \(fetched) bytes; "
            + "\(record.tree.files) files, \(record.tree.bytes) bytes"
    }

    /// How it is run: with the profile that is called like it, where there is one.
    static func usage(of server: InstalledServer, profiles names: [String]) -> String {
        let words = "\(server.name)".lowercased().split { "._-".contains($0) }.map(String.init)
        let general = server.record.package.registry == .pypi ? "python" : "node"
        let profile = names.first { $0 != "base" && words.contains($0) } ?? general
        return "  trilatch run --profile \(profile) -- \(server.name)"
    }

    /// What the registry gives now against what is installed, an archive a line.
    static func text(of change: InstallChange) -> String {
        var lines: [String] = []
        if change.installed != change.wanted { lines.append("\(change.installed) → \(change.wanted)") }
        if let interpreters = change.interpreters {
            lines.append("built with \(interpreters.before.readable) → \(interpreters.now.readable)")
        }
        // The one thing that no honest registry does.
        lines += change.replaced.map { "  ! \($0): other contents under the same name" }
        lines += change.removed.map { "  - \($0)" }
        lines += change.added.map { "  + \($0)" }
        return lines.joined(separator: "\n")
    }

    static func json(_ server: InstalledServer) -> JSONText {
        let record = server.record
        return .members([
            "name": .string("\(server.name)"), "package": .string("\(record.package)"), "date": .string(record.date),
            "program": .string(server.program), "profile": .string(record.profile), "hosts": .strings(record.hosts),
            "interpreter": .string(record.interpreter), "scripts": .boolean(record.ranScripts),
            "tree": .members([
                "digest": .string("\(record.tree.digest)"), "files": .number(record.tree.files),
                "bytes": .number(record.tree.bytes),
            ]),
            "archives": .array(
                record.archives.map { archive in
                    .members([
                        "name": .string(archive.name), "digest": .string("\(archive.digest)"),
                        "bytes": .number(archive.bytes),
                    ])
                }),
        ])
    }
}
