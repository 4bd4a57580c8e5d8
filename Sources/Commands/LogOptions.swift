import ArgumentParser
import AuditReading
import Glibc

/// Which rows of the log are shown, and how.
struct LogOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only of this server.", valueName: "name"))
    var server: String?

    @Flag(help: "Only what was refused or denied, or went wrong.")
    var denied = false

    @Flag(help: "Print data, one object a line.")
    var json = false
}

/// A point in time, as a command line names it: itself, or how long it is ago.
struct PastTime: ExpressibleByArgument {
    let time: LogTime

    init?(argument: String) {
        if let time = LogTime(argument) {
            self.time = time
            return
        }
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        guard let unit = argument.last.flatMap({ units[$0] }), let count = Int64(argument.dropLast()),
            (0...1_000_000).contains(count)
        else { return nil }
        var now = timespec()
        // Cannot fail: the clock exists and the pointer is good.
        _ = unsafe clock_gettime(CLOCK_REALTIME, &now)
        time = LogTime(microseconds: (Int64(now.tv_sec) - count * unit) * 1_000_000)
    }
}
