/// Takes the power out of control characters in bytes for a terminal: titles, colours, cursor and paste tricks.
///
/// Everything but newline and tab is shown as `^X`; the C1 controls, U+0080 to U+009F and as bare bytes, as `?`. All other
/// bytes pass unchanged. Source: ECMA-48; the Unicode category Cc.
package struct TerminalGuard: Sendable {
    /// Continuation bytes of a UTF-8 sequence that are still to come.
    private var continuations = 0
    /// The byte 0xC2 was seen; what follows decides whether it begins a C1 control.
    private var holdsC2 = false

    package init() {}

    package mutating func pass(_ bytes: UnsafeRawBufferPointer, into output: inout [UInt8]) {
        for index in bytes.indices { unsafe pass(bytes[index], into: &output) }
    }

    private mutating func pass(_ byte: UInt8, into output: inout [UInt8]) {
        if holdsC2 {
            holdsC2 = false
            switch byte {
            case 0x80...0x9f:
                output.append(UInt8(ascii: "?"))
                return
            case 0xa0...0xbf:
                output.append(0xc2)
                output.append(byte)
                return
            default: output.append(UInt8(ascii: "?"))
            }
        }
        switch byte {
        case 0x0a, 0x09, 0x20...0x7e:
            continuations = 0
            output.append(byte)
        case 0..<0x20, 0x7f:
            continuations = 0
            output.append(UInt8(ascii: "^"))
            output.append(byte ^ 0x40)
        case 0x80...0xbf:
            output.append(continuations > 0 ? byte : UInt8(ascii: "?"))
            continuations = max(0, continuations - 1)
        case 0xc2:
            continuations = 0
            holdsC2 = true
        case 0xc0, 0xc1, 0xf5...0xff:
            // Never part of UTF-8; a lax terminal reads an overlong form as a control.
            continuations = 0
            output.append(UInt8(ascii: "?"))
        default:
            continuations = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1
            output.append(byte)
        }
    }
}
