/// One spelling for all spellings of a number: 1, 1.0 and 10e-1 are the same.
///
/// It is exact: no digit is lost, whatever a reader of doubles would make of it.
enum CanonicalNumber {
    /// No reader tells numbers beyond this apart; such an exponent is left as it is written.
    private static let largestExponent = 100_000

    /// The spelling.
    ///
    /// - Parameter text: A number as JSON writes it.
    static func spelling(of text: String) -> String {
        var rest = Array(text.utf8)[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest.removeFirst() }
        let mark = rest.firstIndex { $0 | 0x20 == UInt8(ascii: "e") } ?? rest.endIndex
        guard let written = exponent(rest[mark...].dropFirst()) else { return text }
        let parts = rest[..<mark].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? Array(parts[1]) : []
        var digits = Array((Array(parts.first ?? []) + fraction).drop { $0 == UInt8(ascii: "0") })
        var exponent = written - fraction.count
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            exponent += 1
        }
        if digits.isEmpty { return "0" }
        return (isNegative ? "-" : "") + unsigned(digits, exponent)
    }

    /// A number that is not 0: its digits, times ten to an exponent.
    private static func unsigned(_ digits: [UInt8], _ exponent: Int) -> String {
        let text = String(decoding: digits, as: UTF8.self)
        // Where the point stands, counted from the first digit.
        let point = digits.count + exponent
        if exponent >= 0, point <= 21 { return text + String(repeating: "0", count: exponent) }
        if exponent < 0, point > 0 { return "\(text.prefix(point)).\(text.dropFirst(point))" }
        if point <= 0, point > -6 { return "0." + String(repeating: "0", count: -point) + text }
        return "\(text)e\(exponent)"
    }

    /// What follows the `e`; 0 for nothing, nil for more than is reckoned with.
    private static func exponent(_ bytes: ArraySlice<UInt8>) -> Int? {
        if bytes.isEmpty { return 0 }
        let digits = bytes.first == UInt8(ascii: "+") ? bytes.dropFirst() : bytes
        guard let value = Int(String(decoding: digits, as: UTF8.self)), abs(value) <= largestExponent else {
            return nil
        }
        return value
    }
}
