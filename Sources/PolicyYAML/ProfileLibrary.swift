package import Policy
package import Refusals

/// Finds profiles by name or path, and merges each with its parents.
///
/// A name is looked up in the directories in their order, and the first hit is taken. A path is used only where it is
/// written out. A profile that lies in the workspace is the project's, so probably a stranger's: it answers to no name,
/// is nobody's parent, and holds no secrets and no narrowings.
package struct ProfileLibrary {
    /// A directory in which names are looked up.
    package struct Directory: Sendable, Hashable {
        /// Absolute.
        package var path: String
        /// What messages call it; the path itself where it is nil.
        package var displayName: String?
        /// Whose profiles it holds.
        package var origin: ProfileOrigin

        package init(path: String, displayName: String? = nil, origin: ProfileOrigin = .user) {
            self.path = path
            self.displayName = displayName
            self.origin = origin
        }
    }

    /// No chain of parents is longer than this.
    package static let maximumChain = 8

    private let directories: [Directory]
    private let files: any ProfileFiles
    private let variables: Set<String>
    private let workspace: String?
    private let policyFile: String

    /// Where the administrator's policy is.
    package static let policyFile = "/etc/trilatch/policy.yaml"

    /// Makes a library.
    ///
    /// - Parameters:
    ///   - directories: Where names are looked up: the user's, the administrator's, the built-in ones.
    ///   - files: How files are read.
    ///   - variables: The names that `--set` gives values to.
    ///   - workspace: The canonical path of the workspace, where there is one.
    ///   - policyFile: What the administrator forbids; it need not exist.
    package init(
        directories: [Directory], files: any ProfileFiles, variables: Set<String> = [],
        workspace: String? = nil, policyFile: String = ProfileLibrary.policyFile
    ) {
        self.directories = directories
        self.files = files
        self.variables = variables
        self.workspace = workspace
        self.policyFile = policyFile
    }

    /// Loads a profile and merges it with its parents.
    ///
    /// - Throws: The first of the refusals of `check`.
    package func load(_ nameOrPath: String) throws(Refusal) -> LoadedProfile {
        switch check(nameOrPath) {
        case .success(let profile): return profile
        case .failure(let failure): throw failure.first
        }
    }

    /// Loads a profile, or says all that is wrong with it: every refusal of the first file of the chain that has any.
    ///
    /// Codes: `profile.not-found`, `profile.unreadable`, `profile.inheritance`, `profile.conflict`,
    /// `profile.untrusted`, and those of `ProfileReader`.
    package func check(_ nameOrPath: String) -> Result<LoadedProfile, ProfileFailure> {
        do {
            return .success(try chain(nameOrPath))
        } catch {
            return .failure(error)
        }
    }

    /// Whether there is a file of this path, fit to be a profile or not.
    package func holds(_ path: String) -> Bool {
        // One that cannot be read is there all the same, and is refused where it is used.
        do { return try files.read(path, atMost: ProfileBytes.maximumLength) != nil } catch { return true }
    }

    /// The names that there are, sorted.
    package func names() -> [String] {
        var names: Set<String> = []
        for directory in directories {
            for file in files.list(directory.path) where file.hasSuffix(".yaml") {
                let name = String(file.dropLast(".yaml".count))
                if ProfileName.isValid(name) { names.insert(name) }
            }
        }
        return names.sorted()
    }

    private func chain(_ nameOrPath: String) throws(ProfileFailure) -> LoadedProfile {
        var (found, isUntrusted) = try find(nameOrPath)
        var profiles: [Profile] = []
        var sources: [ProfileSource] = []
        var origins: [(name: String, origin: ProfileOrigin)] = []
        while true {
            let profile = try read(found)
            if isUntrusted { try UntrustedRules.check(profile) }
            profiles.append(profile)
            origins.append((found.displayName, origin(of: found, isUntrusted: isUntrusted)))
            sources.append(
                ProfileSource(name: found.name, path: found.path, displayName: found.displayName, bytes: found.bytes))
            guard let parent = profile.extends else { break }
            guard profiles.count < ProfileLibrary.maximumChain else {
                throw ProfileFailure(
                    Refusal(
                        .profileInheritance, "the chain of parents is longer than \(ProfileLibrary.maximumChain)",
                        at: parent.location, hint: "merge some of them into one"))
            }
            found = try self.parent(parent, of: found, sources)
            isUntrusted = false
        }
        var merged = try merge(profiles)
        if let policy = try administratorPolicy() {
            try policy.check(merged, from: origins)
            policy.applyCaps(to: &merged)
        }
        return LoadedProfile(profile: merged, sources: sources)
    }

    private func administratorPolicy() throws(ProfileFailure) -> AdministratorPolicy? {
        let file: ProfileFile?
        do {
            file = try files.readRootsOwn(policyFile, atMost: ProfileBytes.maximumLength)
        } catch {
            throw ProfileFailure(error.refusal(policyFile))
        }
        guard let file else { return nil }
        return try AdministratorPolicy(file.bytes, file: policyFile)
    }

    private func merge(_ profiles: [Profile]) throws(ProfileFailure) -> Profile {
        do {
            var merged = Profile()
            for profile in profiles.reversed() { merged = try profile.merging(parent: merged) }
            try merged.checkConsistency()
            return merged
        } catch {
            throw ProfileFailure(error)
        }
    }

    private func read(_ found: Found) throws(ProfileFailure) -> Profile {
        let outcome = ProfileReader.read(found.bytes, file: found.displayName, variables: variables)
        if let failure = ProfileFailure(outcome.refusals) { throw failure }
        guard let profile = outcome.profile else { fatalError("a reading without refusals gave no profile") }
        return profile
    }
}

