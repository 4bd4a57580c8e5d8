import BoxHarness
import InstalledTrilatch
import Testing

/// Real servers in a box of Landlock and a syscall filter alone, where the host gives no user namespaces.
@Suite(.serialized, .enabled(if: ContainerFilter.leavesTier, "it takes Landlock ABI 6"))
struct NamespacelessTests {
    /// The command behind a container's filter, with a profile that accepts the tier.
    private func boxed(_ parent: String, _ site: Site, _ command: [String]) throws -> [String] {
        let profile = "\(site.home)/poor.yaml"
        try site.shell(
            "printf 'version: 1\\nsummary: Poor.\\nextends: \(parent)\\nminimum-tier: landlock\\n' >\(profile)")
        return ContainerFilter.prefix + site.boxed(profile, command)
    }

    @Test(arguments: Client.allCases)
    func `mcp-server-time is the same in it`(client: Client) throws {
        let site = try Site(.ordinary)
        let server = [try site.python("servers", "mcp-server-time")]
        let calls = """
            [["convert_time", {"source_timezone": "Asia/Kolkata", "time": "16:30", "target_timezone": "America/New_York"}],
             ["convert_time", {"source_timezone": "Nowhere/Land", "time": "16:30", "target_timezone": "Etc/UTC"}]]
            """
        let bare = try site.converse(client, calls, with: server)
        #expect(bare.output.contains("Asia/Kolkata"))
        let inside = try site.converse(client, calls, with: boxed("time", site, server))
        #expect(inside.output == bare.output && inside.status == bare.status, "\(inside)")
        #expect(inside.errors.contains("Landlock and a syscall filter alone hold the box"))
    }

    @Test func `a server that remembers keeps its memory in it`() throws {
        let site = try Site(.ordinary)
        let create =
            #"[["create_entities", {"entities": [{"name": "Ada", "entityType": "person", "observations": []}]}]]"#
        let command = try boxed("memory", site, [site.memoryServer])
        _ = try site.converse(.sdk2Stateless, create, with: command)
        let read = try site.converse(.sdk2Stateless, #"[["read_graph", {}]]"#, with: command)
        #expect(read.output.contains("Ada"), "\(read)")
    }
}
