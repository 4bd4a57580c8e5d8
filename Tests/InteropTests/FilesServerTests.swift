import InstalledTrilatch
import Testing

/// A server over the files of a folder, under `profiles/files-read.yaml` and `profiles/files-write.yaml`.
@Suite(.serialized)
struct FilesServerTests {
    @Test(arguments: Caller.available, [Client.sdk1Handshake, .sdk2Stateless])
    func `reading gives the same results in a box`(caller: Caller, client: Client) throws {
        let site = try Site(caller)
        let server = [site.filesServer, site.workspace]
        let calls = """
            [["list_allowed_directories", {}],
             ["list_directory", {"path": "\(site.workspace)"}],
             ["list_directory_with_sizes", {"path": "\(site.workspace)", "sortBy": "size"}],
             ["directory_tree", {"path": "\(site.workspace)", "excludePatterns": [".git"]}],
             ["read_text_file", {"path": "\(site.workspace)/notes.txt", "tail": 2}],
             ["read_media_file", {"path": "\(site.workspace)/notes.txt"}],
             ["read_multiple_files", {"paths": ["\(site.workspace)/notes.txt", "\(site.workspace)/absent"]}],
             ["search_files", {"path": "\(site.workspace)", "pattern": "*.md"}],
             ["get_file_info", {"path": "\(site.workspace)/notes.txt"}],
             ["read_text_file", {"path": "/etc/shadow"}]]
            """
        let bare = try site.converse(client, calls, with: server)
        #expect(bare.output.contains("a.md") && bare.output.contains("Access denied"))
        // `files-read` without what it hides.
        let open = "\(site.home)/open.yaml"
        _ = try site.shell(
            "printf 'version: 1\\nextends: node\\nfilesystem:\\n  - read: ${workspace}\\n' >\(open)")
        let boxed = try site.converse(client, calls, with: site.boxed(open, over: site.workspace, server))
        expectSame(boxed, bare)
        let reading = try site.converse(client, calls, with: site.boxed("files-read", over: site.workspace, server))
        #expect(bare.output.contains("write_file") && !reading.output.contains("write_file"))
        #expect(reading.output.contains("a.md") && reading.output.contains("Access denied"))
    }

    @Test(arguments: Caller.available)
    func `writing gives the same results and the same files`(caller: Caller) throws {
        let site = try Site(caller)
        let server = [site.filesServer, site.workspace]
        let calls = """
            [["write_file", {"path": "\(site.workspace)/new.txt", "content": "größer\\n"}],
             ["edit_file", {"path": "\(site.workspace)/notes.txt", "edits": [{"oldText": "two", "newText": "zwei"}]}],
             ["edit_file", {"path": "\(site.workspace)/notes.txt", "edits": [{"oldText": "no such text", "newText": ""}]}],
             ["create_directory", {"path": "\(site.workspace)/deep/er"}],
             ["move_file", {"source": "\(site.workspace)/new.txt", "destination": "\(site.workspace)/deep/er/new.txt"}],
             ["move_file", {"source": "\(site.workspace)/notes.txt", "destination": "\(site.workspace)/docs/a.md"}]]
            """
        let look =
            "cd \(site.workspace) && cat deep/er/new.txt notes.txt && find . -path ./.git -prune -o -print | sort"
        let bare = try site.converse(.sdk2Stateless, calls, with: server)
        let files = try site.shell(look)
        #expect(files.hasPrefix("größer\none\nzwei\n"))

        try site.renewWorkspace()
        let boxed = try site.converse(
            .sdk2Stateless, calls, with: site.boxed("files-write", over: site.workspace, server))
        expectSame(boxed, bare)
        #expect(try site.shell(look) == files)
    }

    @Test(arguments: Caller.available)
    func `under files-read a tool that writes fails, and nothing changes`(caller: Caller) throws {
        let site = try Site(caller)
        let calls = #"[["write_file", {"path": "\#(site.workspace)/notes.txt", "content": "overwritten"}]]"#
        let before = try site.shell("cat \(site.workspace)/notes.txt; ls -A \(site.workspace)")
        let boxed = try site.converse(
            .sdk2Stateless, calls,
            with: site.boxed("files-read", over: site.workspace, [site.filesServer, site.workspace]))
        #expect(boxed.output.contains("Read-only file system") || boxed.output.contains("rule.tool-denied"))
        #expect(try site.shell("cat \(site.workspace)/notes.txt; ls -A \(site.workspace)") == before)
        // The control: without a box the tool does it.
        let bare = try site.converse(.sdk2Stateless, calls, with: [site.filesServer, site.workspace])
        #expect(bare.output.contains("Successfully wrote"))
    }

    @Test(arguments: Caller.available)
    func `a folder that the server was told of and the profile was not stays out of sight`(caller: Caller) throws {
        let site = try Site(caller)
        try site.shell("mkdir \(site.home)/diary && echo 'Dear diary' >\(site.home)/diary/today")
        let server = [site.filesServer, site.workspace, site.home]
        let calls = #"[["read_text_file", {"path": "\#(site.home)/diary/today"}]]"#
        #expect(try site.converse(.sdk2Stateless, calls, with: server).output.contains("Dear diary"))
        let boxed = try site.converse(
            .sdk2Stateless, calls, with: site.boxed("files-write", over: site.workspace, server))
        #expect(!boxed.output.contains("Dear diary") && boxed.output.contains("does not exist"))
    }
}
