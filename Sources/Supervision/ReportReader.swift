package import LaunchPlan

/// Cuts what the launcher writes into report frames.
package struct ReportReader: Sendable {
    private var bytes: [UInt8] = []

    package init() {}

    /// Takes bytes and gives the frames that they complete; nil when a frame is none.
    package mutating func consume(_ new: some Collection<UInt8>) -> [LaunchReport]? {
        bytes.append(contentsOf: new)
        var reports: [LaunchReport] = []
        while bytes.count >= LaunchReport.frameLength {
            guard let report = LaunchReport(frame: bytes.prefix(LaunchReport.frameLength)) else { return nil }
            reports.append(report)
            bytes.removeFirst(LaunchReport.frameLength)
        }
        return reports
    }
}
