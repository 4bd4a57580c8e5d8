internal import Egress

/// What a session has read of its peer, or has sent to it.
enum SessionEvent {
    /// The fields of a head or of trailers are here.
    case fields(stream: Int32, HTTPFieldList, endsStream: Bool)
    case content(stream: Int32, [UInt8])
    /// The peer sends no more in a stream.
    case end(stream: Int32)
    /// A stream is no more; the code is of RFC 9113, section 7, and 0 where it came to its end.
    case closed(stream: Int32, code: UInt32)
    /// The peer wants no more streams.
    case goAway

    /// So much content has gone to the peer.
    case sent(stream: Int32, count: Int)
    /// A head, or all of a message, has gone to the peer.
    case sentHead(stream: Int32)
    case sentEnd(stream: Int32)
    /// A request did not go, since the peer wants no more.
    case notSent(stream: Int32)
}

/// Codes of RFC 9113, section 7.
enum StreamError {
    static let none: UInt32 = 0
    static let protocolError: UInt32 = 1
    static let internalError: UInt32 = 2
    static let refused: UInt32 = 7
    static let cancel: UInt32 = 8
    static let enhanceYourCalm: UInt32 = 11

    /// Whether a code says that something failed, and is one that means anything.
    static func isFailure(_ code: UInt32) -> Bool { (1...13).contains(code) }
}
