internal import Egress

/// Holds the content of a stream to the length that its head gives it.
struct ContentCount {
    /// Nil where the head gives none.
    private var left: UInt64?
    private let mayBeAny: Bool

    init(_ framing: HTTPFraming) {
        switch framing {
        case .none: (left, mayBeAny) = (nil, false)
        case .length(let length): (left, mayBeAny) = (length, false)
        case .chunked, .untilClose: (left, mayBeAny) = (nil, true)
        }
    }

    /// Counts content.
    ///
    /// - Throws: `HTTPFault.unexpectedBody`, `badLength`.
    mutating func take(_ count: Int) throws(HTTPFault) {
        guard !mayBeAny, count > 0 else { return }
        guard let before = left else { throw .unexpectedBody }
        guard before >= UInt64(count) else { throw .badLength }
        left = before - UInt64(count)
    }

    /// Checks that all is here.
    ///
    /// - Throws: `HTTPFault.badLength`.
    func end() throws(HTTPFault) {
        guard left ?? 0 == 0 else { throw .badLength }
    }
}
