import ArgumentParser
import Audit
import AuditReading
import Refusals
import Running
import Wire

/// `trilatch log verify`: whether the log is what was written.
struct LogVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check that no line of the log was changed, removed, moved or made up.",
        discussion: """
            Prints the head of the log: a digest over all that it stands on. Keep it where nobody can change it, and give \
            it to a later check, which then also finds a log that was written anew from end to end.

            Exit status: 0 when the log is whole, 1 when it is not.
            """)

    @Option(help: ArgumentHelp("A head that an earlier check printed.", valueName: "digest"))
    var head: String?

    @Flag(help: "Print data.")
    var json = false

    func validate() throws {
        if let head, ChainValue(digits: Array(head.utf8)) == nil {
            throw ValidationError("'--head' is 64 hexadecimal digits, as 'trilatch log verify' prints them.")
        }
    }

    func run() throws {
        let surroundings = try Surroundings(dedicatedIdentifier: nil)
        let log = try LogSnapshot(of: surroundings.state)
        let noted = head.flatMap { ChainValue(digits: Array($0.utf8)) }
        let result = try LogVerification(of: log, noted: noted)
        StandardOutput.print(json ? LogVerify.data(result, noted).text : LogVerify.text(result, log, noted))
        if !result.isGood { throw ExitCode(1) }
    }

    private static func text(_ result: LogVerification, _ log: LogSnapshot, _ noted: ChainValue?) -> String {
        var text = ""
        for finding in result.findings {
            let place = finding.file + (finding.line.map { ":\($0)" } ?? "")
            text += "\(place): \(finding.kind == .told ? "note: " : "")\(finding.what)\n"
        }
        let hidden = result.brokenCount + result.toldCount - result.findings.count
        if hidden > 0 { text += "and \(hidden) more of the kind\n" }
        if noted != nil, !result.hasNoted {
            text += "no line has the head that was given: the log was written anew, or that part of it was removed\n"
        }
        if let removed = log.head?.removed, removed > 0 {
            text += "the oldest \(removed) files were removed when they were due, and are not checked\n"
        }
        let files = log.files.count == 1 ? "1 file" : "\(log.files.count) files"
        text +=
            "\(result.isGood ? "whole" : "NOT WHOLE"): \(result.lineCount) lines of \(result.runCount) runs in \(files)\n"
        if let link = result.link { text += "head: \(link)\n" }
        return text
    }

    private static func data(_ result: LogVerification, _ noted: ChainValue?) -> JSONText {
        .members([
            "whole": .boolean(result.isGood), "lines": .number(result.lineCount), "runs": .number(result.runCount),
            "head": result.link.map { .string($0.description) },
            "headFound": noted.map { _ in .boolean(result.hasNoted) },
            "broken": .number(result.brokenCount), "told": .number(result.toldCount),
            "findings": .array(
                result.findings.map { finding in
                    .members([
                        "broken": .boolean(finding.kind == .broken), "file": .string(finding.file),
                        "line": finding.line.map(JSONText.number), "what": .string(finding.what),
                    ])
                }),
        ])
    }
}
