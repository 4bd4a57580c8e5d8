internal import Egress

/// Cuts what a peer sends into frames, and counts those that carry nothing.
///
/// Each frame costs the peer something of its credit, which what it sends of use gives back: a peer that sends nothing else
/// comes to an end, and one that works never does. No clock is needed for it. Source: RFC 9113, sections 4.1 and 10.5.
struct FrameMeter: Sendable {
    /// So many frames of no use may come in a row.
    static let mostCredit = 2000
    /// What an exchange that came to its end gives back.
    static let perExchange = 50
    /// A head is in no more frames behind its first.
    static let mostContinuations = 8

    private enum Kind {
        static let headers: UInt8 = 1
        static let settings: UInt8 = 4
        static let continuation: UInt8 = 9
    }

    private static let headLength = 9
    /// The flag of a frame behind which no more of a head follows.
    private static let endsHead: UInt8 = 4

    /// What was found up to an index.
    enum Piece {
        /// Bytes to be taken as they are: of a payload, or before the first frame.
        case bytes(end: Int)
        /// The rest of the head of a frame, which is to be taken whole: nghttp2 counts the calls that a head takes.
        case head(end: Int)
        /// A part of a head, with the rest to come.
        case part(end: Int)
    }

    private(set) var credit = FrameMeter.mostCredit
    /// The head of the frame under way.
    private(set) var head: [UInt8] = []
    /// What is to come before the first frame.
    private var prefaceLeft: Int
    private var payloadLeft = 0
    private var continuations = 0
    /// What the frame under way has cost.
    private var cost = 0

    /// A meter for a peer that begins with so many bytes of its own.
    init(preface: Int) { prefaceLeft = preface }

    /// Finds what is next, not beyond the end of a frame, and charges for a frame whose head is here.
    ///
    /// - Throws: `HTTPFault.flood`.
    mutating func next(_ bytes: Span<UInt8>, from start: Int) throws(HTTPFault) -> Piece {
        if prefaceLeft > 0 {
            let count = min(prefaceLeft, bytes.count - start)
            prefaceLeft -= count
            return .bytes(end: start + count)
        }
        if payloadLeft > 0 {
            let count = min(payloadLeft, bytes.count - start)
            payloadLeft -= count
            return .bytes(end: start + count)
        }
        if head.count == Self.headLength { head.removeAll(keepingCapacity: true) }
        var index = start
        while index < bytes.count, head.count < Self.headLength {
            head.append(bytes[index])
            index += 1
        }
        guard head.count == Self.headLength else { return .part(end: index) }
        payloadLeft = head[..<3].reduce(0) { $0 << 8 | Int($1) }
        try charge()
        return .head(end: index)
    }

    private var kind: UInt8 { head.count > 3 ? head[3] : 0 }

    /// Whether the peer has begun to speak, or a head of a message, and has yet to go on.
    var isWithinHead: Bool {
        guard prefaceLeft == 0 else { return true }
        let isOfHead = kind == Kind.headers || kind == Kind.continuation
        return isOfHead && (payloadLeft > 0 || head.count == Self.headLength && head[4] & Self.endsHead == 0)
            || (1..<Self.headLength).contains(head.count)
    }

    private mutating func charge() throws(HTTPFault) {
        // Settings are answered, and may change much.
        cost = kind == Kind.settings ? 10 : 1
        credit -= cost
        continuations = kind == Kind.continuation ? continuations + 1 : 0
        guard credit >= 0, continuations <= Self.mostContinuations else { throw .flood }
    }

    /// The frame under way was of use.
    mutating func refund() {
        earn(cost)
        cost = 0
    }

    /// What content gives back to who gets it, and answers it with windows.
    static func allowance(for count: Int) -> Int { 2 + count / 1024 }

    /// Gives back for what the peer must answer with frames.
    mutating func earn(_ count: Int) { credit = min(Self.mostCredit, credit + count) }
}
