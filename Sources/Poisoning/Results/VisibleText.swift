/// Makes what hides in a text visible.
struct VisibleText {
    private let bytes: [UInt8]
    /// Whether the text has letters that run from right to left; found out when it matters.
    private var rightToLeft: Bool?

    /// The text with each hazard written as an escape such as `\u{1b}`; nil where there is none to be written.
    ///
    /// - Parameter shown: Which hazards are written so; is asked for each.
    static func showing(_ text: String, where shown: (CharacterHazard) -> Bool) -> String? {
        var reader = VisibleText(bytes: Array(text.utf8))
        return reader.showing(where: shown).map { String(decoding: $0, as: UTF8.self) }
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func showing(where shown: (CharacterHazard) -> Bool) -> [UInt8]? {
        var cleaned: [UInt8] = []
        var done = 0
        // What the next character has before it is what stands there now: an escape is no base of anything.
        var previous: Unicode.Scalar?
        var index = 0
        while index < bytes.count {
            let (scalar, end) = scalar(at: index)
            if scalar.value == 0x1f3f4, let flag = TagFlag.length(of: tags(from: end)) {
                index = end + flag * 4
                previous = nil
                continue
            }
            if isPossible(scalar), let hazard = hazard(of: scalar, before: previous, end: end), shown(hazard) {
                cleaned += bytes[done..<index]
                cleaned += "\\u{\(String(scalar.value, radix: 16))}".utf8
                done = end
                previous = "}"
            } else {
                previous = scalar
            }
            index = end
        }
        return done == 0 ? nil : cleaned + bytes[done...]
    }

    private func isPossible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20..<0x7f, 0x09, 0x0a: false
        case ..<0x80: true
        default: CharacterHazard.isPossible(scalar.value)
        }
    }

    private mutating func hazard(
        of scalar: Unicode.Scalar, before previous: Unicode.Scalar?, end: Int
    ) -> CharacterHazard? {
        let after = end < bytes.count ? self.scalar(at: end).scalar : nil
        if rightToLeft == nil, [0x200e, 0x200f, 0x061c].contains(scalar.value) {
            rightToLeft = String(decoding: bytes, as: UTF8.self).unicodeScalars.contains(where: Script.isRightToLeft)
        }
        let context = CharacterHazard.Context(before: previous, after: after, rightToLeft: rightToLeft ?? false)
        return CharacterHazard.hazard(of: scalar, in: context)
    }

    /// The tags that follow a flag, as the letters that they repeat.
    private func tags(from start: Int) -> [Unicode.Scalar] {
        var tags: [Unicode.Scalar] = []
        var index = start
        while index < bytes.count, tags.count <= TagFlag.longest {
            let (scalar, end) = scalar(at: index)
            guard (0xe0000...0xe007f).contains(scalar.value) else { break }
            tags.append(scalar)
            index = end
        }
        return tags
    }

    /// The character at an index, and where it ends.
    ///
    /// - Precondition: The bytes are UTF-8, and a character begins there.
    private func scalar(at index: Int) -> (scalar: Unicode.Scalar, end: Int) {
        let first = UInt32(bytes[index])
        let (value, length): (UInt32, Int) =
            switch first {
            case ..<0x80: (first, 1)
            case ..<0xe0: ((first & 0x1f) << 6 | rest(index + 1), 2)
            case ..<0xf0: ((first & 0xf) << 12 | rest(index + 1) << 6 | rest(index + 2), 3)
            default:
                ((first & 7) << 18 | rest(index + 1) << 12 | rest(index + 2) << 6 | rest(index + 3), 4)
            }
        return (Unicode.Scalar(value) ?? "\u{fffd}", index + length)
    }

    private func rest(_ index: Int) -> UInt32 { UInt32(bytes[index]) & 0x3f }
}
