internal import Audit
internal import Kernel
package import Refusals
internal import Wire

/// Reads a log's rows, with what the kernel denied meanwhile in its place among them.
package struct LogView: ~Copyable {
    private var rows = LogRows()
    private var scanner = JSONScanner()
    private let filter: LogFilter
    private var denials: ArraySlice<KernelDenial>
    /// What the line at hand came to; its memory is used again.
    private var made: [LogRow] = []

    /// - Parameter denials: The oldest first.
    package init(_ filter: LogFilter, denials: [KernelDenial] = [], isLive: Bool = false) {
        self.filter = filter
        self.denials = denials[...]
        rows = LogRows(isLive: isLive)
    }

    /// Takes the next line of the log, and calls `body` for each row that somebody wants to see.
    package mutating func take(_ bytes: ArraySlice<UInt8>, _ body: (LogRow) -> Void) {
        guard let event = LoggedEvent(bytes, with: &scanner) else { return }
        while let denial = denials.first, denial.time < event.time {
            rows.take(denial, into: &made)
            denials = denials.dropFirst()
        }
        rows.take(event, into: &made)
        flush(body)
    }

    /// Ends the log.
    package mutating func finish(_ body: (LogRow) -> Void) {
        for denial in denials { rows.take(denial, into: &made) }
        denials = []
        rows.finish(into: &made)
        flush(body)
    }

    private mutating func flush(_ body: (LogRow) -> Void) {
        for row in made where filter.wants(row) { body(row) }
        made.removeAll(keepingCapacity: true)
    }

    /// Reads a whole log.
    ///
    /// - Throws: `audit.unreadable`.
    package mutating func read(_ log: LogSnapshot, _ body: (LogRow) -> Void) throws(Refusal) {
        for file in log.files {
            do throws(KernelError) {
                while let line = try file.next(), line.isComplete { take(line.bytes, body) }
            } catch {
                throw Refusal(.auditUnreadable, "\(log.directory)/\(file.name): it cannot be read: \(error)")
            }
        }
    }
}
