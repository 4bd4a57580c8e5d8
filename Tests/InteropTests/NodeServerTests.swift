import InstalledTrilatch
import Testing

/// A server on the machine's own Node, under a profile that extends `profiles/node.yaml`.
@Suite(.serialized)
struct NodeServerTests {
    /// The two ways in which people start a script.
    enum Start: String, CaseIterable, CustomTestStringConvertible {
        case script
        case interpreter

        func command(_ script: String) -> [String] { self == .script ? [script] : ["node", script] }
        var testDescription: String { self == .script ? "by its shebang" : "as node's argument" }
    }

    @Test(arguments: Caller.available, Start.allCases)
    func `results and files are the same in a box`(caller: Caller, start: Start) throws {
        let site = try Site(caller)
        let server = start.command(site.nodeServer)
        let calls = """
            [["list_files", {"folder": "\(site.workspace)/docs"}],
             ["count_words", {"file": "\(site.workspace)/notes.txt"}],
             ["write_note", {"folder": "\(site.workspace)", "name": "new.txt", "text": "größer"}],
             ["count_words", {"file": "\(site.workspace)/absent.txt"}]]
            """
        for client in [Client.sdk1Handshake, .sdk2Stateless] {
            try site.renewWorkspace()
            let bare = try site.converse(client, calls, with: server)
            #expect(bare.output.contains("wrote 8 bytes"))
            #expect(bare.errors.contains("node-example 1.0.0 is ready"))

            try site.renewWorkspace()
            let boxed = try site.converse(
                client, calls, with: site.boxed(site.nodeProfile, over: site.workspace, server))
            expectSame(boxed, bare)
            #expect(try site.shell("cat \(site.workspace)/new.txt") == "größer")
        }
    }

    @Test(arguments: Caller.available)
    func `many requests at once come back in order, byte for byte`(caller: Caller) throws {
        let site = try Site(caller)
        let server = [site.nodeServer]
        // About half a megabyte each way: several times what the pipes between hold.
        let lines = (1...4000).map { number in
            #"{"jsonrpc":"2.0","id":\#(number),"method":"tools/call","params":{"name":"count_words","arguments":{"file":"\#(site.workspace)/notes.txt"}}}"#
        }
        let bare = try site.exchange(lines, pipelined: true, with: server)
        #expect(bare.output.contains(#"\"id\":4000,"#) && bare.output.contains("\"exit\": 0"))
        let boxed = try site.exchange(
            lines, pipelined: true, with: site.boxed(site.nodeProfile, over: site.workspace, server))
        expectSame(boxed, bare)
    }

    @Test(arguments: Caller.available)
    func `a file beside the server's script stays out of sight`(caller: Caller) throws {
        let site = try Site(caller)
        let beside = "\(site.home)/.env"
        try site.shell("printf 'TOKEN=canary' >\(beside) && cp \(site.nodeServer) \(site.home)/server.js")
        let server = ["\(site.home)/server.js"]
        let calls = #"[["count_words", {"file": "\#(beside)"}]]"#

        #expect(try site.converse(.sdk2Stateless, calls, with: server).output.contains("\"text\": \"1\""))
        let boxed = try site.converse(
            .sdk2Stateless, calls, with: site.boxed(site.nodeProfile, over: site.workspace, server))
        #expect(boxed.output.contains("ENOENT"))
    }
}
