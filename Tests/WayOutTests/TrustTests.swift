import BoxHarness
import Glibc
import InstalledTrilatch
import Kernel
import Testing

/// What a box with inspected hosts trusts, and who has the key to it.
@Suite struct TrustTests {
    private static let network = "- { host: api.example.org, inspect: true }"

    /// Programs that look for authorities at different places, with nothing in their environment.
    private static let script = """
        import glob, os, subprocess, sys
        url = "https://api.example.org/"
        verified = "openssl s_client -verify_return_error -connect api.example.org:443 -servername api.example.org"
        programs = {
            "bundle": ["curl", "-sS", url],
            "gnutls": ["git", "ls-remote", "-q", url + "repository.git", "HEAD"],
            "hashed directory": ["sh", "-c", verified + " -no-CAfile -CApath /etc/ssl/certs </dev/null 2>&1 | grep -c 'code: 0 (ok)'"],
        }
        for name, command in programs.items():
            made = subprocess.run(["env", "-i", "PATH=/usr/bin:/bin"] + command, capture_output=True, text=True)
            print(name, (made.stdout + made.stderr).strip().split("\\t")[-1], sep="\\t", file=sys.stderr, flush=True)
        found = [path for path in glob.glob("/etc/**", recursive=True) + glob.glob(os.path.expanduser("~/**"), recursive=True)
                 if os.path.isfile(path) and os.path.getsize(path) < 1 << 20 and os.access(path, os.R_OK) and b"PRIVATE KEY" in open(path, "rb").read()]
        print("keys", found, sep="\\t", file=sys.stderr, flush=True)
        """

    @Test(arguments: Caller.available)
    func `Programs find the box's authority wherever they look, and its key nowhere`(caller: Caller) throws {
        let upstreams = try Upstreams(caller, network: Self.network)
        let seen = try upstreams.run(["/usr/bin/python3", "-c", Self.script])
        #expect(seen.end == .exited(0), "\(seen.errors)")
        expect(
            seen.outcomes,
            are: [
                "bundle": "hello from api.example.org", "gnutls": "HEAD", "hashed directory": "1", "keys": "[]",
            ])
    }

    @Test func `A broker that follows another speaks by the same authority, as often as it must`() throws {
        let upstreams = try Upstreams(.ordinary, network: Self.network)
        let script = """
            import subprocess, sys
            print("ready", file=sys.stderr, flush=True)
            for line in sys.stdin:
                made = subprocess.run(["curl", "-sS", "https://api.example.org/"], capture_output=True, text=True)
                print("step", made.stdout or made.stderr, sep="\\t", file=sys.stderr, flush=True)
            """
        let run = try upstreams.start(["/usr/bin/python3", "-c", script])
        for killed in 0...2 {
            try run.send(#"{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}"# + "\n")
            try run.read(seconds: 30) {
                run.text(from: 2).components(of: "step\thello from api.example.org\n") == killed + 1
            }
            kill(try upstreams.broker(of: run).number, SIGKILL)
            try run.read(seconds: 30) { upstreams.audit.of("broker-restarted").count == killed + 1 }
        }
        #expect(try run.finish() == .exited(0))
    }
}
