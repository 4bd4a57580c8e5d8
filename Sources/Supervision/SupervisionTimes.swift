/// How long the supervisor waits for what.
///
/// Tests shorten or stretch them.
package struct SupervisionTimes: Sendable {
    /// From the plan to the launcher's word that the box is ready.
    ///
    /// A box takes milliseconds; a grant on a file system that does not answer is the reason for a limit.
    package var launch: Duration = .seconds(10)
    /// After the end of input, the time without a word of the server until it is asked to end.
    ///
    /// SDKs wait 2 s.
    package var quiet: Duration = .seconds(2)
    /// The same while requests are open: a client may send its requests, close, and read on.
    package var answering: Duration = .seconds(30)
    /// From the end of the server's output to its own end, before the client is told that no answer will come.
    ///
    /// Normally both are one act.
    package var farewell: Duration = .seconds(1)
    /// How long a box may stand at its limit of processes while a client waits, before it is ended for it.
    package var crowded: Duration = .seconds(5)
    /// How long a server may take not one byte of what waits for it, as much as fits, before further requests are refused.
    ///
    /// It may be at work all the while: what waits goes to it when it reads again. SDKs give a request up after 60 s.
    package var reading: Duration = .seconds(30)
    /// From a signal to the server's forced end.
    ///
    /// SDKs kill us 2 s after their SIGTERM; the audit log's last line comes first.
    package var termination: Duration = .milliseconds(1500)
    /// From the lifeline's end to the launcher's SIGKILL.
    package var collapse: Duration = .seconds(1)
    /// How long a client may take no byte of what is left for it when all else has ended.
    package var delivery: Duration = .seconds(10)
    /// After a refusal, the time without a request until we end.
    ///
    /// A client that gives up closes its end at once.
    package var refusalIdle: Duration = .seconds(10)
    /// After a refusal, the time until we end in any case.
    ///
    /// Clients give `initialize` up after 60 s at the latest.
    package var refusalTotal: Duration = .seconds(60)

    package init() {}
}
