import Glibc
import Running

/// A question to the person at the terminal.
enum Question {
    /// Whether there is a person to ask: what is asked is shown, and what is answered is typed.
    static var canBeAsked: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// Asks a question; only a `y` or `yes` agrees.
    static func agrees(_ text: String) -> Bool {
        StandardOutput.ask("\(text) [y/N] ")
        guard let answer = readLine() else { return false }
        return ["y", "yes"].contains(answer.lowercased())
    }
}
