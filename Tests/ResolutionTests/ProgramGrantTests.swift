import LaunchPlan
import Refusals
import Testing

@testable import Policy

/// The box sees the program that it runs, and nothing beside it.
@Suite struct ProgramGrantTests {
    private static let path = "/home/ada/.local/bin:/usr/local/bin:/usr/bin:/bin"

    @Test(arguments: ["git", "/usr/bin/git", "/bin/git", "tool", "/usr/local/bin/tool", "python3"])
    func `a program under usr needs nothing`(command: String) throws {
        let box = try Sample(command).resolve()
        #expect(box.programs.isEmpty)
        #expect(box.plan.command.arguments == [command])
    }

    @Test func `the zeroth argument is what was typed, and the executable is where a shell finds it`() throws {
        let box = try Sample("git", ["status"]).resolve()
        #expect(box.plan.command.executable == "/usr/bin/git")
        #expect(box.plan.command.arguments == ["git", "status"])
    }

    @Test func `a virtual environment brings itself and the prefix of its interpreter`() throws {
        var sample = Sample("/home/ada/envs/one/bin/server")
        sample.host.environment("/home/ada/envs/one", base: "/home/ada/.pyenv/versions/3.11.7")
        let box = try sample.resolve()
        #expect(box.programs == ["/home/ada/.pyenv/versions/3.11.7", "/home/ada/envs/one"])
        #expect(box.programGrants.map(\.carriesNoLeg) == [true, true])
        // Found by its path, it comes before nothing that the caller had.
        #expect(box.variable("PATH")?.hasPrefix("/usr/local/bin:/usr/bin:/bin:/home/ada/envs/one/bin:") == true)
        #expect(box.plan.command.executable == "/home/ada/envs/one/bin/server")
    }

    @Test func `an environment made from the system's Python brings only itself`() throws {
        var sample = Sample("/home/ada/envs/one/bin/python", ["-m", "server"])
        sample.host.environment("/home/ada/envs/one", base: "/usr")
        #expect(try sample.resolve().programs == ["/home/ada/envs/one"])
    }

