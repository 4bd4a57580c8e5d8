package import Installed
package import Policy
internal import Running

/// What a person asks to be installed.
package struct InstallRequest: Sendable {
    /// With its version.
    package var package: RegistryPackage
    package var name: InstalledName
    /// The profile of the box that fetches; nil for the built-in one of the registry.
    package var profile: String?
    /// Which program of the package is the server; nil where the package says it.
    package var program: String?
    /// Whether the package's own code runs while it is built.
    package var runsScripts: Bool

    package init(
        package: RegistryPackage, name: InstalledName, profile: String? = nil, program: String? = nil,
        runsScripts: Bool = false
    ) {
        self.package = package
        self.name = name
        self.profile = profile
        self.program = program
        self.runsScripts = runsScripts
    }

    /// The profile of the box that fetches.
    var fetchProfile: String { profile ?? "install-\(package.registry.rawValue)" }
    /// The profile of the box that builds.
    static let buildProfile = "install-build"

    /// What messages and the audit log call the boxes.
    var serverName: ServerName { ServerName(command: "install-\(name)") }
}
