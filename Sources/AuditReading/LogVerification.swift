package import Audit

/// Holds the log's lines against each other: whether each stands where it was written and as it was written.
///
/// It keeps nothing of the lines but the places of runs that go on, so that a log of any length is checked in the same
/// memory.
package struct LogVerification {
    /// What is wrong, or worth telling.
    package struct Finding: Sendable, Equatable {
        package enum Kind: Sendable, Equatable {
            /// The log is not what was written.
            case broken
            /// The log is what was written, and somebody should know.
            case told
        }

        package var kind: Kind
        /// The file and the number of the line, where it is about one.
        package var file: String
        package var line: Int?
        package var what: String
    }

    /// The first findings of each kind; `brokenCount` and `toldCount` count all.
    package private(set) var findings: [Finding] = []
    package private(set) var brokenCount = 0
    package private(set) var toldCount = 0
    package private(set) var lineCount = 0
    package private(set) var runCount = 0
    /// The value of the last linked line: whoever keeps it elsewhere can find out later whether all up to it still stands.
    package private(set) var link: ChainValue?
    /// Whether the value to look for was found.
    package private(set) var hasNoted = false

    private let noted: ChainValue?
    /// Whether older files were removed, so that the log begins in the middle.
    private let isCut: Bool
    private var runs: [String: Run] = [:]
    private var endedCount = 0
    /// What the last linked line named.
    private var linkBefore: ChainValue?

    /// A run that has not ended, or has just now.
    private struct Run {
        var sequence: UInt64
        var chain: ChainValue
        var time: String
        var file: String
        var line: Int
        var hasEnded = false
    }

    /// The most findings of one kind that are kept.
    private static let findingLimit = 100
    /// How many runs that have ended are remembered, for what they left behind.
    private static let endedLimit = 4096

    /// - Parameters:
    ///   - isCut: Files before the first one were removed by rotation.
    ///   - noted: A value that must be found.
    package init(isCut: Bool = false, noted: ChainValue? = nil) {
        self.isCut = isCut
        self.noted = noted
    }

    package var isGood: Bool { brokenCount == 0 && (noted == nil || hasNoted) }

    /// Takes the next line of a file, without its newline.
    package mutating func take(_ bytes: ArraySlice<UInt8>, isComplete: Bool, _ file: String, _ number: Int) {
        let start = isComplete ? LogLine.lastStart(in: bytes) ?? bytes.endIndex : bytes.endIndex
        let whole = bytes[start...]
        let line = LogLine(whole)
        let rest = line == nil ? bytes : bytes[..<start]
        if !rest.isEmpty || line == nil {
            if LogLine.canBeCut(rest) {
                add(.told, file, number, "a line that was not written to its end")
            } else {
                add(.broken, file, number, "this is no line of the log")
            }
        }
        guard let line else { return }
        lineCount += 1
        if line.chain == noted { hasNoted = true }
        judge(line, whole, file, number)
        if let after = line.after { follow(line, after, file, number) }
    }

    /// Judges a line's place in its run.
    private mutating func judge(_ line: LogLine, _ bytes: ArraySlice<UInt8>, _ file: String, _ number: Int) {
        var run = Run(sequence: line.sequence, chain: line.chain, time: line.time, file: file, line: number)
        run.hasEnded = line.event == "end"
        defer { keep(run, line.run) }
        guard let last = runs[line.run] else {
            runCount += 1
            begin(line, bytes, file, number)
            return
        }
        run.time = last.time
        run.file = last.file
        run.line = last.line
        run.hasEnded = run.hasEnded || last.hasEnded
        if line.sequence > last.sequence + 1 {
            let missing = line.sequence - last.sequence - 1
            add(.broken, file, number, "\(missing) lines of run \(line.run) are missing before this one")
        } else if line.sequence <= last.sequence {
            add(.broken, file, number, "line \(line.sequence) of run \(line.run) is out of its order")
            run.sequence = last.sequence
            run.chain = last.chain
        } else if !line.follows(last.chain, in: bytes) {
            add(.broken, file, number, "this line or the one before it of run \(line.run) was changed")
        }
    }

    /// Judges the first line that there is of a run.
    private mutating func begin(_ line: LogLine, _ bytes: ArraySlice<UInt8>, _ file: String, _ number: Int) {
        if line.sequence > 0 {
            // Its beginning is in a file that was removed; nothing that comes after the first link can claim that.
            if !isCut { add(.broken, file, number, "the lines of run \(line.run) before this one are missing") }
        } else if line.event != "launch" || line.after == nil {
            add(.broken, file, number, "run \(line.run) begins with another line than its launch")
        } else if !line.follows(line.after ?? .none, in: bytes) {
            add(.broken, file, number, "this line was changed")
        }
    }

    /// Judges a linked line's place among those of all runs.
    private mutating func follow(_ line: LogLine, _ after: ChainValue, _ file: String, _ number: Int) {
        defer {
            link = line.chain
            linkBefore = after
        }
        let isFirst = link == nil
        if isFirst && isCut { return }
        guard after != link ?? .none else { return }
        add(.broken, file, number, "the launch, end or left-behind line that stood before this one is missing")
    }

    /// Ends the log.
    ///
    /// - Parameters:
    ///   - head: What the head says.
    ///   - file: The name of the head's file.
    package mutating func finish(_ head: LogHead?, _ file: String = LogHead.fileName) {
        if let head {
            let isBetween = !head.isSettled && linkBefore == head.chain
            if head.chain != link ?? .none, !isBetween {
                add(.broken, file, nil, "it names another last line: lines are missing at the end of the log")
            }
        } else {
            add(.broken, file, nil, "it is missing or broken, so that nobody knows whether the log's end is")
        }
        let unfinished = runs.filter { !$0.value.hasEnded }.sorted { $0.value.time < $1.value.time }
        for (name, run) in unfinished {
            add(.told, run.file, run.line, "run \(name) of \(run.time) has no end: it goes on, or was killed")
        }
    }

    /// Notes something that the log's files show by themselves.
    package mutating func add(_ kind: Finding.Kind, _ file: String, _ line: Int?, _ what: String) {
        switch kind {
        case .broken: brokenCount += 1
        case .told: toldCount += 1
        }
        guard (kind == .broken ? brokenCount : toldCount) <= LogVerification.findingLimit else { return }
        findings.append(Finding(kind: kind, file: file, line: line, what: what))
    }

    private mutating func keep(_ run: Run, _ name: String) {
        if run.hasEnded, runs[name]?.hasEnded != true { endedCount += 1 }
        runs[name] = run
        guard endedCount > LogVerification.endedLimit else { return }
        runs = runs.filter { !$0.value.hasEnded }
        endedCount = 0
    }
}
