extension IPAddress {
    /// Reads an address in its ordinary spelling: four decimal numbers without leading zeroes, or the text form of
    /// RFC 4291, section 2.2; nil for anything else, a zone included.
    package init?(text: Span<UInt8>) {
        if let number = Self.dotted(text, from: 0) {
            self = .v4(number)
        } else if let number = Self.grouped(text) {
            self = .v6(number)
        } else {
            return nil
        }
    }

    /// Reads an address in its ordinary spelling.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        self.init(text: bytes.span)
    }

    /// Four numbers up to 255 between dots, to the text's end.
    private static func dotted(_ text: Span<UInt8>, from start: Int) -> UInt32? {
        var address: UInt32 = 0
        var index = start
        for place in 0..<4 {
            if place > 0 {
                guard index < text.count, text[index] == UInt8(ascii: ".") else { return nil }
                index += 1
            }
            let first = index
            var number: UInt32 = 0
            while index < text.count, index - first < 3, let digit = decimalValue(text[index]) {
                number = number * 10 + digit
                index += 1
            }
            // `010` is 8 for some readers.
            guard index > first, number <= 255, index == first + 1 || text[first] != UInt8(ascii: "0") else {
                return nil
            }
            address = address << 8 | number
        }
        return index == text.count ? address : nil
    }

    /// Groups of hexadecimal digits between colons; the last two may be an IPv4 address, and one gap stands for zeroes.
    private static func grouped(_ text: Span<UInt8>) -> UInt128? {
        let colon = UInt8(ascii: ":")
        guard (2...45).contains(text.count) else { return nil }
        var number: UInt128 = 0
        var count = 0
        var countBeforeGap: Int?
        var index = 0
        if text[0] == colon {
            guard text[1] == colon else { return nil }
            countBeforeGap = 0
            index = 2
        }
        while index < text.count {
            let first = index
            var group: UInt128 = 0
            while index < text.count, index - first < 4, let digit = hexadecimalValue(text[index]) {
                group = group << 4 | digit
                index += 1
            }
            guard index > first, count < 8 else { return nil }
            if index < text.count, text[index] == UInt8(ascii: ".") {
                guard count <= 6, let tail = dotted(text, from: first) else { return nil }
                number = number << 32 | UInt128(tail)
                count += 2
                break
            }
            number = number << 16 | group
            count += 1
            guard index < text.count else { break }
            guard text[index] == colon, index + 1 < text.count else { return nil }
            index += 1
            if text[index] == colon {
                guard countBeforeGap == nil else { return nil }
                countBeforeGap = count
                index += 1
            }
        }
        guard let countBeforeGap else { return count == 8 ? number : nil }
        guard count < 8 else { return nil }
        let lowBits = 16 * (count - countBeforeGap)
        let beforeGap = (number >> lowBits) << (128 - 16 * countBeforeGap)
        return beforeGap | (number & ((1 << lowBits) - 1))
    }

    private static func decimalValue(_ byte: UInt8) -> UInt32? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? UInt32(byte & 0x0f) : nil
    }

    private static func hexadecimalValue(_ byte: UInt8) -> UInt128? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt128(byte & 0x0f)
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): UInt128(byte & 0x0f) + 9
        default: nil
        }
    }
}
