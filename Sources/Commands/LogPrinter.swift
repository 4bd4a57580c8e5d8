import AuditReading
import Glibc
import Running
import Wire

/// Prints rows of the log as they come: a table whose columns do not wait for what is still to come.
struct LogPrinter {
    private let isData: Bool
    private var waiting: [UInt8] = []

    /// Widths of the columns, in characters; a longer cell pushes the rest of its row.
    private static let serverWidth = 14
    private static let verdictWidth = 10
    private static let callWidth = 34
    /// How much is written at once, in bytes.
    private static let chunk = 64 << 10

    init(isData: Bool) { self.isData = isData }

    mutating func print(_ row: LogRow) {
        if isData {
            row.node.append(to: &waiting)
        } else {
            let text =
                "\(row.time.text)  \(LogPrinter.padded(row.server, LogPrinter.serverWidth))"
                + "  \(LogPrinter.padded(row.verdict, LogPrinter.verdictWidth))"
            let rest = row.reason.isEmpty ? row.call.readable : LogPrinter.padded(row.call, LogPrinter.callWidth)
            waiting.append(contentsOf: "\(text)  \(rest)".utf8)
            if !row.reason.isEmpty { waiting.append(contentsOf: "  \(row.reason.readable)".utf8) }
            while waiting.last == 0x20 { waiting.removeLast() }
        }
        waiting.append(0x0a)
        if waiting.count >= LogPrinter.chunk { flush() }
    }

    /// Writes what waits.
    mutating func flush() {
        guard !waiting.isEmpty else { return }
        StandardOutput.print(String(decoding: waiting, as: UTF8.self))
        waiting.removeAll(keepingCapacity: true)
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        let text = text.readable
        return text + String(repeating: " ", count: max(0, width - text.count))
    }
}
