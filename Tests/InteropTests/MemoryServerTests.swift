import InstalledTrilatch
import Testing

/// A server that remembers, under `profiles/memory.yaml`.
@Suite(.serialized)
struct MemoryServerTests {
    private let first = """
        [["create_entities", {"entities": [
           {"name": "Ada", "entityType": "person", "observations": ["writes größer programs"]},
           {"name": "Engine", "entityType": "machine", "observations": []}]}],
         ["create_relations", {"relations": [{"from": "Ada", "to": "Engine", "relationType": "programs"}]}],
         ["add_observations", {"observations": [{"entityName": "Engine", "contents": ["has a mill"]}]}],
         ["add_observations", {"observations": [{"entityName": "Nobody", "contents": ["is not there"]}]}]]
        """
    private let second = """
        [["search_nodes", {"query": "MILL"}], ["open_nodes", {"names": ["Ada", "Engine"]}],
         ["delete_observations", {"deletions": [{"entityName": "Engine", "observations": ["has a mill"]}]}],
         ["delete_relations", {"relations": [{"from": "Ada", "to": "Engine", "relationType": "programs"}]}],
         ["delete_entities", {"entityNames": ["Engine"]}], ["read_graph", {}]]
        """

    @Test(arguments: Caller.available, [Client.sdk1Handshake, .sdk2Stateless])
    func `what one box remembers the next one knows, with the same results as without`(
        caller: Caller, client: Client
    ) throws {
        let site = try Site(caller)
        let bareServer = ["env", "MEMORY_FILE_PATH=\(site.home)/memory.jsonl", site.memoryServer]
        for calls in [first, second] {
            let bare = try site.converse(client, calls, with: bareServer)
            let boxed = try site.converse(client, calls, with: site.boxed("memory", [site.memoryServer]))
            expectSame(boxed, bare)
            #expect(bare.output.contains("gr\\u00f6\\u00dfer"))
        }
        // The file is the same, and it is where only this server's boxes see it.
        let cache = "\(site.home)/.cache/trilatch/servers/memory-server.py"
        #expect(
            try site.shell("cat \(cache)/memory.jsonl") == site.shell("cat \(site.home)/memory.jsonl"))
        #expect(try site.shell("stat -c %a \(cache)") == "700\n")
    }

    @Test(arguments: Caller.available)
    func `servers of two names have two memories`(caller: Caller) throws {
        let site = try Site(caller)
        func named(_ name: String) -> [String] {
            [Installation.shared.trilatch, "run", "--profile", "memory", "--name", name, "--", site.memoryServer]
        }
        _ = try site.converse(.sdk2Stateless, first, with: named("work"))
        let read = #"[["read_graph", {}]]"#
        #expect(try site.converse(.sdk2Stateless, read, with: named("work")).output.contains("Ada"))
        #expect(try !site.converse(.sdk2Stateless, read, with: named("home")).output.contains("Ada"))
    }
}
