import Kernel
import Refusals

/// The attacks outside any box, to show that the acts themselves work on this host; and the targets that the box's
/// attacks aim at, which stay while this value lives.
struct ProbeControl: ~Copyable {
    let attacks: [AttackLine]
    /// The flags that aim a probe in a box at this control's targets.
    let targets: [String]
    private let process: LaunchedProcess
    /// Its end of file is the control's end.
    private let lifeline: Descriptor

    private static let patience = Duration.seconds(120)

    /// Runs the control and leaves its targets standing.
    ///
    /// - Parameter environment: The caller's own, which shows what a server would see without a box.
    /// - Throws: `host.incomplete-installation`.
    static func run(_ probe: String, canary: String, environment: [String: String]) throws(Refusal) -> ProbeControl {
        do {
            let input = try Pipe()
            let output = try Pipe()
            let errors = try Pipe()
            let process = try LaunchedProcess(
                path: probe,
                arguments: ["trilatch-probe", "--control", "--hold", "--json", "--canary-variable", canary],
                environment: environment.map { "\($0.key)=\($0.value)" }.sorted() + ["\(canary)=canary"],
                descriptors: [input.reading.number, output.writing.number, errors.writing.number])
            let lifeline = input.keepWriting()
            let answers = output.keepReading()
            let complaints = errors.keepReading()
            var attacks: [AttackLine] = []
            var lines = LineReader()
            while let line = try lines.next(from: answers) {
                if let attack = AttackLine(line) {
                    attacks.append(attack)
                    continue
                }
                var reader = FlatJSON(line)
                guard let targets = reader.list(named: "targets") else { break }
                return ProbeControl(attacks: attacks, targets: targets, process: process, lifeline: lifeline)
            }
            process.kill()
            let words = String(decoding: try complaints.readSome(upTo: 4096), as: UTF8.self)
            throw Refusal(
                .hostIncompleteInstallation, "the control run of \(probe) did not come to its end: \(words)")
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw Refusal(.hostIncompleteInstallation, "\(probe) cannot be run: \(error)")
        }
    }

    /// Takes the targets away.
    consuming func end() {
        // At the end of its input it removes what it made; killed, it would leave it.
        _ = consume lifeline
        _ = process.waitForEnd()
    }
}

/// Cuts what a program writes into lines.
private struct LineReader {
    private var bytes: [UInt8] = []

    /// The next line without its end; nil at the end of the file.
    mutating func next(from file: borrowing Descriptor) throws(KernelError) -> ArraySlice<UInt8>? {
        while true {
            if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
                let line = bytes[..<end]
                bytes.removeSubrange(...end)
                return Array(line)[...]
            }
            let new = try file.readSome(upTo: 16 << 10)
            if new.isEmpty { return nil }
            bytes += new
        }
    }
}
