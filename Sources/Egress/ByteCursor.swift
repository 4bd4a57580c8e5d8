/// A place in bytes that an attacker wrote, and where the part at hand ends.
///
/// Numbers are in the order of the wire. Nothing is read beyond the end; a step that finds too little moves nothing and
/// says nil. Every call gets the same bytes.
struct ByteCursor {
    private(set) var position: Int
    let end: Int

    init(_ bytes: Span<UInt8>) {
        position = 0
        end = bytes.count
    }

    private init(_ position: Int, end: Int) {
        self.position = position
        self.end = end
    }

    var isAtEnd: Bool { position == end }

    mutating func byte(of bytes: Span<UInt8>) -> UInt8? {
        guard position < end else { return nil }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func number16(of bytes: Span<UInt8>) -> UInt16? {
        guard end - position >= 2 else { return nil }
        defer { position += 2 }
        return UInt16(bytes[position]) << 8 | UInt16(bytes[position + 1])
    }

    mutating func number32(of bytes: Span<UInt8>) -> UInt32? {
        guard end - position >= 4 else { return nil }
        defer { position += 4 }
        return (0..<4).reduce(0) { $0 << 8 | UInt32(bytes[position + $1]) }
    }

    /// The next bytes as a part of their own, which is passed.
    mutating func part(_ count: Int) -> ByteCursor? {
        guard count >= 0, end - position >= count else { return nil }
        defer { position += count }
        return ByteCursor(position, end: position + count)
    }

    /// A part that a number of 8 bits before it counts.
    mutating func part8(of bytes: Span<UInt8>) -> ByteCursor? {
        var next = self
        guard let count = next.byte(of: bytes), let part = next.part(Int(count)) else { return nil }
        self = next
        return part
    }

    /// A part that a number of 16 bits before it counts.
    mutating func part16(of bytes: Span<UInt8>) -> ByteCursor? {
        var next = self
        guard let count = next.number16(of: bytes), let part = next.part(Int(count)) else { return nil }
        self = next
        return part
    }

    /// Goes back to a place that was passed, or is before the part.
    mutating func moveBack(to place: Int) {
        precondition((0...position).contains(place), "a place before this one")
        position = place
    }

    /// The rest of the part, from here.
    var rest: Range<Int> { position..<end }
}
