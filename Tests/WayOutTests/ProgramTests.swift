import BoxHarness
import Glibc
import InstalledTrilatch
import Kernel
import RepositoryFiles
import Testing

/// Programs that know nothing of a box, and reach what was granted as they do elsewhere.
@Suite struct ProgramTests {
    private static let network = "- { host: api.example.org }"

    /// What each says at the end: the host's answer, or the file that was cloned.
    private static let greeting = "hello from api.example.org"

    /// Each program by itself, by a name, and its last word.
    private static let script = """
        import os, subprocess, sys
        url = "https://api.example.org/"
        programs = {
            "curl over version 4": ["curl", "-4sS", url],
            "curl over version 6": ["curl", "-6sS", url],
            "git": ["sh", "-c", f"git clone -q {url}repository.git /tmp/clone && cat /tmp/clone/file"],
            "node": ["node", "-e", f"fetch('{url}').then(r => r.text()).then(t => process.stdout.write(t))"],
            "urllib": [sys.executable, "-c", f"import urllib.request as u; print(u.urlopen('{url}').read().decode())"],
            "requests": [sys.executable, "-c", f"import requests; print(requests.get('{url}').text)"],
            "httpx": [sys.executable, "-c", f"import httpx; print(httpx.get('{url}').text)"],
        }
        for name, command in programs.items():
            made = subprocess.run(command, capture_output=True, text=True)
            word = (made.stdout + made.stderr).strip().splitlines()[-1]
            print(name, word, sep="\\t", file=sys.stderr, flush=True)
        """

    /// Where a program looks for authorities that brings its own list otherwise; the hosts of these tests have one of theirs.
    private static let authorities = "/etc/ssl/certs/ca-certificates.crt"

    @Test(arguments: Caller.available)
    func `curl, git, Node and Python's libraries reach a granted name by its certificate`(caller: Caller) throws {
        let upstreams = try Upstreams(
            caller, network: Self.network,
            more: """
                environment:
                  set:
                    REQUESTS_CA_BUNDLE: \(Self.authorities)
                    SSL_CERT_FILE: \(Self.authorities)
                    NODE_EXTRA_CA_CERTS: \(Self.authorities)
                """)
        let seen = try upstreams.run([try developmentProgram("servers/bin/python3"), "-c", Self.script])
        #expect(seen.end == .exited(0), "\(seen.errors)")
        var expected = ["git": "hello"]
        for name in ["curl over version 4", "curl over version 6", "node", "urllib", "requests", "httpx"] {
            expected[name] = Self.greeting
        }
        expect(seen.outcomes, are: expected)
        #expect(seen.audit.of("connection-refused").isEmpty)
        #expect(Set(seen.audit.of("connection").map { $0["destination"] }) == ["198.18.1.1", "2001:2::1:1"])
    }

    @Test(arguments: Caller.available)
    func `A static program of Go's, which has a resolver of its own, reaches it too`(caller: Caller) throws {
        let upstreams = try Upstreams(
            caller, network: Self.network,
            more: "environment: { set: { SSL_CERT_FILE: \(Self.authorities) } }")
        let environment = try Self.goProgram.get()
        let program = "\(environment)/bin/fetch"
        let seen = try upstreams.run(
            ["\(environment)/bin/python3", "-c", "import os; os.execv('\(program)', ['\(program)'])"])
        #expect(seen.end == .exited(0), "\(seen.errors)")
        expect(
            seen.outcomes,
            are: [
                "tcp4": Self.greeting, "tcp6": Self.greeting, "resolver 8.8.8.8": "198.18.1.1 2001:2::1:1",
                "another name": "no such host",
            ])
    }

    /// A Python environment with the program in it: what lies there is installed software, and carries no leg.
    ///
    /// Compiled once.
    private static let goProgram: Result<String, any Error> = Result {
        let folder = TemporaryFolder.create("trilatch-go")
        let outcome = try Subprocess.run(
            [
                "sh", "-c",
                """
                set -e; umask 022; cd \(folder); /usr/bin/python3 -m venv --without-pip env
                go build -o env/bin/fetch \(RepositoryFile("Tests/interop/fetch.go").absolutePath)
                """,
            ],
            environment: [
                "PATH": "/usr/local/go/bin:/usr/bin:/bin", "HOME": folder, "CGO_ENABLED": "0", "GO111MODULE": "off",
                "GOCACHE": "\(folder)/cache",
            ])
        try #require(outcome.status == 0, "go build: \(outcome.errors)")
        return "\(folder)/env"
    }
}
