/// What the supervisor says on the lifeline, a byte each.
package enum LifelineWord: Sendable, Hashable {
    /// A signal for the server.
    case signal(UInt8)
    /// Every process of the box stops where it is (SIGSTOP), so that it can be looked at.
    case halt
    /// Every process of the box goes on.
    case resume

    /// Above every signal's number.
    private static let haltByte: UInt8 = 0xFE
    private static let resumeByte: UInt8 = 0xFF

    package init(_ byte: UInt8) {
        self =
            switch byte {
            case Self.haltByte: .halt
            case Self.resumeByte: .resume
            default: .signal(byte)
            }
    }

    package var byte: UInt8 {
        switch self {
        case .signal(let number): number
        case .halt: Self.haltByte
        case .resume: Self.resumeByte
        }
    }
}
