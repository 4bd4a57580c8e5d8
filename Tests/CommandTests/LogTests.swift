import InstalledTrilatch
import Testing

/// `trilatch log`.
@Suite struct LogTests {
    private static let log = "~/.local/state/trilatch/audit.jsonl"

    /// A site with a run that ended well and one that its syscall filter ended.
    private func site(_ caller: Caller = .root) throws -> CommandSite {
        let site = try CommandSite(caller)
        _ = try site.run("run", "--profile", "base", "--name", "first", "--", "/bin/true")
        _ = try site.run(
            "run", "--profile", "base", "--name", "second", "--", "/usr/bin/python3", "-c",
            "import ctypes; ctypes.CDLL(None).syscall(0x40000000 + 39)")
        return site
    }

    @Test(arguments: Caller.available)
    func `the table has each run with profile, legs, tier and exit status`(caller: Caller) throws {
        let outcome = try site(caller).run("log", "show")
        #expect(outcome.status == 0)
        let lines = outcome.output.split(separator: "\n").map(String.init)
        let time = #/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}/#
        #expect(lines.allSatisfy { $0.prefixMatch(of: time) != nil })
        #expect(lines[0].contains(#/first +started +profile base, no leg$/#))
        #expect(lines[1].contains(#/first +ready +tier full$/#))
        #expect(lines[2].contains(#/first +ended +exit status 0$/#))
        #expect(lines.last?.contains(#/second +ended +exit status 159: a call that its filter/#) == true)
    }

    @Test(.enabled(if: Caller.available.contains(.root), "only root may read the kernel's messages everywhere"))
    func `what the kernel denied stands with the run whose box it was; who may not read it is told`() throws {
        let outcome = try site().run("log", "show", "--server", "second", "--denied")
        let denied = outcome.output.split(separator: "\n").filter { $0.contains("denied") }
        #expect(denied.count == 1, "\(outcome)")
        #expect(denied.first?.contains("syscall filter: python3") == true)
        let ordinary = try site(.ordinary).run("log", "show")
        let mayRead = try Subprocess.run(
            Caller.ordinary.prefix + ["/bin/sh", "-c", "head -c 0 </dev/kmsg"], environment: ["PATH": "/usr/bin:/bin"])
        if mayRead.status != 0 {
            #expect(ordinary.errors.contains("/dev/kmsg"))
            #expect(!ordinary.output.contains("denied"))
        }
    }

