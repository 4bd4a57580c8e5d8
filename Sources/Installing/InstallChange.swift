internal import Installed
package import Policy

/// What the registry gives now, against what is installed.
package struct InstallChange: Sendable {
    package let installed: RegistryPackage
    package let wanted: RegistryPackage
    /// Files of the same name with other contents: the registry gives something else for the same version.
    package let replaced: [String]
    package let removed: [String]
    package let added: [String]
    /// The interpreter that it was built with, and the one that it would be; nil where they are one.
    package let interpreters: (before: String, now: String)?

    init(
        from old: InstallRecord, to wanted: RegistryPackage, _ archives: [InstallRecord.Archive], interpreter: String
    ) {
        installed = old.package
        self.wanted = wanted
        interpreters = old.interpreter == interpreter ? nil : (old.interpreter, interpreter)
        func named(_ archives: [InstallRecord.Archive]) -> [String: InstallRecord.Archive] {
            Dictionary(archives.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        }
        let (before, now) = (named(old.archives), named(archives))
        replaced = now.keys.filter { before[$0] != nil && before[$0]?.digest != now[$0]?.digest }.sorted()
        removed = before.keys.filter { now[$0] == nil }.sorted()
        added = now.keys.filter { before[$0] == nil }.sorted()
    }

    package var isNone: Bool {
        installed == wanted && interpreters == nil && replaced.isEmpty && removed.isEmpty && added.isEmpty
    }
}
