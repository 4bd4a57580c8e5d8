/// Finds any of several byte strings in one pass that skips most bytes.
///
/// - Source: Wu and Manber, “A fast algorithm for multi-pattern searching”, 1994: blocks of two bytes, hashed.
struct ByteNeedles: Sendable {
    private static let size = 4096

    let needles: [[UInt8]]
    /// The shortest needle's length: every needle is looked for by that many of its first bytes.
    private let window: Int
    /// How far a window may move on by its last two bytes.
    private let shifts: [UInt8]

    /// - Precondition: No needle is shorter than two bytes.
    init(_ needles: [[UInt8]]) {
        precondition(needles.allSatisfy { $0.count >= 2 })
        self.needles = needles
        window = needles.map(\.count).min() ?? 0
        var shifts = [UInt8](repeating: UInt8(clamping: max(1, window - 1)), count: ByteNeedles.size)
        for needle in needles {
            for end in 1..<window {
                let block = ByteNeedles.block(needle[end - 1], needle[end])
                shifts[block] = min(shifts[block], UInt8(clamping: window - 1 - end))
            }
        }
        self.shifts = shifts
    }

    private static func block(_ first: UInt8, _ second: UInt8) -> Int {
        (Int(first) << 4 ^ Int(second)) & (size - 1)
    }

    /// The first place at or after `start` where a needle stands, and which; nil where there is none.
    ///
    /// Of several at one place it is the longest.     /// Allocates nothing.
    func first(in bytes: Span<UInt8>, from start: Int = 0) -> (position: Int, needle: Int)? {
        guard window > 0 else { return nil }
        let shifts = shifts.span
        // At least one, as there is a byte before.
        var end = start + window - 1
        while end < bytes.count {
            // Safe because: the end was compared with the count, and a block is smaller than the table.
            let block = unsafe ByteNeedles.block(bytes[unchecked: end - 1], bytes[unchecked: end])
            let shift = unsafe shifts[unchecked: block]
            guard shift == 0 else {
                end += Int(shift)
                continue
            }
            let position = end - window + 1
            var best: Int?
            for index in needles.indices where stands(index, at: position, in: bytes) {
                if best.map({ needles[$0].count < needles[index].count }) ?? true { best = index }
            }
            if let best { return (position, best) }
            end += 1
        }
        return nil
    }

    private func stands(_ needle: Int, at position: Int, in bytes: Span<UInt8>) -> Bool {
        let count = needles[needle].count
        guard position + count <= bytes.count else { return false }
        for index in 0..<count where bytes[position + index] != needles[needle][index] { return false }
        return true
    }
}