    @Test func `a tool of uv is found through its link, which is made again`() throws {
        var sample = Sample("mcp-server-git")
        let tool: HostPath = "/home/ada/.local/share/uv/tools/mcp-server-git"
        let real: HostPath = "/home/ada/.local/share/uv/python/cpython-3.11.9-linux"
        sample.host.environment(tool, base: real, command: "mcp-server-git")
        sample.host.link("/home/ada/.local/share/uv/python/cpython-3.11-linux", to: "cpython-3.11.9-linux")
        sample.host.file(
            tool.appending("pyvenv.cfg"), "home = /home/ada/.local/share/uv/python/cpython-3.11-linux/bin\n")
        sample.host.link(
            "/home/ada/.local/bin/mcp-server-git", to: "../share/uv/tools/mcp-server-git/bin/mcp-server-git")
        let box = try sample.resolve()
        #expect(box.programs == ["\(real)", "\(tool)"])
        #expect(
            box.links["/home/ada/.local/bin/mcp-server-git"] == "../share/uv/tools/mcp-server-git/bin/mcp-server-git")
        #expect(box.links["/home/ada/.local/share/uv/python/cpython-3.11-linux"] == "cpython-3.11.9-linux")
        #expect(box.plan.command.executable == "/home/ada/.local/bin/mcp-server-git")
    }

    @Test func `an environment beside other things brings its own parts, and never the env file beside it`() throws {
        var sample = Sample("/home/ada/envs/one/bin/server")
        sample.host.environment("/home/ada/envs/one", base: "/usr")
        sample.host.file("/home/ada/envs/one/.env", "SECRET=1")
        let box = try sample.resolve()
        #expect(
            box.programs == [
                "/home/ada/envs/one/bin", "/home/ada/envs/one/lib", "/home/ada/envs/one/pyvenv.cfg",
            ])
        #expect(box.links["/home/ada/envs/one/lib64"] == "lib")
    }

    @Test(arguments: [
        "/home/ada", "/home", "/etc", "/home/ada/.ssh", "/home/ada/.local", "/var/lib/postgresql", "/nowhere",
        "/home/ada/taxes",
    ])
    func `a hostile environment cannot name what it likes as its interpreter`(base: String) throws {
        var sample = Sample("/home/ada/src/app/.venv/bin/server")
        sample.host.file("/home/ada/src/app/.venv/pyvenv.cfg", "home = \(base)/bin\n")
        sample.host.program("/home/ada/src/app/.venv/bin/server", "#!/usr/bin/python3\n")
        if base != "/nowhere", let bin = HostPath(base)?.appending("bin") { sample.host.directory(bin) }
        #expect(sample.refusal() == .programUnsupported)
    }

    @Test func `a prefix that is a home is refused, even with Python in it`() {
        var sample = Sample("/home/ada/bin/python3.11")
        sample.host.installation("/home/ada")
        #expect(sample.refusal() == .programUnsupported)
    }

    @Test func `an environment in the workspace is an ordinary path grant, and read-only there`() throws {
        var sample = Sample("/home/ada/src/app/.venv/bin/server")
        sample.host.environment("/home/ada/src/app/.venv", base: "/usr")
        try sample.grant("${workspace}", writable: true)
        let box = try sample.resolve()
        #expect(box.programGrants.map(\.carriesNoLeg) == [false])
        #expect(box.binds["/home/ada/src/app"]?.access == .readWrite)
        #expect(box.binds["/home/ada/src/app/.venv"]?.access == .readOnly)
    }

    @Test func `a script brings one file, its interpreter, and no neighbour`() throws {
        var sample = Sample("/home/ada/bin/run")
        sample.host.program("/home/ada/bin/run", "#!/usr/bin/env python3\n")
        sample.host.file("/home/ada/bin/.env", "SECRET=1")
        let box = try sample.resolve()
        #expect(box.programs == ["/home/ada/bin/run"])
        #expect(box.programGrants.map(\.carriesNoLeg) == [false])
        #expect(!box.notes.isEmpty)
    }

    @Test func `what pip writes for a long path is understood`() throws {
        var sample = Sample("/home/ada/bin/run")
        sample.host.environment("/home/ada/envs/one", base: "/usr")
        sample.host.program(
            "/home/ada/bin/run", "#!/bin/sh\n'''exec' \"/home/ada/envs/one/bin/python\" \"$0\" \"$@\"\n' '''\n")
        #expect(try sample.resolve().programs == ["/home/ada/bin/run", "/home/ada/envs/one"])
    }

    @Test func `a user's own install brings the user's packages`() throws {
        var sample = Sample("server")
        sample.host.program("/home/ada/.local/bin/server", "#!/usr/bin/python3\n")
        sample.host.file("/home/ada/.local/lib/python3.11/site-packages/server.py")
        sample.host.file("/home/ada/.local/share/keyrings/login.keyring")
        #expect(
            try sample.resolve().programs == [
                "/home/ada/.local/bin/server", "/home/ada/.local/lib/python3.11/site-packages",
            ])
    }

    @Test(arguments: ["python3", "python3.11"])
    func `Python finds the user's packages of its own version`(command: String) throws {
        var sample = Sample(command, ["-m", "server"])
        sample.host.file("/home/ada/.local/lib/python3.11/site-packages/server.py")
        sample.host.file("/home/ada/.local/lib/python3.12/site-packages/server.py")
        let box = try sample.resolve()
        #expect(box.programs == ["/home/ada/.local/lib/python3.11/site-packages"])
        #expect(box.programGrants.map(\.carriesNoLeg) == [true])
    }

    @Test func `a command in an installation of Python is part of it`() throws {
        var sample = Sample("/home/ada/.pyenv/versions/3.11.7/bin/server")
        let prefix: HostPath = "/home/ada/.pyenv/versions/3.11.7"
        sample.host.installation(prefix)
        sample.host.program(prefix.appending("bin/server"), "#!\(prefix)/bin/python3.11\n")
        let box = try sample.resolve()
        #expect(box.programs == ["\(prefix)"])
        #expect(box.programGrants.map(\.carriesNoLeg) == [true])
        #expect(box.notes.isEmpty)
    }

    @Test func `a command of pnpm, which is a shell script, brings Node as well`() throws {
        var sample = Sample("/home/ada/tools/node_modules/.bin/server")
        sample.host.program("/home/ada/tools/node_modules/.bin/server", "#!/bin/sh\nexec node x.js\n")
        let prefix: HostPath = "/home/ada/.nvm/versions/node/v20.1.0"
        sample.host.program(prefix.appending("bin/node"))
        sample.host.file(prefix.appending("lib/node_modules/npm/package.json"))
        sample.request.environment["PATH"] = "\(prefix)/bin:/usr/bin"
        let box = try sample.resolve()
        #expect(box.programs == ["\(prefix)", "/home/ada/tools/node_modules"])
    }

    @Test func `an archive of Java is granted as one file`() throws {
        var sample = Sample("java", ["-Xmx64m", "-jar", "server.jar"])
        sample.host.program("/usr/bin/java")
        sample.host.file("/home/ada/server.jar")
        #expect(try sample.resolve().programs == ["/home/ada/server.jar"])
    }

    @Test func `a shim that is a link to its tool is refused too`() {
        var sample = Sample("/home/ada/.local/share/mise/shims/python3")
        sample.host.program("/usr/bin/mise")
        sample.host.link("/home/ada/.local/share/mise/shims/python3", to: "/usr/bin/mise")
        #expect(sample.refusal() == .programUnsupported)
    }

    @Test func `a shim of pyenv stands for the chosen version, which the box can find by name`() throws {
        var sample = Sample("python3", ["server.py"])
        sample.host.installation("/home/ada/.pyenv/versions/3.11.7")
        sample.host.file("/home/ada/.pyenv/version", "3.11\n")
        sample.host.program(
            "/home/ada/.pyenv/shims/python3", "#!/usr/bin/env bash\nexport PYENV_ROOT=\"/home/ada/.pyenv\"\n")
        sample.request.environment["PATH"] = "/home/ada/.pyenv/shims:" + ProgramGrantTests.path
        let box = try sample.resolve()
        #expect(box.programs == ["/home/ada/.pyenv/versions/3.11.7"])
        #expect(box.plan.command.executable == "/home/ada/.pyenv/versions/3.11.7/bin/python3")
        #expect(box.variable("PATH")?.hasPrefix("/home/ada/.pyenv/versions/3.11.7/bin:") == true)
        #expect(box.variable("PATH")?.contains("shims") == false)
    }

    @Test func `another tool's shim is refused with what to do`() {
        var sample = Sample("/home/ada/.asdf/shims/python3")
        sample.host.program("/home/ada/.asdf/shims/python3", "#!/usr/bin/env bash\nexec asdf exec python3\n")
        #expect(sample.refusal() == .programUnsupported)
    }

    @Test func `a package installed in a folder brings the folder that holds what it depends on`() throws {
        var sample = Sample("/home/ada/tools/node_modules/.bin/server")
        sample.host.program("/home/ada/tools/node_modules/server/dist/index.js", "#!/usr/bin/env node\n")
        sample.host.link("/home/ada/tools/node_modules/.bin/server", to: "../server/dist/index.js")
        sample.host.file("/home/ada/tools/.env", "SECRET=1")
        let box = try sample.resolve()
        #expect(box.programs == ["/home/ada/tools/node_modules"])
        #expect(box.programGrants.map(\.carriesNoLeg) == [true])
    }

    @Test(arguments: [
        ("/home/ada/n/lib/node_modules/pkg/dist/index.js", "/home/ada/n/lib/node_modules/pkg"),
        ("/home/ada/n/lib/node_modules/@s/pkg/index.js", "/home/ada/n/lib/node_modules/@s/pkg"),
        ("/home/ada/a/node_modules/.pnpm/p@1/node_modules/p/i.js", "/home/ada/a/node_modules"),
        ("/home/ada/a/node_modules/p/node_modules/q/i.js", "/home/ada/a/node_modules"),
    ])
    func `a global package is granted alone, a local one with its neighbours`(script: String, root: String) throws {
        var sample = Sample("/usr/bin/node", [script])
        sample.host.file(try #require(HostPath(script)))
        #expect(try sample.resolve().programs == [root])
    }

    @Test func `Node from a version manager brings its prefix and the global package`() throws {
        var sample = Sample("server")
        let prefix: HostPath = "/home/ada/.nvm/versions/node/v20.1.0"
        sample.host.program(prefix.appending("bin/node"))
        sample.host.file(prefix.appending("lib/node_modules/npm/package.json"))
        sample.host.program(prefix.appending("lib/node_modules/server/index.js"), "#!/usr/bin/env node\n")
        sample.host.link(prefix.appending("bin/server"), to: "../lib/node_modules/server/index.js")
        sample.request.environment["PATH"] = "\(prefix)/bin:/usr/bin"
        let box = try sample.resolve()
        #expect(box.programs == ["\(prefix)"])
        #expect(box.binds["\(prefix)"]?.access == .readOnly)
        #expect(box.variable("PATH")?.hasPrefix("\(prefix)/bin:/usr/bin") == true)
    }

    @Test func `a binary outside usr brings one file`() throws {
        var sample = Sample("/home/ada/go/bin/server")
        sample.host.program("/home/ada/go/bin/server")
        let box = try sample.resolve()
        #expect(box.programs == ["/home/ada/go/bin/server"])
        #expect(box.notes.isEmpty)
    }

    @Test(arguments: [
        ("python3", ["server.py", "--x"]), ("python3", ["-u", "-I", "server.py"]),
        ("python3", ["-W", "error", "server.py"]),
        ("python3", ["-X", "dev", "--", "server.py"]), ("/usr/bin/env", ["A=1", "python3", "server.py"]),
        ("node", ["--no-warnings", "server.py"]), ("bash", ["-e", "server.py"]), ("python3", ["./server.py"]),
    ])
    func `a script that is given to an interpreter is granted as one file`(command: String, arguments: [String]) throws
    {
        var sample = Sample(command, arguments)
        sample.host.file("/home/ada/server.py")
        let box = try sample.resolve()
        #expect(box.programs == ["/home/ada/server.py"])
        // A relative name still leads to it.
        #expect(box.plan.command.workingDirectory == "/home/ada")
    }

    @Test(arguments: [
        ("python3", ["-m", "server.py"]), ("python3", ["-c", "pass", "server.py"]), ("python3", ["-"]),
        ("python3", ["-Z", "server.py"]), ("node", ["--unknown", "server.py"]), ("node", ["-e", "0", "server.py"]),
        ("python3", ["--unknown", "server.py"]), ("bash", ["-c", "true", "server.py"]),
    ])
    func `where the script is not certain nothing is granted`(command: String, arguments: [String]) throws {
        var sample = Sample(command, arguments)
        sample.host.file("/home/ada/server.py")
        #expect(try sample.resolve().programs.isEmpty)
    }

    @Test(arguments: ["/home/ada/.env", "/etc/shadow", "/home/ada/.ssh/id_ed25519"])
    func `a secret is not granted as a script`(path: String) throws {
        var sample = Sample("python3", [path])
        sample.host.file(try #require(HostPath(path)))
        #expect(sample.refusal() == .programUnsupported)
    }

    @Test(arguments: [
        ["npx", "-y", "x"], ["uvx", "x"], ["uv", "run", "x"], ["uv", "tool", "run", "x"], ["pipx", "run", "x"],
        ["docker", "run", "x"], ["podman", "run", "x"], ["npm", "exec", "x"], ["npm", "start"], ["pnpm", "dlx", "x"],
        ["yarn", "dlx", "x"], ["bunx", "x"], ["deno", "run", "https://x/y.ts"], ["/usr/bin/npx", "x"],
        ["env", "A=1", "npx", "x"], ["bash", "-c", "npx x"], ["sh", "-c", "exec uvx x"],
    ])
    func `what installs at start is refused with what to do instead`(words: [String]) throws {
        var sample = Sample(words[0], Array(words.dropFirst()))
        sample.host.program("/usr/bin/npx")
        do {
            _ = try sample.resolve()
            Issue.record("there is a box")
        } catch let refusal as Refusal {
            #expect(refusal.code == .programInstallsAtStart)
            #expect(refusal.hint?.isEmpty == false)
        }
    }

    @Test(arguments: [
        ("nowhere", RefusalCode.programNotFound), ("/home/ada/.bashrc", .programNotExecutable),
        ("/home/ada/src", .programNotExecutable), ("./nowhere", .programNotFound), ("", .programNotFound),
    ])
    func `a command that is no program is refused as a shell does`(command: String, code: RefusalCode) {
        #expect(Sample(command).refusal() == code)
    }

    @Test func `scripts that interpret each other in a circle are refused`() {
        var sample = Sample("/home/ada/a")
        sample.host.program("/home/ada/a", "#!/home/ada/b\n")
        sample.host.program("/home/ada/b", "#!/home/ada/a\n")
        #expect(sample.refusal() == .programUnsupported)
    }

    @Test func `a program in a writable grant is read-only there, and its directories stay in place`() throws {
        var sample = Sample("/home/ada/src/app/build/out/server")
        sample.host.program("/home/ada/src/app/build/out/server")
        try sample.grant("${workspace}", writable: true)
        let binds = try sample.resolve().binds
        #expect(binds["/home/ada/src/app/build/out/server"]?.access == .readOnly)
        #expect(binds["/home/ada/src/app/build/out"]?.access == .readWrite)
        #expect(binds["/home/ada/src/app/build"]?.access == .readWrite)
    }
}
