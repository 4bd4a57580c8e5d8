import BoxHarness
import InstalledTrilatch
import Kernel
import LaunchPlan

/// A box that the real launcher built, with this process in the supervisor's place.
final class LiveBox {
    private let process: LiveProcess

    /// Starts the launcher on a plan.
    ///
    /// - Parameter prefix: A command that starts the launcher in its turn; nil for what makes it run as the caller.
    /// - Parameter path: The launcher; nil for the installed one.
    /// - Parameter arguments: Further arguments of the launcher.
    /// - Parameter word: What follows the plan; the supervisor's consent, or none before the end of file.
    /// - Parameter leaked: An additional descriptor that the launcher is started with.
    init(
        _ plan: LaunchPlan, as caller: Caller, through prefix: [String]? = nil, launcher path: String? = nil,
        arguments: [String] = [], leaked: Int32? = nil, word: [UInt8] = [PlanTransfer.consent]
    ) throws {
        var command = prefix ?? caller.absolutePrefix
        command.append(path ?? "\(Installation.shared.root)/libexec/trilatch/trilatch-launch")
        if caller == .root { command.append(String(plan.identity.userOutside)) }
        command += arguments
        // What happens before the plan is read has its switches in the arguments.
        let early = Layer.early.filter(plan.omittedLayers.contains).map(\.name)
        if !early.isEmpty { command.append("without=" + early.joined(separator: ",")) }
        process = try LiveProcess(
            command, inputs: [0, LaunchDescriptors.plan, LaunchDescriptors.lifeline],
            outputs: [1, 2, LaunchDescriptors.report], leaked: leaked)
        // A launcher that refuses its arguments does not wait for the plan.
        try? process.send(
            PlanTransfer.framed(PlanCodec.encode(plan)) + word, to: LaunchDescriptors.plan)
        process.closeInput(LaunchDescriptors.plan)
    }

    /// The launcher's number on the host.
    var launcher: Int32 { process.number }

    /// What the launcher and pid 1 have said so far.
    var reports: [LaunchReport] {
        let bytes = process.bytes(from: LaunchDescriptors.report)
        return stride(from: 0, to: bytes.count, by: LaunchReport.frameLength).compactMap {
            LaunchReport(frame: bytes[$0..<min($0 + LaunchReport.frameLength, bytes.count)])
        }
    }

    /// Sends a byte on the lifeline: a signal for the server.
    func signal(_ number: UInt8) throws { try process.send([number], to: LaunchDescriptors.lifeline) }

    /// What the end of the supervisor does.
    func dropLifeline() { process.closeInput(LaunchDescriptors.lifeline) }

    /// Waits until the server has written so many lines and returns them.
    func lines(_ count: Int) throws -> [String] { try process.lines(count) }

    /// Closes the server's input, reads everything to its end, and waits for the launcher.
    func finish() throws -> BoxEnd {
        let status = try process.finish(keeping: [LaunchDescriptors.lifeline])
        return BoxEnd(output: process.text(from: 1), errors: process.text(from: 2), reports: reports, status: status)
    }

    /// Waits for the launcher's end, whatever is still open.
    func end() throws -> ProcessEnd { try process.end() }

    /// Waits until nobody holds the report pipe any more: launcher and pid 1 are gone.
    func waitForReportEnd() throws {
        try process.read(seconds: 10) { !self.process.isOpen(LaunchDescriptors.report) }
    }
}

/// What a box came to.
struct BoxEnd {
    var output: String
    var errors: String
    var reports: [LaunchReport]
    var status: ProcessEnd
}

extension Layer {
    /// The layers that the launcher's argument leaves out, instead of the plan alone.
    static let early: [Layer] = [.networkNamespace, .ipcNamespace, .utsNamespace, .cgroupNamespace, .descriptors]
}
