import Glibc
import InstalledTrilatch
import Kernel
import LaunchPlan

/// A box that the real launcher built, with this process in the supervisor's place.
final class LiveBox {
    /// The launcher's process number on the host.
    let launcher: Int32
    private let process: LaunchedProcess
    private var input: Descriptor?
    private var lifeline: Descriptor?
    private let output: Descriptor
    private let errors: Descriptor
    private let report: Descriptor
    private var hasEnded = false

    /// What has come so far.
    private(set) var outputBytes: [UInt8] = []
    private(set) var errorBytes: [UInt8] = []
    private(set) var reports: [LaunchReport] = []
    private var partialReport: [UInt8] = []
    private var openStreams: Set<Int32>

    /// Starts the launcher on a plan.
    ///
    /// - Parameter prefix: A command that starts the launcher in its turn; nil for what makes it run as the caller.
    /// - Parameter leaked: An additional descriptor that the launcher is started with, as number 6.
    init(
        _ plan: LaunchPlan, as caller: Caller, through prefix: [String]? = nil, launcher path: String? = nil,
        leaked: Int32? = nil
    ) throws {
        let inputPipe = try Pipe()
        let outputPipe = try Pipe()
        let errorPipe = try Pipe()
        let planPipe = try Pipe()
        let lifelinePipe = try Pipe()
        let reportPipe = try Pipe()
        var arguments = prefix ?? caller.absolutePrefix
        arguments.append(path ?? "\(Installation.shared.root)/libexec/trilatch/trilatch-launch")
        if caller == .root { arguments.append(String(plan.identity.userOutside)) }
        // What happens before the plan is read has its switches in the arguments.
        let early = Layer.early.filter(plan.omittedLayers.contains).map(\.name)
        if !early.isEmpty { arguments.append("without=" + early.joined(separator: ",")) }

        process = try LaunchedProcess(
            path: arguments[0], arguments: arguments,
            descriptors: [
                inputPipe.reading.number, outputPipe.writing.number, errorPipe.writing.number,
                planPipe.reading.number, lifelinePipe.reading.number, reportPipe.writing.number,
            ] + (leaked.map { [$0] } ?? []))
        input = inputPipe.keepWriting()
        lifeline = lifelinePipe.keepWriting()
        output = outputPipe.keepReading()
        errors = errorPipe.keepReading()
        report = reportPipe.keepReading()
        openStreams = [output.number, errors.number, report.number]
        launcher = try ProcessTable.number(ofProcessDescriptor: process.descriptor.number)
        try planPipe.keepWriting().write(PlanCodec.encode(plan))
    }

    deinit {
        if !hasEnded {
            process.kill()
            _ = process.endIfEnded()
        }
    }

    // MARK: Talking to it

    /// Writes to the server's standard input.
    func send(_ text: String) throws {
        try input?.write(Array(text.utf8))
    }

    func closeInput() { input = nil }

    /// Sends a byte on the lifeline: a signal for the server.
    func signal(_ number: UInt8) throws {
        try lifeline?.write([number])
    }

    /// What the end of the supervisor does.
    func dropLifeline() { lifeline = nil }

    /// Waits until the server has written a line feed for the `count`th time and returns the lines so far.
    func lines(_ count: Int, seconds: Int = 10) throws -> [String] {
        try read(seconds: seconds) { self.outputBytes.count { $0 == 10 } >= count }
        return String(decoding: outputBytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast().map(String.init)
    }

    /// Waits until the launcher has said that the box is ready, or that it is not to be.
    func ready(seconds: Int = 10) throws {
        try read(seconds: seconds) { !self.reports.isEmpty }
        guard case .ready = reports.first else { throw BoxFailure.refused(reports, errors: errorText) }
    }

    /// Closes the input, reads everything to its end, and waits for the launcher.
    func finish(seconds: Int = 30) throws -> BoxEnd {
        closeInput()
        try read(seconds: seconds) { self.openStreams.isEmpty }
        return BoxEnd(
            output: String(decoding: outputBytes, as: UTF8.self), errors: errorText, reports: reports,
            status: try end(seconds: seconds))
    }

    /// Waits for the launcher's end, whatever is still open.
    func end(seconds: Int = 10) throws -> ProcessEnd {
        var waiting = pollfd(fd: process.descriptor.number, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&waiting, 1, Int32(seconds * 1000)) > 0, let end = process.endIfEnded() else {
            throw BoxFailure.tookTooLong("the launcher's end", errors: errorText)
        }
        hasEnded = true
        return end
    }

    /// Waits until nobody holds the report pipe any more: launcher and pid 1 are gone.
    func waitForReportEnd(seconds: Int = 10) throws {
        try read(seconds: seconds) { !self.openStreams.contains(self.report.number) }
    }

    private var errorText: String { String(decoding: errorBytes, as: UTF8.self) }

    /// Reads what comes until a condition holds.
    private func read(seconds: Int, until isDone: () -> Bool) throws {
        let deadline = Clock.milliseconds + seconds * 1000
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while !isDone() {
            var waiting = openStreams.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            let left = deadline - Clock.milliseconds
            guard left > 0, !waiting.isEmpty, unsafe poll(&waiting, nfds_t(waiting.count), Int32(left)) > 0 else {
                throw BoxFailure.tookTooLong("output", errors: errorText)
            }
            for stream in waiting where stream.revents != 0 {
                let count = unsafe Glibc.read(stream.fd, &buffer, buffer.count)
                guard count > 0 else {
                    openStreams.remove(stream.fd)
                    continue
                }
                take(buffer.prefix(count), from: stream.fd)
            }
        }
    }

    private func take(_ bytes: ArraySlice<UInt8>, from stream: Int32) {
        if stream == output.number {
            outputBytes += bytes
        } else if stream == errors.number {
            errorBytes += bytes
        } else {
            partialReport += bytes
            while partialReport.count >= LaunchReport.frameLength {
                if let frame = LaunchReport(frame: partialReport.prefix(LaunchReport.frameLength)) {
                    reports.append(frame)
                }
                partialReport.removeFirst(LaunchReport.frameLength)
            }
        }
    }
}

/// What a box came to.
struct BoxEnd {
    var output: String
    var errors: String
    var reports: [LaunchReport]
    var status: ProcessEnd
}

/// Why a test has no box.
enum BoxFailure: Error {
    case refused([LaunchReport], errors: String)
    case tookTooLong(String, errors: String)
    case missing(String)
}

/// The clock that only runs forward.
enum Clock {
    static var milliseconds: Int {
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
    }
}

extension Caller {
    /// What makes a program run as this caller, by an absolute path.
    var absolutePrefix: [String] { prefix.isEmpty ? [] : ["/usr/bin/setpriv"] + prefix.dropFirst() }
}

extension Layer {
    /// The layers that the launcher's argument leaves out, instead of the plan alone.
    static let early: [Layer] = [.networkNamespace, .ipcNamespace, .utsNamespace, .cgroupNamespace, .descriptors]
}
