import InstalledTrilatch
import Testing

/// Protected paths that do not exist, while boxes come and go.
@Suite struct PlaceholderTests {
    /// Starts a box over the workspace that says `up` and then waits for its input to end.
    private static let functions = """
        set -u
        start() {  # NAME: a box whose input is the fifo NAME.in, open as long as the caller wants
            mkfifo "../$1.in" "../$1.out"
            "$trilatch" run --profile shell --workspace . --name "$1" -- /bin/sh -c 'echo up; read x; true' \
                <"../$1.in" >"../$1.out" 2>"../$1.err" 3>&- 4<&- 5>&- 6<&- &
            eval "$1_pid=$!"
        }
        await() { read -r -t 20 line <&"$1" || { cat ../*.err >&2; exit 99; }; }
        listing() { ls -A | tr '\\n' ' '; echo; }
        """

    @Test(arguments: Caller.available)
    func `a placeholder stands while a box runs, and is gone afterwards`(caller: Caller) throws {
        let site = try CommandSite(caller)
        let during = try site.script("\"$trilatch\" run --profile shell --workspace . -- /bin/sh -c 'ls -A'")
        #expect(during.output.contains(".mcp.json\n"), "\(during.errors)")
        #expect(try site.script("ls -A").output == "")
    }

    @Test(arguments: Caller.available)
    func `of two boxes on one tree the last one takes the placeholders away`(caller: Caller) throws {
        let outcome = try CommandSite(caller).script(
            Self.functions + """

                start one; exec 3>../one.in 4<../one.out; await 4
                start two; exec 5>../two.in 6<../two.out; await 6
                exec 3>&-; wait $one_pid; listing
                exec 5>&-; wait $two_pid; listing
                """)
        let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count >= 2, "\(outcome)")
        #expect(lines[0].contains(".mcp.json"), "the second box relies on it: \(outcome)")
        #expect(lines[1] == "", "\(outcome)")
    }

    @Test(arguments: Caller.available)
    func `a second box cannot make what the first one's placeholder held`(caller: Caller) throws {
        let outcome = try CommandSite(caller).script(
            Self.functions + """

                start one; exec 3>../one.in 4<../one.out; await 4
                mkfifo ../two.in ../two.out
                "$trilatch" run --profile shell --workspace . -- \
                    /bin/sh -c 'echo up; read x; mkdir .mcp.json; touch .vscode/x; rmdir .vscode' \
                    <../two.in >../two.out 2>../two.err 3>&- 4<&- & two_pid=$!
                exec 5>../two.in 6<../two.out; await 6
                exec 3>&-; wait $one_pid
                echo go >&5; exec 5>&-; wait $two_pid; cat ../two.err >&2; listing
                """)
        #expect(
            outcome.errors.contains("File exists") && outcome.errors.contains("Read-only file system"), "\(outcome)")
        #expect(outcome.output == "\n", "\(outcome)")
    }

    @Test(arguments: Caller.available)
    func `what a killed run left behind goes with the next run`(caller: Caller) throws {
        let outcome = try CommandSite(caller).script(
            Self.functions + """

                start one; exec 3>../one.in 4<../one.out; await 4
                kill -KILL $one_pid; wait $one_pid 2>/dev/null; listing
                "$trilatch" run --profile shell --workspace . -- /bin/true </dev/null; listing
                """)
        let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0].contains(".mcp.json"), "\(outcome)")
        #expect(lines[1] == "", "\(outcome)")
    }

    @Test(arguments: Caller.available)
    func `what somebody outside puts into a placeholder stays`(caller: Caller) throws {
        let outcome = try CommandSite(caller).script(
            Self.functions + """

                start one; exec 3>../one.in 4<../one.out; await 4
                echo '{}' >.vscode/settings.json
                exec 3>&-; wait $one_pid; listing; cat .vscode/settings.json
                """)
        #expect(outcome.output == ".vscode \n{}\n", "\(outcome)")
    }

    @Test(arguments: Caller.available)
    func `many runs that start and end at once never take from each other`(caller: Caller) throws {
        let outcome = try CommandSite(caller).script(
            """
            for round in 1 2 3; do
                for box in 1 2 3 4; do
                    "$trilatch" run --profile shell --workspace . -- /bin/sh -c 'mkdir .mcp.json && echo MADE' </dev/null 2>>../errors &
                done
                wait
            done
            ls -A; grep -c 'File exists' ../errors; grep -v 'File exists' ../errors
            """)
        #expect(outcome.output == "12\n", "\(outcome)")
    }
}
