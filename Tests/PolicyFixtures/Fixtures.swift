package import Policy
package import Refusals

/// Places, paths and reasons for tests, where the ones at hand are known to be right.
package enum Fixture {
    /// A place in `test.yaml`.
    package static func place(_ line: Int, _ column: Int = 1) -> SourceLocation {
        SourceLocation(file: "test.yaml", line: line, column: column)
    }

    package static func path(_ text: String) -> PathTemplate {
        do { return try PathTemplate(text) } catch { fatalError("\(text) is no path: \(error)") }
    }

    package static func relative(_ text: String) -> Located<RelativePath> {
        guard let path = RelativePath(text) else { fatalError("\(text) is no relative path") }
        return Located(path, at: place(1))
    }

    package static func host(_ text: String) -> HostPattern {
        guard let host = HostPattern(text) else { fatalError("\(text) is no host") }
        return host
    }

    package static func pattern(_ text: String) -> NameGlob {
        guard let pattern = NameGlob(text) else { fatalError("\(text) is no pattern for names") }
        return pattern
    }

    package static func textPattern(_ text: String) -> TextPattern {
        do { return try TextPattern(text) } catch { fatalError("\(text) is no pattern: \(error)") }
    }

    package static func pointer(_ text: String) -> ArgumentPointer {
        guard let pointer = ArgumentPointer(text) else { fatalError("\(text) is no pointer") }
        return pointer
    }

    package static let because: Reason = {
        guard let reason = Reason("a test says so") else { fatalError("a reason with text is one") }
        return reason
    }()

    package static func narrowing(_ claim: Narrowing.Claim, _ line: Int = 9) -> Narrowing {
        Narrowing(claim, because: because, at: place(line))
    }

    /// A profile with one entry for a path.
    package static func profile(_ grants: PathGrant...) -> Profile {
        var profile = Profile()
        profile.filesystem = grants.map { .path($0) }
        return profile
    }

    /// A profile with hosts.
    package static func profile(_ grants: HostGrant...) -> Profile {
        var profile = Profile()
        profile.network.hosts = grants
        return profile
    }
}
