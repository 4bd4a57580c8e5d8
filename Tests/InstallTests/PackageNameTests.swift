import Installed
import Policy
import Testing

/// Names of packages, and commands that fetch them.
@Suite struct PackageNameTests {
    @Test(arguments: [
        ("pypi:mcp-server-time==2026.10.19", "pypi:mcp-server-time==2026.10.19", "mcp-server-time"),
        ("pypi:MCP_Server..Time==1!2.0+local.1", "pypi:mcp-server-time==1!2.0+local.1", "mcp-server-time"),
        ("pypi:x", "pypi:x", "x"), ("npm:server@1.2.3-rc.1", "npm:server@1.2.3-rc.1", "server"),
        ("npm:@scope/server@1.2.3", "npm:@scope/server@1.2.3", "server"),
        ("npm:@scope/server", "npm:@scope/server", "server"),
    ])
    func `a package has one spelling`(text: String, normal: String, plain: String) throws {
        let package = try #require(RegistryPackage(text))
        #expect(package.description == normal && package.plainName == plain)
        #expect(RegistryPackage(normal) == package)
    }

    @Test(arguments: [
        "", "pypi", "pypi:", "pypi:==1", "pypi:a==", "pypi:a==x1", "pypi:a==-1", "pypi:a==1 2", "pypi:a b==1",
        "pypi:-a==1",
        "pypi:a-==1", "pypi:../a==1", "pypi:a/b==1", "pypi:a==1/../2", "pypi:a[extra]==1", "pypi:a>=1", "pypi:ä==1",
        "pypi:a==1;b", "PYPI:a==1", "gem:a==1", "npm:", "npm:@", "npm:@a", "npm:@a/", "npm:/b", "npm:a/b", "npm:@a/b/c",
        "npm:@a/../b", "npm:.a@1", "npm:_a@1", "npm:A@1", "npm:a@latest", "npm:a@", "npm:a@^1", "npm:a@1@2",
        "npm:a@git+https://x", "pypi:\(String(repeating: "a", count: 101))==1",
    ])
    func `what is none is refused`(text: String) { #expect(RegistryPackage(text) == nil) }

    @Test(arguments: ["", ".", "..", ".a", "-a", "_a", "a/b", "a b", "ä", "a\n", String(repeating: "a", count: 49)])
    func `a server's name is one name of a folder`(text: String) { #expect(InstalledName(text) == nil) }

    struct Reading: Sendable {
        var words: String
        var package: String?
        var program: String?
        var rest: [String]

        init(_ words: String, _ package: String?, program: String? = nil, _ rest: [String] = []) {
            (self.words, self.package, self.program, self.rest) = (words, package, program, rest)
        }
    }

    @Test(arguments: [
        Reading("uvx mcp-server-time", "pypi:mcp-server-time"),
        Reading("/usr/bin/uvx -q mcp_server_time==1.0 --x y", "pypi:mcp-server-time==1.0", ["--x", "y"]),
        Reading("uvx mcp-server-time@latest", "pypi:mcp-server-time"),
        Reading("uvx mcp-server-time@1.0", "pypi:mcp-server-time==1.0"),
        Reading("uvx --from package==1.0 program -v", "pypi:package==1.0", program: "program", ["-v"]),
        Reading("uvx --from=package program", "pypi:package", program: "program"),
        Reading("uv tool run --quiet x a", "pypi:x", ["a"]), Reading("pipx run x", "pypi:x"),
        Reading("pipx run --spec package==2 x", "pypi:package==2", program: "x"),
        Reading("npx -y @scope/server@1.2.3 /tmp", "npm:@scope/server@1.2.3", ["/tmp"]),
        Reading("npx -y -- server", "npm:server"), Reading("npx --package=@s/p server", "npm:@s/p", program: "server"),
        Reading("npm exec -- server a", "npm:server", ["a"]), Reading("pnpm dlx server", "npm:server"),
        Reading("bunx server", "npm:server"), Reading("bun x server", "npm:server"),
        // What could change what runs is not understood.
        Reading("uvx --with other x", nil), Reading("uvx --index https://x x", nil), Reading("uvx --python 3.9 x", nil),
        Reading("uvx git+https://example.org/x", nil), Reading("uvx ./x", nil),
        Reading("uvx --from x ../../bin/sh", nil),
        Reading("uvx --from a --from b x", nil), Reading("uvx", nil), Reading("uvx --from x", nil),
        Reading("uv run x", nil), Reading("uv pip install x", nil), Reading("uv tool install x", nil),
        Reading("npx --registry https://x y", nil), Reading("npx -c echo", nil), Reading("npx github:a/b", nil),
        Reading("npm install x", nil), Reading("npm run x", nil), Reading("pnpm add x", nil), Reading("yarn x", nil),
        Reading("mcp-server-time", nil), Reading("docker run x", nil), Reading("uvx x>=1", nil),
        Reading("npx x@^1", nil),
    ])
    func `a command that fetches names its package`(reading: Reading) {
        let command = PackageCommand(reading.words.split(separator: " ").map(String.init))
        #expect(command?.package.description == reading.package)
        #expect(command?.program == reading.program && command?.arguments ?? [] == reading.rest)
    }
}
