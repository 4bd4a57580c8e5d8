import Glibc
import LaunchPlan
@testable import Pins
import Policy
import Refusals
import Surface
import Testing

/// A server that was moved keeps its pins where its contents say all, and nobody chose what lies around them; else it is held.
@Suite struct PackageMoveTests {
    /// A run of the server from another place.
    private func run(
        _ site: PinSite, _ program: String, _ package: PackagePin, in surroundings: [String] = ["/home/u/ws"],
        mode: PinMode = .firstUse, _ items: [SurfaceItem] = [tool("a")]
    ) throws -> (words: [String], judge: PinJudge) {
        site.key.program = program
        var judge = PinJudge(site.key, try site.store.view(of: site.key), mode: mode)
        var words = [PinSite.word(judge.judge(package, at: PackagePlace(package, in: surroundings)))]
        if judge.hasChanges { _ = judge.update(try site.store.record(judge.takeChanges(), for: site.key)) }
        judge.begin(.tools)
        words += items.map { PinSite.word(judge.judge($0)) }
        if judge.hasChanges { _ = judge.update(try site.store.record(judge.takeChanges(), for: site.key)) }
        return (words, judge)
    }

    private static let moved = "/opt/tools/venv/bin/mcp-server-git"

    @Test func `a server that was moved keeps what was approved, once it is told, and is held for what differs`() throws
    {
        let site = PinSite()
        try site.run([tool("a"), tool("b")], package: package("1"))
        let first = try run(site, Self.moved, package("1", roots: ["/opt/tools/venv"]), [tool("a"), tool("n")])
        #expect(first.words == ["recorded", "pinned", "pin.new-item"])
        let notice = try #require(first.judge.move)
        #expect(notice.code == .pinPackageMoved)
        #expect(
            notice.reason
                == "the server's package was moved from /srv/venv to /opt/tools/venv, and is what was approved there")
        #expect(try site.entry?.package == package("1", roots: ["/opt/tools/venv"]))
        #expect(try site.entry?.isPackageUnreviewed == true && site.entry?.unreviewed.count == 2, "as it was")
        let second = try run(site, Self.moved, package("1", roots: ["/opt/tools/venv"]), [tool("a", "Other.")])
        #expect(second.words == ["pinned", "pin.surface-changed"] && second.judge.move == nil)
        let changed = try run(site, Self.moved, package("2", roots: ["/opt/tools/venv"]))
        #expect(changed.words == ["pin.package-changed", "pin.package-changed"])
        site.key.program = "/srv/venv/bin/mcp-server-git"
        #expect(
            try site.run([tool("a"), tool("b")], package: package("1")).verdicts
                == ["package pinned", "a pinned", "b pinned"], "the first is still there")
    }

    @Test func `a package that an interpreter of the system runs may be moved too`() throws {
        let site = PinSite()
        site.key.program = "/usr/bin/node"
        try site.run([tool("a")], package: package("1", roots: ["/srv/a/node_modules"]))
        #expect(
            try run(site, "/usr/bin/node", package("1", roots: ["/srv/b/node_modules"])).words
                == ["recorded", "pinned"])
        #expect(try site.store.read().entries.count == 1)
        #expect(
            try run(site, "/usr/bin/node", package("2", roots: ["/srv/c/node_modules"])).words.first
                == "pin.package-changed")
        #expect(
            try run(site, "/opt/bin/node", package("1", roots: ["/srv/b/node_modules"])).words.first
                == "pin.package-changed", "another interpreter")
    }

    @Test func `a server that runs goes on while another run has it elsewhere`() throws {
        let site = PinSite()
        site.key.program = "/usr/bin/node"
        var first = try site.run([tool("a")], package: package("1", roots: ["/srv/a/node_modules"])).judge
        #expect(
            try run(site, "/usr/bin/node", package("1", roots: ["/srv/b/node_modules"])).words.first == "recorded")
        #expect(first.update(try site.store.view(of: site.key)) == false)
        #expect(first.refusal(of: tool("a").identity) == nil)
        try site.store.change { lock throws(Refusal) in
            lock[site.key]?.accept(package("2", roots: ["/srv/b/node_modules"]), byPerson: true)
        }
        #expect(first.update(try site.store.view(of: site.key)) == true)
        #expect(first.refusal(of: tool("a").identity)?.code == .pinPackageChanged)
    }

    /// Program, roots and what else the box sees.
    @Test(arguments: [
        (moved, ["/opt/tools/venv"], ["/opt/tools"]),
        (moved, ["/opt/tools/venv"], ["/opt"]),
        (moved, ["/opt/tools/venv"], ["/opt/tools/ws"]),
        (moved, ["/opt/tools/venv"], ["/srv"]),
        (moved, ["/opt/tools/venv"], ["/srv/ws"]),
        (moved, ["/opt/tools/venv"], ["/"]),
        ("/venv/bin/mcp-server-git", ["/venv"], ["/home/u/ws"]),
        ("/opt/tools/env/bin/mcp-server-git", ["/opt/tools/env"], []),
        ("/opt/tools/venv/bin/other", ["/opt/tools/venv"], []),
        ("/opt/tools/venv/mcp-server-git", ["/opt/tools/venv"], []),
        ("/srv/venv/lib/bin/mcp-server-git", ["/srv/venv"], []),
        ("/elsewhere/venv/bin/mcp-server-git", ["/opt/tools/venv"], []),
        ("/elsewhere/venv/bin/mcp-server-git", ["/srv/venv"], []),
        (moved, ["/opt/tools/venv", "/opt/tools/more"], []),
        (moved, [], []),
    ])
    func `whatever is not the one package in one new folder, apart from all else of the box, is held`(
        program: String, roots: [String], surroundings: [String]
    ) throws {
        let site = PinSite()
        try site.run([tool("a")], package: package("1"))
        let run = try run(site, program, package("1", roots: roots), in: surroundings)
        #expect(run.words == ["pin.package-changed", "pin.package-changed"])
        #expect(run.judge.move == nil)
        #expect(try site.entry?.package == nil && site.entry?.items.isEmpty == true)
    }

    @Test func `trees that went to different places, or a package of no files, or of one that was not read, are held`()
        throws
    {
        let two = PinSite()
        try two.run([tool("a")], package: package("1", roots: ["/srv/lib/x", "/srv/venv"]))
        #expect(
            try run(two, Self.moved, package("1", roots: ["/opt/lib/x", "/opt/tools/venv"])).words.first != "recorded")
        #expect(
            try run(two, "/opt/venv/bin/mcp-server-git", package("1", roots: ["/opt/lib/x", "/opt/venv"])).words.first
                == "recorded")
        for omissions in [[], ["/srv/venv/big: of its size, only size and time of the last change count"]] {
            let site = PinSite()
            var pin = package("1")
            pin.omissions = omissions
            if omissions.isEmpty { pin.files = 0 }
            try site.run([tool("a")], package: pin)
            pin.roots = ["/opt/tools/venv"]
            #expect(try run(site, Self.moved, pin).words.first == "pin.package-changed")
        }
    }

    @Test func `required takes over what a person has approved, and nothing that was only recorded`() throws {
        let site = PinSite()
        let pin = package("1", roots: ["/opt/tools/venv"])
        try site.run([tool("a")], package: package("1"))
        #expect(try run(site, Self.moved, pin, mode: .required).words.first == "pin.package-changed")
        site.key.program = "/srv/venv/bin/mcp-server-git"
        let key = site.key
        try site.store.change { lock throws(Refusal) in
            var entry = try present(lock[key])
            entry.approve(PinProposal(of: entry, .init(includesFirstUse: true)))
            lock[key] = entry
        }
        #expect(try run(site, Self.moved, pin, mode: .required).words == ["recorded", "pinned"])
    }

    @Test func `what was revoked or is held stays so, and two places that were approved otherwise are no guide`() throws
    {
        let site = PinSite()
        let key = site.key
        try site.run([tool("a"), tool("b")], package: package("1"))
        try site.store.revoke(key, [tool("b").identity])
        let pin = package("1", roots: ["/opt/tools/venv"])
        #expect(
            try run(site, Self.moved, pin, [tool("a"), tool("b")]).words == ["recorded", "pinned", "pin.new-item"])
        try site.store.revoke(site.key, [tool("a").identity])
        let third = package("1", roots: ["/mnt/venv"])
        #expect(try run(site, "/mnt/venv/bin/mcp-server-git", third).words.first == "pin.package-changed")
    }

    @Test func `a server that is forgotten before its new place is written down is held`() throws {
        let site = PinSite()
        try site.run([tool("a")], package: package("1"))
        let old = site.key
        site.key.program = Self.moved
        let pin = package("1", roots: ["/opt/tools/venv"])
        var judge = PinJudge(site.key, try site.store.view(of: site.key), mode: .firstUse)
        #expect(PinSite.word(judge.judge(pin, at: PackagePlace(pin, in: []))) == "recorded")
        try site.store.revoke(old)
        #expect(judge.update(try site.store.record(judge.takeChanges(), for: site.key)) == true)
        #expect(judge.packageRefusal != nil && judge.move == nil)
        #expect(judge.refusal(of: tool("a").identity)?.code == .pinPackageChanged)
        #expect(try site.entry?.heldPackage == pin)
    }

    /// What a package on the disk holds.
    @Test(arguments: [
        ("true", true), ("ln -s a/file link", true), ("ln -s ../file a/link", true), ("ln -s /usr/bin/env a/env", true),
        ("ln -s ../../file a/link", false), ("ln -s .. link", false), ("ln -s a/../../x link", false),
        ("ln -s /etc/passwd link", false), ("ln -s /usr/../etc link", false), ("ln -s \"$PWD/file\" link", false),
        ("mkdir a/__pycache__", false),
    ])
    func `what leads out of a package, or is in no digest, lets it not be moved`(act: String, isFree: Bool) throws {
        let site = PinSite()
        let make = "cd '\(site.folder)' && mkdir -p one/tree/a two && cd one/tree && echo x | tee file a/file > a/more"
        try #require(unsafe system("\(make) && \(act) && cp -a ../tree ../../two/") == 0)
        func identity(_ folder: String) throws -> PackageIdentity {
            let tree = ProgramGrant(
                path: "\(site.folder)/\(folder)/tree", kind: .directory, reason: "tree", carriesNoLeg: true)
            return try PackageIdentity.of([tree], surroundings: ["/home/u/ws"], state: "\(site.folder)/state")
        }
        for folder in ["one", "two", "two"] {
            site.key.program = "\(site.folder)/\(folder)/tree/a/file"
            var judge = PinJudge(site.key, try site.store.view(of: site.key), mode: .firstUse)
            _ = judge.judge(try identity(folder))
            #expect((judge.packageRefusal == nil) == (folder == "one" || isFree))
            _ = judge.judge(tool("a"))
            _ = try site.store.record(judge.takeChanges(), for: site.key)
        }
    }
}
