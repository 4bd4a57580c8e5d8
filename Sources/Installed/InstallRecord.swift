package import Policy
package import Surface

/// What was installed: what was asked for, what the registry gave for it, and what became of that.
package struct InstallRecord: Sendable, Hashable {
    /// One file that the registry gave: a wheel of Python's, or a package of npm's.
    package struct Archive: Sendable, Hashable {
        package var name: String
        package var digest: ContentDigest
        package var bytes: Int

        package init(name: String, digest: ContentDigest, bytes: Int) {
            self.name = name
            self.digest = digest
            self.bytes = bytes
        }
    }

    /// The files as they were put in place.
    package struct Tree: Sendable, Hashable {
        package var digest: ContentDigest
        package var files: Int
        package var bytes: Int

        package init(digest: ContentDigest, files: Int, bytes: Int) {
            self.digest = digest
            self.files = files
            self.bytes = bytes
        }
    }

    /// With its version.
    package var package: RegistryPackage
    /// The day, such as `2026-11-23`, in UTC.
    package var date: String
    /// The profile of the box that fetched it, as it was named.
    package var profile: String
    /// The hosts that this box could reach.
    package var hosts: [String]
    /// The interpreter that it was built with: absolute, canonical.
    package var interpreter: String
    /// Whether code of the packages could run while it was built.
    package var ranScripts: Bool
    /// Below the server's folder.
    package var program: String
    /// By name.
    package var archives: [Archive]
    package var tree: Tree

    package init(
        package: RegistryPackage, date: String, profile: String, hosts: [String], interpreter: String, ranScripts: Bool,
        program: String, archives: [Archive], tree: Tree
    ) {
        self.package = package
        self.date = date
        self.profile = profile
        self.hosts = hosts
        self.interpreter = interpreter
        self.ranScripts = ranScripts
        self.program = program
        self.archives = archives
        self.tree = tree
    }
}
