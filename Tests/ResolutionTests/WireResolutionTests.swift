import LaunchPlan
import Refusals
import Testing

@testable import Policy

/// What a profile says of the wire, with the host's answers in place.
@Suite struct WireResolutionTests {
    private func sample() throws -> Sample {
        var sample = Sample()
        try sample.grant("${workspace}", writable: true)
        return sample
    }

    private static func rule(_ under: [String], _ subject: RuleSubject? = nil) throws -> RuleStatement {
        let name = try #require(NameGlob("*"))
        let pointer = try #require(ArgumentPointer("/path"))
        let folders = try under.map { Located(try PathTemplate($0), at: Sample.location(40)) }
        return RuleStatement(subject ?? .tool(name), at: pointer, under: folders, location: Sample.location(39))
    }

    @Test func `where a profile says nothing, the defaults hold and the root is the workspace`() throws {
        let wire = try sample().resolve().wire
        #expect(wire.pin == .firstUse && wire.pinLocation == nil && wire.unknownMethods == .refuse)
        #expect(wire.roots.map(\.path) == [Sample.workspace])
        #expect(wire.argumentRules.isEmpty && wire.tools.isOpen)
        #expect(wire.paths == BoxPaths(), "nothing asks for it")
        #expect(try Sample(workspace: nil).resolve().wire.roots.isEmpty)
    }

    @Test func `a workspace that is not granted is no root`() throws {
        #expect(try Sample().resolve().wire.roots.isEmpty)
    }

    @Test func `words come with the lines that say them`() throws {
        var sample = try sample()
        sample.profile.wire.pin = Located(.required, at: Sample.location(30))
        sample.profile.wire.unknownMethods = Located(.pass, at: Sample.location(31))
        let wire = try sample.resolve().wire
        #expect(wire.pin == .required && wire.pinLocation == Sample.location(30))
        #expect(wire.unknownMethods == .pass && wire.unknownMethodsLocation == Sample.location(31))
    }

    @Test func `the folders of a rule are those that its links lead to`() throws {
        var sample = try sample()
        sample.host.directory("/home/ada/src/app/real")
        sample.host.link("/home/ada/src/app/link", to: "real")
        sample.profile.wire.rules = [try Self.rule(["${workspace}/link", "${workspace}/link/new", "/tmp/x", "~/y"])]
        let rules = try sample.resolve().wire.argumentRules
        #expect(
            rules.map(\.folders) == [
                ["/home/ada/src/app/real", "/home/ada/src/app/real/new", "/tmp/x", "/home/ada/y"]
            ])
        #expect(rules[0].location == Sample.location(39))
    }

    @Test func `rules for what the server starts stand apart`() throws {
        var sample = try sample()
        sample.profile.wire.rules = [try Self.rule(["/srv"], .request(.sampling)), try Self.rule(["/srv"])]
        let wire = try sample.resolve().wire
        #expect(wire.requestRules.map(\.subject) == [.request(.sampling)] && wire.argumentRules.count == 1)
    }

    @Test func `a variable without a value is told at the folder's line`() throws {
        var sample = try sample()
        sample.request.workspace = nil
        sample.profile.filesystem = []
        sample.profile.wire.rules = [try Self.rule(["${workspace}"])]
        do {
            _ = try sample.resolve()
            Issue.record("a rule for nowhere")
        } catch let refusal as Refusal {
            #expect(refusal.code == .workspaceMissing && refusal.location == Sample.location(40))
        }
    }

    @Test func `the paths of a box are those of its plan`() throws {
        var sample = try sample()
        try sample.scratch("/tmp")
        sample.profile.wire.rules = [try Self.rule(["${workspace}"])]
        let paths = try sample.resolve().wire.paths
        #expect(paths.workingDirectory == "/home/ada" && paths.home == "/home/ada")
        #expect(paths.granted.contains(Sample.workspace) && paths.covered.contains("/tmp"))
        #expect(paths.variables.isSuperset(of: ["HOME", "PATH", "USER"]))
        var looks = 100
        sample.host.link("/tmp/link", to: "/etc")
        sample.host.link("/home/ada/src/app/link", to: "/etc")
        #expect(try paths.resolve(Array("/tmp/link/x".utf8), host: sample.host, looks: &looks) == "/tmp/link/x")
        #expect(
            try paths.resolve(Array("/home/ada/src/app/link/x".utf8), host: sample.host, looks: &looks) == "/etc/x")
    }

    // MARK: Roots

    private func roots(_ texts: [String], _ sample: Sample) throws -> ResolvedBox {
        var sample = sample
        let stated = try texts.map { Located(try PathTemplate($0), at: Sample.location(50)) }
        sample.profile.client.roots = Located(stated, at: Sample.location(49))
        return try sample.resolve()
    }

    @Test func `roots are what the profile names, as far as the box has it`() throws {
        var sample = try sample()
        try sample.scratch("/tmp")
        sample.host.directory("/home/ada/src/app/a b")
        let box = try roots(["${workspace}/a b", "/tmp", "${workspace}/none"], sample)
        #expect(
            box.wire.roots.map(\.uri) == [
                "file:///home/ada/src/app/a%20b", "file:///tmp", "file:///home/ada/src/app/none",
            ])
        #expect(box.wire.roots.map(\.name) == ["a b", "tmp", "none"])
        #expect(try roots([], sample).wire.roots.isEmpty)
    }

    @Test func `a root that is not granted is refused, and one that does not exist is told`() throws {
        let sample = try sample()
        do {
            _ = try roots(["/usr/share"], sample)
            _ = try roots(["/home/ada/src"], sample)
            Issue.record("a root outside of the box")
        } catch let refusal as Refusal {
            #expect(refusal.code == .pathNotAllowed && refusal.location == Sample.location(50))
        }
        let box = try roots(["/home/ada/none"], sample)
        #expect(box.wire.roots.isEmpty && box.notes.contains { $0.contains("/home/ada/none") })
    }

    @Test func `every byte that means something in a URI is encoded`() {
        #expect(Root("/a?b#c%d/\u{e9}").uri == "file:///a%3Fb%23c%25d/%C3%A9")
        #expect(Root(.root).uri == "file:///" && Root(.root).name == "/")
    }
}
