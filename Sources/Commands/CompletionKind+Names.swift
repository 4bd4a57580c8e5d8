import ArgumentParser
import Installed
import PolicyYAML
import Running
import Supervision

extension CompletionKind {
    /// The names of installed servers, looked up when a shell asks.
    static var installedNames: CompletionKind {
        .custom { _, _, _ in
            // A shell shows nothing where nothing can be found out.
            guard let surroundings = try? Surroundings(dedicatedIdentifier: nil),
                let servers = try? InstalledServers(data: surroundings.data).all()
            else { return [] }
            return servers.map { "\($0.name)" }
        }
    }

    /// The names of profiles, looked up when a shell asks.
    static var profileNames: CompletionKind {
        .custom { _, _, _ in
            // A shell shows nothing where nothing can be found out.
            guard let installation = try? Installation.locate(),
                let surroundings = try? Surroundings(dedicatedIdentifier: nil)
            else { return [] }
            return ProfileLibrary(
                directories: installation.profileDirectories(for: surroundings), files: KernelProfileFiles()
            ).names()
        }
    }
}
