/// Splits what arrives over TCP into messages, each behind its length in 16 bits (RFC 1035, section 4.2.2).
///
/// What it holds is bounded: it takes no more while a whole message waits to be taken out.
package struct DNSStream: Sendable {
    private var held: [UInt8] = []

    package init() {}

    /// Takes bytes, up to the end of a message; says how many it took.
    package mutating func feed(_ bytes: Span<UInt8>) -> Int {
        var count = 0
        while count < bytes.count, held.count < wanted {
            held.append(bytes[count])
            count += 1
        }
        return count
    }

    /// Takes out the message, where it is whole.
    package mutating func next() -> [UInt8]? {
        guard held.count == wanted else { return nil }
        defer { held.removeAll(keepingCapacity: true) }
        return Array(held[2...])
    }

    /// Whether a part of a message is held.
    package var isInside: Bool { !held.isEmpty }

    private var wanted: Int { held.count < 2 ? 3 : 2 + (Int(held[0]) << 8 | Int(held[1])) }
}
