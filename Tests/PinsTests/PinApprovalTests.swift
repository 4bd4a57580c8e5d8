import Pins
import Policy
import Refusals
import Surface
import Testing

/// What a person approves is what that person was shown.
@Suite struct PinApprovalTests {
    private func proposal(_ site: PinSite, _ only: Set<SurfaceItem.Identity>? = nil) throws -> PinProposal {
        PinProposal(of: try #require(try site.entry), .init(only: only))
    }

    private func changedSite() throws -> PinSite {
        let site = PinSite()
        try site.run([tool("a"), tool("b"), tool("gone")], package: package("1"))
        try site.store.approve(site.key, shown: try proposal(site).digest)
        try site.run([tool("a", "Other."), tool("b"), tool("new")], package: package("2"))
        return site
    }

    @Test func `first use waits for no one, and can be approved`() throws {
        let site = PinSite()
        try site.run([tool("a")], package: package("1"))
        #expect(try site.entry?.waits == false)
        let first = try proposal(site)
        #expect(first.unreviewed.map(\.name) == ["a"] && first.reviewsPackage)
        try site.store.approve(site.key, shown: first.digest)
        #expect(try proposal(site).isEmpty)
        #expect(
            try site.run([tool("a")], mode: .required, package: package("1")).verdicts == [
                "package pinned", "a pinned",
            ])
    }

    @Test func `all that waits is approved at once`() throws {
        let site = try changedSite()
        #expect(
            try proposal(site).difference(from: try #require(try site.entry).items).changes.map { "\($0.identity)" }
                == ["tool a", "tool gone", "tool new"])
        try site.store.approve(site.key, shown: try proposal(site).digest)
        #expect(try proposal(site).isEmpty)
        let run = try site.run([tool("a", "Other."), tool("b"), tool("new")], package: package("2"))
        #expect(run.verdicts == ["package pinned", "a pinned", "b pinned", "new pinned"])
        #expect(try site.entry?.items[.init(.tool, "gone")] == nil)
    }

    @Test func `one item is approved by itself`() throws {
        let site = try changedSite()
        let only: Set<SurfaceItem.Identity> = [.init(.tool, "new")]
        try site.store.approve(site.key, .init(only: only), shown: try proposal(site, only).digest)
        let run = try site.run([tool("a", "Other."), tool("b"), tool("new")], package: package("1"))
        #expect(run.verdicts == ["package pinned", "a pin.surface-changed", "b pinned", "new pinned"])
    }

    @Test func `what changes after it was shown is not approved`() throws {
        let site = try changedSite()
        let shown = try proposal(site).digest
        try site.run([tool("a", "Worse."), tool("b"), tool("new")], package: package("2"))
        #expect(refusalCode { try site.store.approve(site.key, shown: shown) } == .pinNotShown)
        let run = try site.run([tool("a", "Other.")], package: package("1"), ends: false)
        #expect(run.verdicts == ["package pinned", "a pin.surface-changed"])
        let other = try proposal(site, [.init(.tool, "new")]).digest
        #expect(refusalCode { try site.store.approve(site.key, shown: other) } == .pinNotShown, "nor more than that")
    }

    @Test func `a server that is revoked is met for the first time again, an item that is revoked is held`() throws {
        let site = PinSite()
        try site.run([tool("a"), tool("b")])
        try site.store.revoke(site.key, [.init(.tool, "a")])
        #expect(try site.run([tool("a"), tool("b")]).verdicts == ["a pin.new-item", "b pinned"])
        #expect(try site.run([tool("a"), tool("b")]).verdicts == ["a pin.new-item", "b pinned"])
        #expect(refusalCode { try site.store.revoke(site.key, [.init(.tool, "a")]) } == .pinNotFound)
        try site.store.revoke(site.key)
        #expect(try site.run([tool("c")]).verdicts == ["c recorded"])
        try site.store.revoke(site.key)
        #expect(refusalCode { try site.store.revoke(site.key) } == .pinNotFound)
        #expect(refusalCode { try site.store.approve(site.key, shown: ContentDigest(of: [])) } == .pinNotFound)
    }

    @Test func `an item that was revoked is held even where the list was never seen to its end`() throws {
        let site = PinSite()
        try site.run([tool("a")], ends: false)
        try site.store.revoke(site.key, [.init(.tool, "a")])
        #expect(try site.run([tool("a")]).verdicts == ["a pin.new-item"])
    }
}
