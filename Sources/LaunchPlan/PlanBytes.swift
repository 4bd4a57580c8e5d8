/// Appends the fields of a plan to a byte array: little-endian integers, counted strings.
package struct PlanWriter {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func write<Value: FixedWidthInteger>(_ value: Value) {
        var rest = value
        for _ in 0..<(Value.bitWidth / 8) {
            bytes.append(UInt8(truncatingIfNeeded: rest))
            rest >>= Value.bitWidth == 8 ? 0 : 8
        }
    }

    package mutating func write(_ value: Bool) { write(UInt8(value ? 1 : 0)) }

    package mutating func write(_ value: String) { write(Array(value.utf8)) }

    package mutating func write(_ value: [UInt8]) {
        write(UInt32(value.count))
        bytes.append(contentsOf: value)
    }

    package mutating func write(_ values: [String]) {
        write(UInt32(values.count))
        for value in values { write(value) }
    }

    /// An absent value is a 0 byte; a present one a 1 byte and the value.
    package mutating func write<Value: FixedWidthInteger>(_ value: Value?) {
        guard let value else { return write(false) }
        write(true)
        write(value)
    }
}

/// Reads the fields of a plan back.
///
/// Every read is bounded by what is there.
package struct PlanReader {
    private let bytes: [UInt8]
    private var position = 0

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var isAtEnd: Bool { position == bytes.count }

    package mutating func read<Value: FixedWidthInteger>(_: Value.Type) throws(PlanCodecError) -> Value {
        let width = Value.bitWidth / 8
        guard bytes.count - position >= width else { throw .truncated }
        var value: Value = 0
        for index in 0..<width {
            value |= Value(truncatingIfNeeded: bytes[position + index]) << Value(truncatingIfNeeded: 8 * index)
        }
        position += width
        return value
    }

    package mutating func readBool() throws(PlanCodecError) -> Bool {
        switch try read(UInt8.self) {
        case 0: return false
        case 1: return true
        default: throw .invalidValue
        }
    }

    package mutating func readBytes() throws(PlanCodecError) -> [UInt8] {
        let count = Int(try read(UInt32.self))
        guard bytes.count - position >= count else { throw .truncated }
        defer { position += count }
        return Array(bytes[position..<(position + count)])
    }

    /// A string without a NUL byte, since every one of them becomes a C string.
    package mutating func readString() throws(PlanCodecError) -> String {
        let content = try readBytes()
        guard !content.contains(0), let string = String(validating: content, as: UTF8.self) else { throw .invalidValue }
        return string
    }

    package mutating func readStrings() throws(PlanCodecError) -> [String] {
        let count = try readCount()
        var strings: [String] = []
        strings.reserveCapacity(count)
        for _ in 0..<count { strings.append(try readString()) }
        return strings
    }

    /// A count of things that take at least one byte each, so that a lie about it cannot reserve memory.
    package mutating func readCount() throws(PlanCodecError) -> Int {
        let count = Int(try read(UInt32.self))
        guard count <= bytes.count - position else { throw .truncated }
        return count
    }

    package mutating func readOptional<Value: FixedWidthInteger>(_: Value.Type) throws(PlanCodecError) -> Value? {
        try readBool() ? try read(Value.self) : nil
    }
}
