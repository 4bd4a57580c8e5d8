import Refusals

/// The rules for the bytes of a profile, before YAML comes into it.
///
/// What a person sees in an editor must be what the parser reads: UTF-8 without a byte-order mark, lines that end in
/// `\n`, and no character that hides, reorders or breaks text.
enum ProfileBytes {
    /// No profile is longer than this many bytes.
    static let maximumLength = 64 << 10

    /// Checks the bytes of a file.
    ///
    /// - Throws: `profile.too-large`, `profile.syntax`.
    static func check(_ bytes: [UInt8], file: String) throws(Refusal) {
        guard bytes.count <= maximumLength else {
            throw Refusal(
                .profileTooLarge, "\(file) is \(bytes.count) bytes long, and a profile has at most \(maximumLength)",
                at: SourceLocation(file: file, line: 1, column: 1))
        }
        // Nearly every profile is plain ASCII: one quick pass settles it.
        if bytes.allSatisfy({ (0x20..<0x7f).contains($0) || $0 == UInt8(ascii: "\n") }) { return }
        var position = SourceLocation(file: file, line: 1, column: 1)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let valid = String(decoding: bytes, as: UTF8.self).unicodeScalars.prefix { $0 != "\u{FFFD}" }
            for scalar in valid { position.advance(over: scalar) }
            throw Refusal(
                .profileSyntax, "this is not UTF-8", at: position, hint: "save the file as UTF-8")
        }
        for scalar in text.unicodeScalars {
            if scalar != "\n", let problem = problem(scalar) {
                throw Refusal(.profileSyntax, problem.reason, at: position, hint: problem.hint)
            }
            position.advance(over: scalar)
        }
    }

    /// Why a scalar other than a line feed may not stand in a profile; nil where it may.
    static func problem(_ scalar: Unicode.Scalar) -> (reason: String, hint: String)? {
        switch scalar.value {
        case 0x0d: ("there is a carriage return", "save the file with Unix line ends")
        case 0x09: ("there is a tab", "use spaces")
        case 0xfeff: ("there is a byte-order mark", "save the file as UTF-8 without one")
        case 0..<0x20, 0x7f..<0xa0: ("there is a control character, U+\(hexadecimal(scalar))", "take it out")
        // Line breaks of YAML 1.1 that no editor shows as one; marks that reorder or hide text.
        case 0x2028...0x202e, 0x2060...0x206f, 0x200b...0x200f, 0x00ad, 0x061c, 0x180e, 0xfff9...0xfffb,
            0xe0000...0xe0fff, 0xfffe...0xffff:
            ("there is an invisible character, U+\(hexadecimal(scalar))", "take it out")
        default: nil
        }
    }

    private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

extension SourceLocation {
    fileprivate mutating func advance(over scalar: Unicode.Scalar) {
        if scalar == "\n" {
            line += 1
            column = 1
        } else {
            column += 1
        }
    }
}

extension ProfileBytes {
    /// Text of a file for a message: in backquotes, cut, and with nothing that a terminal would act on.
    static func shown(_ text: String) -> String {
        let visible = text.unicodeScalars.prefix(60).map { problem($0) == nil && $0 != "\n" ? $0 : "?" }
        let cut = text.unicodeScalars.count > 60 ? "…" : ""
        return "`\(String(String.UnicodeScalarView(visible)))\(cut)`"
    }
}
