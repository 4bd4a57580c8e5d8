package import Refusals

/// What decides on every whole message of a conversation before it is forwarded.
///
/// It holds the state of the protocol and does no input or output. What it lets pass are the very bytes that it saw.
package protocol MessageJudge: AnyObject {
    /// Whether messages of the client wait in it for something that the server has still to say.
    var holdsMessages: Bool { get }
    /// Judges a line of the client.
    ///
    /// - Parameters:
    ///   - line: Without its newline.
    ///   - ledger: The client's open requests, which the judge keeps.
    func judgeClient(_ line: Span<UInt8>, _ ledger: inout RequestLedger) -> Judgement
    /// Judges a line of the server.
    func judgeServer(_ line: Span<UInt8>, _ ledger: inout RequestLedger) -> Judgement
    /// Whether something of the line that was judged last, and is forwarded, is still to be put on record.
    var owesRecord: Bool { get }
    /// Puts it on record, before any other line is judged.
    ///
    /// - Parameter line: That very line, which may have been written meanwhile.
    /// - Returns: What ends the box, where it could not be.
    func settleRecord(_ line: Span<UInt8>) -> Refusal?
    /// Hears of an answer of the server that was dropped for its length.
    ///
    /// - Returns: The lines for the client that this makes, each with its newline; none where nobody waits.
    func dropped(_ id: RequestID, with refusal: Refusal, _ ledger: inout RequestLedger) -> [UInt8]
}

/// What becomes of one line, and what else it brings about.
package struct Judgement: Sendable, Equatable {
    package var settlement: MessageLane.Settlement
    /// Lines of ours for the client, each with its newline.
    package var toClient: [UInt8] = []
    /// Lines of ours for the server, each with its newline.
    package var toServer: [UInt8] = []
    /// What a person is told.
    package var told: [Refusal] = []
    /// What ends the box.
    package var ending: Refusal?

    package init(_ settlement: MessageLane.Settlement) { self.settlement = settlement }

    package static var forward: Judgement { Judgement(.forward) }
    package static var drop: Judgement { Judgement(.drop) }
}
