/// One character as the rules read it, whatever alphabet or width it was written in.
enum Folding: Equatable {
    /// A small letter or a digit.
    case character(UInt8)
    /// Shows nothing or changes only the look: the word goes on as if it were not there.
    case nothing
    /// Any other ASCII character, a space included.
    case mark(UInt8)
    /// A letter of another script that looks like none of ours.
    case foreign

    init(_ scalar: Unicode.Scalar) {
        let value = scalar.value
        if value < 0x80 { self = Folding.ascii(UInt8(value)) } else { self = Folding.beyondASCII(scalar) }
    }

    private static func ascii(_ byte: UInt8) -> Folding {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): .character(byte)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): .character(byte | 0x20)
        case 0x09, 0x0a, 0x20..<0x7f: .mark(byte)
        case 0x0d: .mark(0x0a)
        default: .nothing
        }
    }

    private static func beyondASCII(_ scalar: Unicode.Scalar) -> Folding {
        if let likeness = Likeness.ascii(of: scalar) { return ascii(likeness) }
        // The tag block repeats ASCII, and models read it as such.
        if (0xe0020...0xe007e).contains(scalar.value) { return ascii(UInt8(scalar.value & 0x7f)) }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return .nothing
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: return .mark(0x20)
        case .dashPunctuation: return .mark(UInt8(ascii: "-"))
        case .initialPunctuation, .finalPunctuation: return .mark(UInt8(ascii: "'"))
        default:
            if scalar.properties.isDefaultIgnorableCodePoint { return .nothing }
            return scalar.properties.isAlphabetic ? .foreign : .mark(UInt8(ascii: ","))
        }
    }
}
