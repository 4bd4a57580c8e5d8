import Running

/// A question on the terminal that only a clear yes answers with yes.
enum TerminalQuestion {
    static func ask(_ question: String) -> Bool {
        StandardOutput.complain("\(question) [y/N]")
        guard let answer = readLine() else { return false }
        return ["y", "yes"].contains(answer.lowercased())
    }
}
