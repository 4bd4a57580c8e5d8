import LaunchPlan
import Refusals

@testable import Policy

/// A request of `ada` on a fake host, changed as a test needs it.
struct Sample {
    var host = FakeHost.debian()
    var profile = Profile()
    var request: BoxRequest

    static let workspace: HostPath = "/home/ada/src/app"

    init(_ command: String = "git", _ arguments: [String] = [], workspace: String? = "/home/ada/src/app") {
        request = BoxRequest(
            command: command, arguments: arguments, workspace: workspace, workingDirectory: "/home/ada",
            environment: ["PATH": "/home/ada/.local/bin:/usr/local/bin:/usr/bin:/bin", "HOME": "/home/ada"],
            caller: Caller(user: 1001, group: 1001, name: "ada", home: "/home/ada"),
            ownFolders: ["/home/ada/.config/trilatch", "/home/ada/.local/state/trilatch", "/etc/trilatch"],
            installedFolders: ["/opt/trilatch"])
    }

    /// Makes the caller root, with a box of its own id.
    mutating func becomeRoot() {
        request.caller = Caller(user: 0, group: 0, name: "root", home: "/root", dedicatedIdentifier: 61_234)
        request.environment["HOME"] = "/root"
    }

    static func location(_ line: Int) -> SourceLocation { SourceLocation(file: "test.yaml", line: line, column: 3) }

    /// Adds a path grant; every one stands in a line of its own.
    @discardableResult
    mutating func grant(
        _ path: String, writable: Bool = false, optional: Bool = false, protect: [String] = [], hide: [String] = [],
        reveal: [String] = []
    ) throws -> SourceLocation {
        let location = Sample.location(profile.filesystem.count + 1)
        func relative(_ texts: [String]) -> [Located<RelativePath>] {
            texts.compactMap { RelativePath($0).map { Located($0, at: location) } }
        }
        profile.filesystem.append(
            .path(
                PathGrant(
                    path: try PathTemplate(path), at: location, isWritable: writable, isOptional: optional,
                    protect: relative(protect), hide: relative(hide), reveal: relative(reveal))))
        return location
    }

    mutating func scratch(_ path: String) throws {
        let location = Sample.location(profile.filesystem.count + 1)
        profile.filesystem.append(.scratch(ScratchGrant(path: try PathTemplate(path), at: location)))
    }

    func resolve() throws -> ResolvedBox { try PlanResolver.resolve(profile, request: request, host: host) }

    /// The code of the refusal; nil where there is a box.
    func refusal() -> RefusalCode? {
        do {
            _ = try PlanResolver.resolve(profile, request: request, host: host)
            return nil
        } catch {
            return error.code
        }
    }
}

extension ResolvedBox {
    /// The binds of the plan by path.
    var binds: [String: Bind] {
        Dictionary(
            uniqueKeysWithValues: plan.fileSystem.compactMap {
                if case .bind(let bind) = $0 { (bind.node.path, bind) } else { nil }
            })
    }
    var links: [String: String] {
        Dictionary(
            uniqueKeysWithValues: plan.fileSystem.compactMap {
                if case .symbolicLink(let path, let target) = $0 { (path, target) } else { nil }
            })
    }
    var covers: Set<String> {
        Set(plan.fileSystem.compactMap { if case .hide(let path, _) = $0 { path } else { nil } })
    }
    var scratches: [String: Scratch] {
        Dictionary(
            uniqueKeysWithValues: plan.fileSystem.compactMap {
                if case .scratch(let scratch) = $0 { (scratch.path, scratch) } else { nil }
            })
    }
    /// Paths of the program's grants.
    var programs: [String] { programGrants.map(\.path) }
    func variable(_ name: String) -> String? {
        plan.command.environment.first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
    }
}
