/// Which ASCII character another character looks like, or is a styled form of.
///
/// Small on purpose: the letters that pass for Latin ones in common fonts, the styled and wide alphabets, and Latin letters
/// with marks. It says that `а` (Cyrillic) may be read as `a`, not that it is one.
///
/// - Source: Unicode 16, confusables.txt of UTS #39 and the decompositions of UnicodeData.txt, by hand.
enum Likeness {
    static func ascii(of scalar: Unicode.Scalar) -> UInt8? {
        let value = scalar.value
        switch value {
        case 0xff01...0xff5e: return UInt8(value - 0xff01 + 0x21)
        case 0xc0..<0x180: return latin(value)
        case 0x250..<0x2b0, 0x1d00..<0x1d80: return phonetic[value]
        case 0x370..<0x590: return lookalike[value]
        case 0x2070..<0x20a0, 0x2100..<0x2190: return symbol[value] ?? roman(value)
        case 0x2460..<0x24ff: return circled(value)
        case 0x1d400..<0x1d800: return mathematical(value)
        case 0x1f110..<0x1f18a: return UInt8((value - 0x1f110) % 0x20 % 26) + UInt8(ascii: "a")
        case 0x1f1e6...0x1f1ff: return UInt8(value - 0x1f1e6) + UInt8(ascii: "a")
        default: return nil
        }
    }

    /// U+00C0 to U+017F: the letter below the mark; `.` where there is none.
    private static let latinLetters = Array(
        """
        aaaaaaaceeeeiiiidnooooo.ouuuuy.saaaaaaaceeeeiiiidnooooo.ouuuuy.y\
        aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll\
        lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs
        """.utf8)

    private static func latin(_ value: UInt32) -> UInt8? {
        let letter = latinLetters[Int(value - 0xc0)]
        return letter == UInt8(ascii: ".") ? nil : letter
    }

    /// Pairs of a character and the letter that it looks like.
    private static func table(_ pairs: String) -> [UInt32: UInt8] {
        var table: [UInt32: UInt8] = [:]
        let scalars = Array(pairs.unicodeScalars.filter { $0 != " " })
        for index in stride(from: 0, to: scalars.count - 1, by: 2) {
            table[scalars[index].value] = UInt8(truncatingIfNeeded: scalars[index + 1].value)
        }
        return table
    }

    /// Greek and Cyrillic.
    private static let lookalike = table(
        """
        Αa Βb Εe Ζz Ηh Ιi Κk Μm Νn Οo Ρp Τt Υy Χx αa γy εe ιi κk νv οo ρp σo τt υu χx ϲc ϳj ϒy ϹC ϺM \
        Аa Вb Еe Кk Мm Нh Оo Рp Сc Тt Уy Хx Ѕs Іi Јj аa еe кk мm оo рp сc тt уy хx ѕs іi јj вb нh \
        ԁd ԛq ԝw Ԛq Ԝw ӏl Ӏl үy Үy һh Һh ԍg ёe Ёe їi Їi ѵv Ѵv ґr Ґr ӕa Ԍg ѡw ԝw զq օo ցg հh ոn սu յj ք f Տs Օo
        """)

    /// Small capitals and letters of phonetic alphabets.
    private static let phonetic = table(
        "ɑa ɡg ɩi ɪi ɴn ɢg ʀr ʏy ʜh ʟl ɫl ɾr ʋu ɯw ᴀa ᴄc ᴅd ᴇe ᴊj ᴋk ᴍm ᴏo ᴘp ᴛt ᴜu ᴠv ᴡw ᴢz ʙb ɓb ɗd ɛe ɸf ʂs ʈt")

    /// Letters among the superscripts and the letter-like symbols.
    private static let symbol = table(
        """
        ⁰0 ⁱi ⁴4 ⁵5 ⁶6 ⁷7 ⁸8 ⁹9 ⁿn ₀0 ₁1 ₂2 ₃3 ₄4 ₅5 ₆6 ₇7 ₈8 ₉9 ₐa ₑe ₒo ₓx ₕh ₖk ₗl ₘm ₙn ₚp ₛs ₜt \
        ℂc ℊg ℋh ℌh ℍh ℎh ℐi ℑi ℒl ℓl ℕn ℙp ℚq ℛr ℜr ℝr ℤz ℨz ℬb ℭc ℮e ℯe ℰe ℱf ℳm ℴo ℹi ⅅd ⅆd ⅇe ⅈi ⅉj
        """)

    private static func roman(_ value: UInt32) -> UInt8? {
        switch value {
        case 0x212a: UInt8(ascii: "k")
        case 0x2160, 0x2170: UInt8(ascii: "i")
        case 0x2164, 0x2174: UInt8(ascii: "v")
        case 0x2169, 0x2179: UInt8(ascii: "x")
        case 0x216c, 0x217c: UInt8(ascii: "l")
        case 0x216d, 0x217d: UInt8(ascii: "c")
        case 0x216e, 0x217e: UInt8(ascii: "d")
        case 0x216f, 0x217f: UInt8(ascii: "m")
        default: nil
        }
    }

    private static func circled(_ value: UInt32) -> UInt8? {
        switch value {
        case 0x2460...0x2468: UInt8(value - 0x2460) + UInt8(ascii: "1")
        case 0x249c...0x24b5: UInt8(value - 0x249c) + UInt8(ascii: "a")
        case 0x24b6...0x24cf: UInt8(value - 0x24b6) + UInt8(ascii: "a")
        case 0x24d0...0x24e9: UInt8(value - 0x24d0) + UInt8(ascii: "a")
        default: nil
        }
    }

    /// Thirteen alphabets of 52 letters, then Greek ones, then five sets of digits.
    private static func mathematical(_ value: UInt32) -> UInt8? {
        switch value {
        case ..<0x1d6a4: UInt8((value - 0x1d400) % 26) + UInt8(ascii: "a")
        case 0x1d7ce...: UInt8((value - 0x1d7ce) % 10) + UInt8(ascii: "0")
        default: nil
        }
    }
}
