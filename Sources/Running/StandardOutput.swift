import Glibc
import Kernel

/// What the commands print.
///
/// Diagnostics go to standard error, data and help to standard output.
package enum StandardOutput {
    /// Writes a text and a line break to standard output.
    package static func print(_ text: String) { write(line(text), to: STDOUT_FILENO) }

    /// Writes a text to standard error, where an answer follows it on its line.
    package static func ask(_ text: String) { write(text, to: STDERR_FILENO) }

    /// Writes a text and a line break to standard error.
    package static func complain(_ text: String) { write(line(text), to: STDERR_FILENO) }

    private static func line(_ text: String) -> String { text.hasSuffix("\n") ? text : text + "\n" }

    private static func write(_ text: String, to number: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            // Nobody reads any more; there is nowhere left to say so.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
