import BoxHarness
import Glibc
import InstalledTrilatch
import Testing

/// Installations that do not come to their end.
@Suite struct InterruptionTests {
    /// What ends it: a signal to `trilatch`, and whether it has time for anything after that.
    enum End: String, CaseIterable {
        case terminated = "TERM"
        case interrupted = "INT"
        case killed = "KILL"
    }

    @Test(arguments: End.allCases)
    func `an installation that is ended leaves no server, and the next one begins anew`(end: End) throws {
        let site = try InstallSite(.ordinary)
        try site.make("plain one")
        try site.shell("touch \(site.packages)/hold")
        // Signalled once the registry is asked, which holds its answer back.
        let script = """
            \(site.trilatch) install pypi:plain-server==1.0 & number=$!
            for round in $(seq 1000); do test -s \(site.log) && break; sleep 0.01; done
            kill -\(end.rawValue) $number; wait $number; echo "status $?"
            """
        // A shell without job control starts what runs beside it deaf to interrupts.
        let outcome = try site.run(["bash", "-mc", script], beside: .served)
        #expect(outcome.output.contains(end == .killed ? "status 137" : "status 125"), "\(outcome)")
        #expect(try site.installed() == (end == .killed ? ["staging/server"] : []))

        try site.shell("rm \(site.packages)/hold")
        #expect(try site.install("pypi:plain-server==1.0", from: .served).status == 0)
        #expect(try site.installed() == ["servers/plain-server"])
        #expect(try site.runPlain().output == "one\n")
    }

    @Test func `two installations at once are one`() throws {
        let site = try InstallSite(.ordinary)
        try site.make("plain one")
        try site.shell("touch \(site.packages)/hold")
        let script = """
            \(site.trilatch) install pypi:plain-server==1.0 >/dev/null 2>&1 & number=$!
            for round in $(seq 1000); do test -s \(site.log) && break; sleep 0.01; done
            \(site.trilatch) install pypi:plain-server==1.0 --as second; echo "status $?"
            kill $number; wait $number
            """
        let outcome = try site.run(["bash", "-c", script], beside: .served)
        #expect(outcome.output == "status 125\n")
        #expect(outcome.errors.contains("install.busy: another installation of this user is going on"))
    }

    @Test(arguments: [
        ["pypi:plain-server==1.0", "--as", "../x"], ["pypi:plain-server==1.0", "--as", ".hidden"],
        ["pypi:plain-server==1.0", "--as", "a/b"], ["pypi:plain-server==1.0", "--as", ""],
        ["pypi:../x==1.0"], ["pypi:plain-server"], ["pypi:plain-server==latest"], ["pypi:plain-server==1.0 --pre"],
        ["npm:@a/b/c@1.0.0"], ["npm:@../b@1.0.0"], ["gem:plain-server==1.0"], ["plain-server==1.0"], [],
    ])
    func `what is no package, or no name, is refused before anything is done`(words: [String]) throws {
        let site = try InstallSite(.ordinary)
        let outcome = try site.run([site.trilatch, "install"] + words, beside: .none)
        #expect(outcome.status == 64 && outcome.errors.contains("usage.invalid"), "\(outcome)")
        #expect(try site.shell("ls -A \(site.home)") == "")
    }
}
