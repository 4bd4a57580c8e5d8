import InstalledTrilatch
import Testing

/// `mcp-server-sqlite` under `profiles/sqlite.yaml`.
///
/// It is built on the first generation of the SDK and knows the handshake era only.
@Suite(.serialized)
struct SQLiteServerTests {
    @Test(arguments: Caller.available, [Client.sdk1Handshake, .sdk2Handshake, .sdk2Negotiated])
    func `every client comes to the handshake, and a database is the same in a box`(
        caller: Caller, client: Client
    ) throws {
        let site = try Site(caller)
        let database = "\(site.workspace)/notes.db"
        let server = [try site.python("sdk1", "mcp-server-sqlite"), "--db-path", database]
        let calls = """
            [["create_table", {"query": "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)"}],
             ["write_query", {"query": "INSERT INTO note (text) VALUES ('größer'), ('zwei')"}],
             ["read_query", {"query": "SELECT * FROM note ORDER BY id"}],
             ["read_query", {"query": "SELECT nonsense"}],
             ["list_tables", {}]]
            """
        let bare = try site.converse(client, calls, with: server)
        #expect(bare.output.contains("\"revision\": \"2025-11-25\""))
        #expect(bare.output.contains("gr\\u00f6\\u00dfer"))

        try site.renewWorkspace()
        let boxed = try site.converse(client, calls, with: site.boxed("sqlite", over: site.workspace, server))
        expectSame(boxed, bare)
        let stored = try site.shell(
            "python3 -c 'import sqlite3; print(*sqlite3.connect(\"\(database)\").execute(\"SELECT text FROM note\"))'")
        #expect(stored == "('größer',) ('zwei',)\n")
    }
}
