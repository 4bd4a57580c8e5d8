/// The descriptors that a launcher starts with; the explicit map between supervisor and launcher.
///
/// 0, 1 and 2 are the server's own standard streams, always pipes.
package enum LaunchDescriptors {
    /// The launcher reads the plan here, and then the supervisor's consent; see `PlanTransfer`.
    package static let plan: Int32 = 3
    /// Read end of the lifeline.
    ///
    /// Each byte is a `LifelineWord`; end of file means that the supervisor is gone, and everything of
    /// the box ends at once.
    package static let lifeline: Int32 = 4
    /// The launcher writes report frames here.
    ///
    /// Its last copies outside the server are held by the launcher and by pid 1 of the box: end of file means that both
    /// are gone.
    package static let report: Int32 = 5
    /// For a launcher that is told `grouped`: a socket that gives it one descriptor, the directory of the control group
    /// that the box begins in.
    ///
    /// Until it has come no process of the box exists; its end of file means that there will be none.
    package static let group: Int32 = 6

    /// The launcher's argument that says that there is `group`.
    package static let groupedArgument = "grouped"

    /// The launcher's argument that says that no plan comes: it tries what a box would need, and reports each part.
    package static let examiningArgument = "examine"

    /// The launcher's argument that says that user namespaces are all to try.
    package static let examiningNamespacesArgument = "examine-namespaces"

    /// The launcher's argument that says that the box has no namespaces, because the host gives none.
    ///
    /// The plan must say the same.
    package static let namespacelessArgument = "without-namespaces"

    /// For a launcher that is told `record-calls`: a socket on which it sends the listener of the server's calls, once.
    ///
    /// The number after the last of the others.
    package static func recorder(isGrouped: Bool) -> Int32 { isGrouped ? group + 1 : report + 1 }

    /// The launcher's argument that says that there is `recorder`.
    package static let recordingArgument = "record-calls"
}