extension ProfileLibrary {
    /// A file that was read, and where its name was found.
    private struct Found {
        var name: String?
        var path: String
        var displayName: String
        var bytes: [UInt8]
        /// The place of its directory in the order of look-up; nil for one given by path.
        var directory: Int?
    }

    private func find(_ nameOrPath: String) throws(ProfileFailure) -> (Found, isUntrusted: Bool) {
        guard nameOrPath.contains("/") || nameOrPath.hasSuffix(".yaml") || nameOrPath.hasSuffix(".yml") else {
            return (try find(name: nameOrPath, from: 0, at: nil), false)
        }
        guard let file = try contents(of: nameOrPath, nameOrPath) else {
            throw ProfileFailure(Refusal(.profileNotFound, "there is no file \(ProfileBytes.shown(nameOrPath))"))
        }
        let found = Found(name: nil, path: file.path, displayName: nameOrPath, bytes: file.bytes, directory: nil)
        return (found, liesInWorkspace(file))
    }

    private func origin(of found: Found, isUntrusted: Bool) -> ProfileOrigin {
        found.directory.map { directories[$0].origin } ?? (isUntrusted ? .project : .path)
    }

    /// Whether a file belongs to the project, by its own canonical path: a link elsewhere makes it no less a stranger's.
    private func liesInWorkspace(_ file: ProfileFile) -> Bool {
        guard let workspace else { return false }
        return workspace == "/" || file.path.hasPrefix(workspace + "/")
    }

    /// Why a file of the workspace answers to no name: a link leads there, or the workspace holds the whole directory.
    private func refusal(of name: String, in directory: Directory, at location: SourceLocation?) -> Refusal {
        if let workspace, workspace == "/" || directory.path.hasPrefix(workspace + "/") {
            return Refusal(
                .workspaceTooBroad, "the workspace \(workspace) holds the profiles of \(directory.path)",
                hint: "give the folder of one project")
        }
        return Refusal(
            .profileUntrusted, "\(name) leads into the workspace, and what lies there has no name",
            at: location, hint: "name the file by its path, or make a copy in place of the link")
    }

    private func find(name: String, from start: Int, at location: SourceLocation?) throws(ProfileFailure) -> Found {
        guard ProfileName.isValid(name) else {
            throw ProfileFailure(
                Refusal(
                    .profileNotFound, "\(ProfileBytes.shown(name)) is not the name of a profile", at: location,
                    hint:
                        "names have lower-case letters, digits and `-`; a file is named with a `/`, such as `./\(name)`"
                ))
        }
        for (index, directory) in directories.enumerated().dropFirst(start) {
            let path = "\(directory.path)/\(name).yaml"
            let displayName = "\(directory.displayName ?? directory.path)/\(name).yaml"
            if let file = try contents(of: path, displayName) {
                guard !liesInWorkspace(file) else {
                    throw ProfileFailure(refusal(of: displayName, in: directory, at: location))
                }
                return Found(
                    name: name, path: file.path, displayName: displayName, bytes: file.bytes, directory: index)
            }
        }
        throw ProfileFailure(
            Refusal(
                location == nil ? .profileNotFound : .profileInheritance,
                "there is no profile \(ProfileBytes.shown(name))", at: location,
                hint: Suggestion.hint(for: name, among: names())))
    }

    private func parent(
        _ parent: Located<String>, of child: Found, _ chain: [ProfileSource]
    ) throws(ProfileFailure) -> Found {
        // A profile that extends its own name extends the one that it stands in front of.
        let start = child.name == parent.value ? (child.directory ?? -1) + 1 : 0
        let found = try find(name: parent.value, from: start, at: parent.location)
        if chain.contains(where: { $0.path == found.path }) {
            throw ProfileFailure(
                Refusal(
                    .profileInheritance, "`\(parent.value)` is its own ancestor", at: parent.location,
                    hint: "let one of the chain extend another profile, or none"))
        }
        return found
    }

    private func contents(of path: String, _ displayName: String) throws(ProfileFailure) -> ProfileFile? {
        do {
            return try files.read(path, atMost: ProfileBytes.maximumLength)
        } catch {
            throw ProfileFailure(error.refusal(displayName))
        }
    }
}

/// A profile merged with its parents.
package struct LoadedProfile: Sendable {
    package var profile: Profile
    /// The files that it came from: the profile itself, its parent, the parent's parent.
    package var sources: [ProfileSource]
}

/// One file of a profile's chain.
package struct ProfileSource: Sendable, Hashable {
    /// The name that it was found by; nil for one given by path.
    package var name: String?
    /// The canonical path of the file.
    package var path: String
    /// The file as messages call it.
    package var displayName: String
    /// Its content, as it was read: what a digest is made of.
    package var bytes: [UInt8]
}

/// All that is wrong with a profile; never empty.
package struct ProfileFailure: Error, Sendable, Hashable {
    package let first: Refusal
    package let others: [Refusal]

    package var all: [Refusal] { [first] + others }

    init(_ refusal: Refusal) {
        first = refusal
        others = []
    }

    init?(_ refusals: [Refusal]) {
        guard let first = refusals.first else { return nil }
        self.first = first
        others = Array(refusals.dropFirst())
    }
}
