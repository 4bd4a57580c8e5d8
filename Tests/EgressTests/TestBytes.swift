import Egress
import RepositoryFiles

/// The bytes of hexadecimal digits, white space between them or not.
func bytes(_ digits: some StringProtocol) -> [UInt8] {
    let values = digits.compactMap { $0.hexDigitValue.map(UInt8.init) }
    return stride(from: 0, to: values.count - 1, by: 2).map { values[$0] << 4 | values[$0 + 1] }
}

/// A number in the order of the wire.
func big(_ number: Int) -> [UInt8] { [UInt8(number >> 8 & 0xff), UInt8(number & 0xff)] }

/// A name on the wire.
func labels(_ name: String) -> [UInt8] {
    name.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
}

/// A query of one question, with what else is to be in it.
func query(
    _ name: [UInt8], type: Int = 1, class classCode: Int = 1, id: Int = 7, flags: Int = 0x0100,
    counts: [Int] = [1, 0, 0, 0],
    more: [UInt8] = []
) -> [UInt8] {
    big(id) + big(flags) + counts.flatMap(big) + name + big(type) + big(classCode) + more
}

/// The record with which a program says what it takes over UDP.
func options(version: UInt8 = 0, flags: Int = 0, data: [UInt8] = []) -> [UInt8] {
    [0] + big(41) + big(1232) + [0, version] + big(flags) + big(data.count) + data
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
