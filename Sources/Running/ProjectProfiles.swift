import Audit
import Kernel
package import PolicyYAML
package import Refusals

/// The projects' own profiles that this user has accepted: the list in the state directory.
package struct ProjectProfiles {
    /// The list's path.
    package let file: String
    private let folder: String

    /// No list is longer than this many bytes.
    private static let maximumLength = 4 << 20

    package init(_ surroundings: Surroundings) {
        folder = surroundings.state
        file = "\(surroundings.state)/trusted-profiles"
    }

    /// Reads the list; an empty one where there is none.
    ///
    /// - Throws: `profile.not-trusted` for a list that is damaged, or that another user can have written.
    package func read() throws(Refusal) -> TrustedProfiles {
        let node: FileNode
        let bytes: [UInt8]
        do throws(KernelError) {
            let list = try Replacing.open(file)
            node = try FileNode(of: list)
            bytes = try list.readAll(limit: ProjectProfiles.maximumLength)
        } catch {
            guard error.code != ErrorNumber.noEntry else { return TrustedProfiles() }
            throw Refusal(.profileNotTrusted, "\(file) cannot be read: \(error)")
        }
        guard node.owner == Processes.onlyUser(), node.permissions & 0o022 == 0 else {
            throw Refusal(
                .profileNotTrusted, "others may write to \(file), so what it says counts for nothing",
                hint: "remove it, and accept the profiles again with `trilatch trust`")
        }
        return try TrustedProfiles(bytes, file: file)
    }

    /// Writes the list, for this user's eyes alone.
    ///
    /// - Throws: `profile.not-trusted`.
    package func write(_ trusted: TrustedProfiles) throws(Refusal) {
        do throws(KernelError) {
            try PrivateFolder.make(folder)
            try PrivateFolder.replace(file, with: trusted.bytes)
        } catch {
            throw Refusal(.profileNotTrusted, "\(file) cannot be written: \(error)")
        }
    }

    /// Refuses a project's own profile that was not accepted as it is.
    ///
    /// One that the caller names by its path is the caller's choice, until it was accepted once: then a change counts.
    ///
    /// - Parameters:
    ///   - profile: The profile, as it was read.
    ///   - isNamed: Whether the caller named it.
    /// - Throws: `profile.not-trusted`.
    package func check(_ profile: LoadedProfile, isNamed: Bool) throws(Refusal) {
        // What has a name is the user's own, the administrator's or built in.
        guard let source = profile.sources.first, source.name == nil else { return }
        let trusted = try read()
        guard !isNamed || trusted.knows(source.path) else { return }
        try trusted.check(source.path, digest: ProjectProfiles.digest(of: source))
    }

    /// What the list says of a file with these bytes.
    package static func digest(of source: ProfileSource) -> String { Digest.sha256(source.bytes) }
}
