/// Which rows somebody wants to see.
package struct LogFilter: Sendable, Equatable {
    /// The beginning of a run's name.
    package var run: String?
    package var server: String?
    package var since: LogTime?
    /// Only what was kept from happening, or went wrong.
    package var onlyDenials: Bool

    package init(run: String? = nil, server: String? = nil, since: LogTime? = nil, onlyDenials: Bool = false) {
        self.run = run
        self.server = server
        self.since = since
        self.onlyDenials = onlyDenials
    }

    package func wants(_ row: LogRow) -> Bool {
        // A denial that may have been of several runs names them all.
        if let run, !row.run.split(separator: ",").contains(where: { $0.hasPrefix(run) }) { return false }
        if let server, !row.server.split(separator: " or ").contains(Substring(server)) { return false }
        if let since, row.time < since { return false }
        return !onlyDenials || row.isDenial
    }
}
