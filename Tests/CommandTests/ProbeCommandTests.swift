import InstalledTrilatch
import Testing

/// The attack list as a command.
@Suite(.serialized) struct ProbeCommandTests {
    @Test(arguments: Caller.available)
    func `nothing succeeds in a box, much succeeds outside, and the tree is as it was`(caller: Caller) throws {
        let site = try CommandSite(caller)
        let outcome = try site.script(
            "git init -q . && find . | sort >../before && \"$trilatch\" probe --profile git --workspace . && find . | sort | diff ../before -"
        )
        #expect(outcome.status == 0, "\(outcome)")
        let summary = #/(\d+) of (\d+) attacks stopped in the box of profile git.*; outside (\d+) succeeded\n/#
        let counts = try #require(outcome.output.firstMatch(of: summary))
        #expect(try #require(Int(counts.2)) > 100)
        #expect(try #require(Int(counts.3)) > 50, "the control shows that the acts work")
        #expect(!outcome.output.contains("SUCCEEDED"))
    }

    @Test(arguments: Caller.available)
    func `an attack that succeeds is shown, and the exit status says so`(caller: Caller) throws {
        let site = try CommandSite(caller)
        let outcome = try site.run(
            ["probe", "--profile", "base"], adding: ["TRILATCH_TEST_OMIT_LAYERS": "seccomp,self-test"])
        #expect(outcome.status == 1, "\(outcome.errors)")
        #expect(outcome.output.contains("SUCCEEDED in the box: "))
    }

    @Test func `data is JSON, one entry an attack`() throws {
        let site = try CommandSite()
        let outcome = try site.run("probe", "--profile", "base", "--json")
        #expect(outcome.status == 0)
        let data = try #require(outcome.output.canonicalJSON)
        #expect(data.contains(#""holds": true"#))
        #expect(data.matches(of: #/"inside": \{[^}]*"outcome": "stopped"/#).count > 100)
    }
}
