import ArgumentParser
import AuditReading
import Glibc
import Kernel
import Refusals
import Running

/// `trilatch log tail`: the end of the log, and what is added to it.
struct LogTail: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail",
        abstract: "Show the end of the log, and what is written to it.",
        discussion: """
            Each event is a row: a call when it is made, and its result when that has come. With `--follow` it goes on \
            until it is ended by a signal or nobody reads its output any more, also when a full file is set aside.
            """)

    @Option(name: [.customShort("n"), .long], help: ArgumentHelp("How many rows at first.", valueName: "count"))
    var lines = 20

    @Flag(name: .shortAndLong, help: "Go on with what is written from now on.")
    var follow = false

    @OptionGroup var options: LogOptions

    /// How often is looked for new lines.
    private static let interval = Duration.milliseconds(250)

    func validate() throws {
        guard (0...100_000).contains(lines) else { throw ValidationError("'--lines' is 0 to 100000.") }
    }

    func run() throws {
        let surroundings = try Surroundings(dedicatedIdentifier: nil)
        var log = try LogFollower.open(surroundings.state)
        var view = LogView(
            LogFilter(server: options.server, onlyDenials: options.denied), isLive: true)
        var printer = LogPrinter(isData: options.json)
        var last: [LogRow] = []
        let count = lines
        try log.read { line in
            view.take(line) { row in
                last.append(row)
                // Seldom, for it moves all the rest.
                if last.count > 2 * count + 100 { last.removeFirst(last.count - count) }
            }
        }
        for row in last.suffix(count) { printer.print(row) }
        printer.flush()
        guard follow else { return }
        var poll = PollSet(slots: 1)
        poll.want([], of: STDOUT_FILENO, in: 0)
        while true {
            try poll.wait(until: .now + LogTail.interval)
            if poll.events(in: 0).isBroken { return }
            try log.read { line in view.take(line) { printer.print($0) } }
            printer.flush()
        }
    }
}
