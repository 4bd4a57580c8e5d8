/// How a plan goes from the supervisor to the launcher: its length, its bytes, and later one byte more, with which the
/// supervisor lets the server run.
///
/// Between the two the launcher builds the box while the supervisor writes the run into the audit log: nothing of the
/// server's runs before that line stands. An end of file before the last byte means that the supervisor has refused.
package enum PlanTransfer {
    /// The length of the length: little-endian.
    package static let headerLength = 4
    /// Lets the server run.
    package static let consent: UInt8 = 1

    /// A plan with its length in front.
    package static func framed(_ plan: [UInt8]) -> [UInt8] {
        (0..<headerLength).map { UInt8(truncatingIfNeeded: plan.count >> (8 * $0)) } + plan
    }

    /// The length that a header says; nil where it is more than any plan has.
    package static func length(_ header: [UInt8]) -> Int? {
        let length = header.reversed().reduce(0) { $0 << 8 | Int($1) }
        return length <= PlanCodec.maximumLength ? length : nil
    }
}
