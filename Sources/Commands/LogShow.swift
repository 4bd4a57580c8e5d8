import ArgumentParser
import AuditReading
import Refusals
import Running

/// `trilatch log show`: the log as a table.
struct LogShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the log: time, server, verdict, call, and why.",
        discussion: """
            A call and its result are one row. What the kernel denied a box (its syscall filter, Landlock) stands among \
            them with the call that was in flight, as far as this user may read the kernel's messages. Times are UTC.
            """)

    @Option(name: .customLong("run"), help: ArgumentHelp("Only of the run whose name begins so.", valueName: "run"))
    var runPrefix: String?

    @Option(
        help: ArgumentHelp(
            "Only from this time on: 2026-11-23, 2026-11-23T08:30, or how long ago it is: 90s, 30m, 2h, 7d.",
            valueName: "time"))
    var since: PastTime?

    @OptionGroup var options: LogOptions

    func run() throws {
        let surroundings = try Surroundings(dedicatedIdentifier: nil)
        let log = try LogSnapshot(of: surroundings.state)
        let kernel = KernelLog()
        let filter = LogFilter(
            run: runPrefix, server: options.server, since: since?.time, onlyDenials: options.denied)
        var view = LogView(filter, denials: kernel.denials)
        var printer = LogPrinter(isData: options.json)
        try view.read(log) { printer.print($0) }
        view.finish { printer.print($0) }
        printer.flush()
        for place in kernel.unread {
            StandardOutput.complain("trilatch: denials of the kernel's that stand there are not shown: \(place)")
        }
    }
}
