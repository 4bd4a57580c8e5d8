import Audit
import Kernel
package import PolicyYAML
package import Refusals

/// The projects' own profiles that this user has accepted: the list in the state directory.
package struct ProjectProfiles {
    /// The list's path.
    package let file: String
    private let folder: String

    private static let name = "trusted-profiles"
    /// How long to wait for others, which have the list for some milliseconds.
    private static let patience = Duration.seconds(5)

    /// No list is longer than this many bytes.
    private static let maximumLength = 4 << 20

    package init(_ surroundings: Surroundings) {
        folder = surroundings.state
        file = "\(surroundings.state)/\(Self.name)"
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

    /// Changes the list, alone: of two that accept something at once, neither loses what the other accepted.
    ///
    /// Where `body` throws, the list stays as it is. A reader finds the old one or the new one.
    ///
    /// - Throws: `profile.not-trusted`, and what `body` throws.
    package func change(_ body: (inout TrustedProfiles) throws(Refusal) -> Void) throws(Refusal) {
        let turn = try waitForOthers()
        defer { turn.unlock() }
        var trusted = try read()
        try body(&trusted)
        do throws(KernelError) {
            let directory = try PrivateFiles.directory(folder)
            let fresh = ".\(Self.name).new"
            // What one left behind that was killed: nobody else writes it while we have the turn.
            Replacing.remove(in: directory, fresh)
            try Replacing.create(in: directory, fresh, trusted.bytes, mode: 0o600)
            try Replacing.rename(in: directory, fresh, to: Self.name)
        } catch {
            throw unwritable(error)
        }
    }

    private func waitForOthers() throws(Refusal) -> Descriptor {
        do throws(KernelError) {
            let turn = try PrivateFiles.updating(in: try PrivateFiles.directory(folder), "\(Self.name).guard")
            try turn.lock(patience: Self.patience)
            return turn
        } catch {
            throw unwritable(error)
        }
    }

    private func unwritable(_ error: KernelError) -> Refusal {
        Refusal(.profileNotTrusted, "\(file) cannot be written: \(error)")
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
