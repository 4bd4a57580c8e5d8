import Addresses

/// Texts that are addresses, or almost.
enum AddressSamples {
    static func texts(count: Int = 4000) -> [String] {
        var generator = SplitMix(state: 12)
        let alphabet = Array("0123456789abcdefF::::..%/ ")
        return (0..<count).map { index in
            let address = random(using: &generator)
            var text = Array(index % 7 == 0 ? spelledOut(address) : address.description)
            if index % 2 == 1 {
                for _ in 0..<Int.random(in: 1...2, using: &generator) {
                    let place = Int.random(in: 0..<text.count, using: &generator)
                    switch Int.random(in: 0..<3, using: &generator) {
                    case 0: text[place] = alphabet.randomElement(using: &generator) ?? "0"
                    case 1: text.insert(alphabet.randomElement(using: &generator) ?? "0", at: place)
                    default: if text.count > 1 { text.remove(at: place) }
                    }
                }
            }
            return String(text)
        }
    }

    /// An address of which many groups are zero.
    static func random(using generator: inout SplitMix) -> IPAddress {
        if Bool.random(using: &generator) { return .v4(.random(in: 0...UInt32.max, using: &generator)) }
        var number: UInt128 = 0
        for _ in 0..<8 {
            let group = UInt16.random(in: 0...UInt16.max, using: &generator)
            number = number << 16 | (Bool.random(using: &generator) ? UInt128(group) : 0)
        }
        return .v6(number)
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    private static func spelledOut(_ address: IPAddress) -> String {
        guard case .v6(let number) = address else { return address.description }
        return (1...8).map { String(UInt16(truncatingIfNeeded: number >> UInt128(128 - 16 * $0)), radix: 16) }
            .joined(separator: ":")
    }
}

/// The same numbers in every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
