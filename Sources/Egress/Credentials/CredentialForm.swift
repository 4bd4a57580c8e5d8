/// A way in which a credential is written inside other bytes.
///
/// A form is read byte by byte from the credential itself, so that no copy of it is ever made. Source: RFC 4648.
struct CredentialForm: Sendable, Hashable {
    private enum Alphabet: Sendable { case plain, base64, base64url }

    private let alphabet: Alphabet
    /// For base 64: how many bytes stand in front of the credential in its group of three.
    private let shift: Int

    /// As it is, and in base 64 at each of the three places in a group, in both alphabets.
    static let all: [CredentialForm] =
        [CredentialForm(alphabet: .plain, shift: 0)]
        + [.base64, .base64url].flatMap { alphabet in
            (0..<3).map { CredentialForm(alphabet: alphabet, shift: $0) }
        }

    /// The first digit of base 64 that the credential alone decides.
    private var firstDigit: Int { (shift * 8 + 5) / 6 }

    /// How many bytes the form has that a credential of so many alone decides.
    func length(of count: Int) -> Int { alphabet == .plain ? count : (shift + count) * 8 / 6 - firstDigit }

    /// One byte of the form.
    func byte(_ index: Int, of credential: Span<UInt8>) -> UInt8 {
        guard alphabet != .plain else { return credential[index] }
        let bit = (firstDigit + index) * 6 - shift * 8
        let next = bit / 8 + 1 < credential.count ? credential[bit / 8 + 1] : 0
        let word = UInt16(credential[bit / 8]) << 8 | UInt16(next)
        return Base64.digit(UInt8(word >> UInt16(10 - bit % 8) & 63), isURL: alphabet == .base64url)
    }
}

/// Base 64 of RFC 4648.
package enum Base64 {
    static func digit(_ value: UInt8, isURL: Bool = false) -> UInt8 {
        switch value {
        case 0..<26: UInt8(ascii: "A") + value
        case 26..<52: UInt8(ascii: "a") + value - 26
        case 52..<62: UInt8(ascii: "0") + value - 52
        case 62: isURL ? UInt8(ascii: "-") : UInt8(ascii: "+")
        default: isURL ? UInt8(ascii: "_") : UInt8(ascii: "/")
        }
    }

    /// Decodes digits with their padding; nil where they are not the one way to write those bytes.
    package static func decoded(_ digits: ArraySlice<UInt8>) -> [UInt8]? {
        guard digits.count % 4 == 0 else { return nil }
        let padding = digits.suffix(2).filter { $0 == UInt8(ascii: "=") }.count
        var bytes: [UInt8] = []
        var word: UInt32 = 0
        for (place, digit) in digits.dropLast(padding).enumerated() {
            guard let value = value(digit) else { return nil }
            word = word << 6 | UInt32(value)
            let bits = (place % 4 + 1) * 6
            if bits >= 12 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(bits % 8))) }
        }
        var encoded: [UInt8] = []
        append(count: bytes.count, to: &encoded) { bytes[$0] }
        return encoded.elementsEqual(digits) ? bytes : nil
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x41...0x5a: digit - 0x41
        case 0x61...0x7a: digit - 0x61 + 26
        case 0x30...0x39: digit - 0x30 + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }

    /// Encodes bytes that are asked for one by one, so that they need not be anywhere in a row.
    static func append(count: Int, to output: inout [UInt8], _ byte: (Int) -> UInt8) {
        for start in stride(from: 0, to: count, by: 3) {
            let length = min(3, count - start)
            let word = (0..<3).reduce(UInt32(0)) { $0 << 8 | ($1 < length ? UInt32(byte(start + $1)) : 0) }
            for place in 0..<4 {
                let value = UInt8(truncatingIfNeeded: word >> UInt32(18 - 6 * place) & 63)
                output.append(place <= length ? digit(value) : UInt8(ascii: "="))
            }
        }
    }
}
