/// A method call of D-Bus, as bytes.
///
/// Little-endian, like every message that a process of this machine sends. Source: D-Bus Specification 0.41, “Message
/// Protocol”.
struct BusCall {
    var serial: UInt32
    var destination: String
    var path: String
    var interface: String
    var member: String
    var signature = ""
    var body = BusWriter()

    var bytes: [UInt8] {
        var writer = BusWriter()
        writer.write(byte: UInt8(ascii: "l"))
        writer.write(byte: 1)  // METHOD_CALL
        writer.write(byte: 0)
        writer.write(byte: 1)
        writer.write(UInt32(body.bytes.count))
        writer.write(serial)
        writer.writeArray(alignedTo: 8) { fields in
            fields.writeField(1, "o", path)
            fields.writeField(2, "s", interface)
            fields.writeField(3, "s", member)
            fields.writeField(6, "s", destination)
            if !signature.isEmpty { fields.writeField(8, "g", signature) }
        }
        writer.align(to: 8)
        return writer.bytes + body.bytes
    }
}

/// Writes values as D-Bus lays them out: each aligned to its own size, counted from the message's or body's begin.
struct BusWriter {
    private(set) var bytes: [UInt8] = []

    mutating func align(to size: Int) { while bytes.count % size != 0 { bytes.append(0) } }

    mutating func write(byte: UInt8) { bytes.append(byte) }

    mutating func write(_ number: UInt32) {
        align(to: 4)
        for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> UInt32(shift))) }
    }

    /// A string or an object path.
    mutating func write(_ text: String) {
        write(UInt32(text.utf8.count))
        bytes += Array(text.utf8) + [0]
    }

    mutating func write(signature: String) {
        bytes.append(UInt8(signature.utf8.count))
        bytes += Array(signature.utf8) + [0]
    }

    /// An array, its length in bytes before the first element's padding.
    mutating func writeArray(alignedTo size: Int, _ elements: (inout BusWriter) -> Void) {
        write(0 as UInt32)
        let length = bytes.count - 4
        align(to: size)
        let begin = bytes.count
        elements(&self)
        let count = UInt32(bytes.count - begin)
        for index in 0..<4 { bytes[length + index] = UInt8(truncatingIfNeeded: count >> UInt32(8 * index)) }
    }

    fileprivate mutating func writeField(_ code: UInt8, _ type: String, _ value: String) {
        align(to: 8)
        write(byte: code)
        write(signature: type)
        if type == "g" { write(signature: value) } else { write(value) }
    }
}

/// A message that came, as far as it concerns us.
struct BusMessage: Equatable {
    enum Kind: UInt8 { case call = 1, reply = 2, error = 3, signal = 4 }

    var kind: Kind
    /// The serial of the call that this answers.
    var replySerial: UInt32?
    var member: String?
    var errorName: String?
    var signature = ""
    var body: ArraySlice<UInt8> = []

    /// The longest message that is read; those we ask for have a few hundred bytes.
    static let maximumLength = 64 << 10
}

/// Cuts a stream of bytes into messages.
struct BusReader {
    /// Bytes that are no message, or one that is too long.
    struct Malformed: Error, Equatable {}

    private var bytes: [UInt8] = []

    mutating func append(_ new: some Sequence<UInt8>) { bytes += new }

    /// The next whole message; nil until its last byte is here.
    mutating func next() throws(Malformed) -> BusMessage? {
        guard bytes.count >= 16 else { return nil }
        var header = BusCursor(bytes[...])
        guard try header.byte() == UInt8(ascii: "l"), let kind = BusMessage.Kind(rawValue: try header.byte()) else {
            throw Malformed()
        }
        _ = try header.byte()
        guard try header.byte() == 1 else { throw Malformed() }
        let bodyLength = Int(try header.number())
        _ = try header.number()
        let fieldsLength = Int(try header.number())
        let bodyStart = (16 + fieldsLength + 7) / 8 * 8
        guard fieldsLength + bodyLength <= BusMessage.maximumLength else { throw Malformed() }
        guard bytes.count >= bodyStart + bodyLength else { return nil }

        var message = BusMessage(kind: kind)
        var fields = BusCursor(bytes[..<(16 + fieldsLength)], at: 16)
        while !fields.isAtEnd { try Self.read(&fields, into: &message) }
        message.body = ArraySlice(Array(bytes[bodyStart..<bodyStart + bodyLength]))
        bytes.removeFirst(bodyStart + bodyLength)
        return message
    }

    private static func read(_ fields: inout BusCursor, into message: inout BusMessage) throws(Malformed) {
        fields.align(to: 8)
        let code = try fields.byte()
        switch try fields.signature() {
        case "u":
            let value = try fields.number()
            if code == 5 { message.replySerial = value }
        case "g":
            let value = try fields.signature()
            if code == 8 { message.signature = value }
        case "s", "o":
            let value = try fields.text()
            if code == 3 { message.member = value }
            if code == 4 { message.errorName = value }
        default: throw Malformed()
        }
    }
}

/// Reads values as D-Bus lays them out.
struct BusCursor {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>, at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    var isAtEnd: Bool { position >= bytes.count }

    mutating func align(to size: Int) { position = (position + size - 1) / size * size }

    mutating func byte() throws(BusReader.Malformed) -> UInt8 {
        guard position < bytes.count else { throw BusReader.Malformed() }
        defer { position += 1 }
        return bytes[bytes.startIndex + position]
    }

    mutating func number() throws(BusReader.Malformed) -> UInt32 {
        align(to: 4)
        var number: UInt32 = 0
        for shift in stride(from: UInt32(0), to: 32, by: 8) { number |= UInt32(try byte()) << shift }
        return number
    }

    mutating func text() throws(BusReader.Malformed) -> String { try text(length: Int(try number())) }

    mutating func signature() throws(BusReader.Malformed) -> String { try text(length: Int(try byte())) }

    private mutating func text(length: Int) throws(BusReader.Malformed) -> String {
        guard length >= 0, position + length < bytes.count else { throw BusReader.Malformed() }
        let start = bytes.startIndex + position
        position += length + 1
        guard bytes[start + length] == 0 else { throw BusReader.Malformed() }
        return String(decoding: bytes[start..<start + length], as: UTF8.self)
    }
}
