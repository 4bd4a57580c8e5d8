import Glibc
import Policy
import PolicyYAML
import Refusals
import Running
import Supervision

/// A project's own profile: a file of the workspace, read as what a stranger may have written.
struct ProjectProfile {
    /// Absolute; canonical where there is such a file.
    let path: String
    /// The folder that counts as the project: canonical where it exists.
    let workspace: String
    private let library: ProfileLibrary

    /// Finds the profile of a project, or takes a file of one.
    ///
    /// - Parameter place: A folder, or a file.
    /// - Throws: `host.incomplete-installation`, `path.not-allowed`.
    init(_ place: String, _ surroundings: Surroundings) throws(Refusal) {
        let expanded = surroundings.expandingHome(place)
        let absolute = expanded.hasPrefix("/") ? expanded : "\(surroundings.workingDirectory)/\(expanded)"
        let found = try HostLookup(KernelHostView()).canonical(Array(absolute.utf8))
        let canonical = found?.path.text ?? absolute
        if found?.file.kind == .directory {
            workspace = canonical
            path = canonical == "/" ? "/\(TrustedProfiles.place)" : "\(canonical)/\(TrustedProfiles.place)"
        } else {
            path = canonical
            let end = "/\(TrustedProfiles.place)"
            let folder = canonical.lastIndex(of: "/").map { String(canonical[..<$0]) } ?? ""
            let project = canonical.hasSuffix(end) ? String(canonical.dropLast(end.count)) : folder
            workspace = project.isEmpty ? "/" : project
        }
        library = ProfileLibrary(
            directories: try Installation.locate().profileDirectories(for: surroundings), files: KernelProfileFiles(),
            workspace: workspace)
    }

    /// Judges it.
    ///
    /// - Throws: `profile.not-found`.
    func report() throws(Refusal) -> ProfileReport {
        guard library.holds(path) else { throw Refusal(.profileNotFound, "there is no file \(path.readable)") }
        return ProfileReport(path, in: library) { _ in HostFacts() }
    }
}
