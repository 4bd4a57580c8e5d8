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
        static let settings: UInt8 = 4
        static let continuation: UInt8 = 9
    }

    private static let headerLength = 9

    private(set) var credit = FrameMeter.mostCredit
    /// What is to come before the first frame.
    private var prefaceLeft: Int
    private var headerCount = 0
    private var length = 0
    private var kind: UInt8 = 0
    private var payloadLeft = 0
    private var continuations = 0
    /// What the frame under way has cost.
    private var cost = 0

    /// A meter for a peer that begins with so many bytes of its own.
    init(preface: Int) { prefaceLeft = preface }

    /// Says where the frame under way ends, or the bytes do, and charges for a frame of which the head is here.
    ///
    /// - Throws: `HTTPFault.flood`.
    mutating func next(_ bytes: Span<UInt8>, from start: Int) throws(HTTPFault) -> Int {
        if prefaceLeft > 0 {
            let count = min(prefaceLeft, bytes.count - start)
            prefaceLeft -= count
            return start + count
        }
        var index = start
        while headerCount < Self.headerLength {
            guard index < bytes.count else { return index }
            take(header: bytes[index])
            index += 1
            guard headerCount == Self.headerLength else { continue }
            payloadLeft = length
            try charge()
        }
        let count = min(payloadLeft, bytes.count - index)
        payloadLeft -= count
        if payloadLeft == 0 { headerCount = 0 }
        return index + count
    }

    private mutating func take(header byte: UInt8) {
        if headerCount == 0 { length = 0 }
        if headerCount < 3 { length = length << 8 | Int(byte) }
        if headerCount == 3 { kind = byte }
        headerCount += 1
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