    @Test func `options leave what was asked for, and data is an object a line`() throws {
        let site = try site()
        #expect(try site.run("log", "show", "--server", "first").output.split(separator: "\n").count == 3)
        #expect(try site.run("log", "show", "--since", "2099-01-01").output.isEmpty)
        #expect(try site.run("log", "show", "--since", "1h", "--server", "first").output.contains("started"))
        let data = try site.run("log", "show", "--json", "--server", "first").output.split(separator: "\n")
        #expect(data.count == 3)
        for line in data { #expect(String(line).canonicalJSON != nil) }
        #expect(try site.run("log", "tail", "-n", "2", "--json").output.split(separator: "\n").count == 2)
        let run = try #require(data[0].firstMatch(of: #/"run":"([0-9a-f]{8})/#).map { String($0.output.1) })
        #expect(try site.run("log", "show", "--run", run).output.split(separator: "\n").count == 3)
    }

    @Test(arguments: [
        ["log", "show", "--since", "1x"], ["log", "show", "--since", "2026-02-30"], ["log", "verify", "--head", "abc"],
        ["log", "tail", "-n", "-1"], ["log", "nothing"],
    ])
    func `what was not understood is said`(arguments: [String]) throws {
        let outcome = try CommandSite().run(arguments)
        #expect(outcome.status == 64 && outcome.errors.contains("usage.invalid"))
    }

    @Test(arguments: ["show", "tail", "verify"])
    func `without a log each command says so`(command: String) throws {
        let outcome = try CommandSite().run("log", command)
        #expect(outcome.status == 125)
        #expect(outcome.errors.contains("audit.unreadable") && outcome.errors.contains("there is no log yet"))
    }

    @Test func `a whole log is whole, one that was changed is not, and a head that was kept finds a new one`() throws {
        let site = try site()
        let good = try site.run("log", "verify")
        #expect(good.status == 0 && good.output.hasPrefix("whole: 6 lines of 2 runs in 1 file\nhead: "))
        let head = String(try #require(good.output.firstMatch(of: #/head: ([0-9a-f]{64})/#)).output.1)
        #expect(try site.run("log", "verify", "--head", head).status == 0)
        _ = try site.script("sed -i '2s/full/none/' \(Self.log)")
        let changed = try site.run("log", "verify")
        #expect(changed.status == 1 && changed.output.contains("NOT WHOLE"))
        #expect(changed.output.contains(#/(?m)^audit\.jsonl:[23]: this line .*was changed/#), "\(changed.output)")
        #expect(try site.run("log", "verify", "--json").output.canonicalJSON?.contains("\"whole\": false") == true)
        _ = try site.script("rm ~/.local/state/trilatch/audit.*")
        _ = try site.run("run", "--profile", "base", "--", "/bin/true")
        #expect(try site.run("log", "verify").status == 0)
        let other = try site.run("log", "verify", "--head", head)
        #expect(other.status == 1 && other.output.contains("no line has the head that was given"))
    }

    @Test func `the chain is what the page says, by the system's own tool`() throws {
        let outcome = try site().script(
            """
            zeros=$(printf '%064d' 0); declare -A before
            while IFS= read -r line; do
                run=$(sed 's/.*"run":"\\([^"]*\\)".*/\\1/' <<<"$line")
                after=$(sed -n 's/.*"after":"\\([^"]*\\)","chain".*/\\1/p' <<<"$line")
                chain=$(sed 's/.*"chain":"\\([^"]*\\)"}$/\\1/' <<<"$line")
                made=$(printf %s%s "${before[$run]:-$after}" "${line%,\\"chain\\":*}" | sha256sum)
                [ "${made%% *}" = "$chain" ] && echo right
                before[$run]=$chain
            done <\(Self.log)
            """)
        #expect(outcome.output == String(repeating: "right\n", count: 6), "\(outcome)")
    }

    @Test func `a run that was killed is told, and the next one goes on`() throws {
        let site = try site()
        let outcome = try site.script(
            """
            mkfifo never; exec 9<>never
            "$trilatch" run --profile base --name killed -- /bin/cat <never 9>&- & supervisor=$!
            for i in $(seq 200); do grep -q '"server":"killed".*"ready"' \(Self.log) && break; sleep 0.05; done
            kill -KILL $supervisor; wait $supervisor 2>/dev/null
            "$trilatch" run --profile base -- /bin/true; "$trilatch" log verify
            """)
        #expect(outcome.status == 0, "\(outcome)")
        #expect(outcome.output.contains(#/note: run [0-9a-f]{32} of \S+ has no end/#))
        #expect(outcome.output.contains("whole: 11 lines of 4 runs"))
    }

    @Test func `following shows what is written, until nobody reads it`() throws {
        let outcome = try site().script(
            """
            # Threads of the tests have signals blocked, which a program of theirs inherits.
            open='import os,signal,sys; signal.pthread_sigmask(signal.SIG_SETMASK, []); os.execv(sys.argv[1], sys.argv[1:])'
            /usr/bin/python3 -c "$open" "$trilatch" log tail --follow -n 0 --server later >followed & follower=$!
            sleep 1; "$trilatch" run --profile base --name later -- /bin/true
            for i in $(seq 100); do grep -q ended followed && break; sleep 0.1; done
            kill -TERM $follower; wait $follower; echo "by signal $?"; cat followed
            "$trilatch" log tail --follow | head -n 1 >/dev/null; echo "piped ${PIPESTATUS[*]}"
            """)
        let lines = outcome.output.split(separator: "\n").map(String.init)
        try #require(lines.count == 5, "\(outcome)")
        #expect(lines[0] == "by signal 143")
        #expect(lines[1].contains("started") && lines[2].contains("ready") && lines[3].contains("ended"))
        #expect(lines[4] == "piped 0 0" || lines[4] == "piped 141 0")
    }

    @Test(arguments: Caller.available)
    func `many runs at once leave one whole log`(caller: Caller) throws {
        let site = try CommandSite(caller)
        let outcome = try site.script(
            """
            for i in $(seq 40); do "$trilatch" run --profile base -- /bin/true </dev/null 2>/dev/null & done; wait
            "$trilatch" log verify
            """)
        #expect(outcome.output.hasPrefix("whole: 120 lines of 40 runs in 1 file\n"), "\(outcome)")
    }
}
