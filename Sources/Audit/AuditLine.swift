internal import Wire

/// One line of the log while it is made: a JSON object with its members in the order of writing, the last of them its
/// place in the chain.
///
/// Its memory is used again for the next line.
struct AuditLine {
    /// The digits of the chain's value before this line, then the line: what the line's own value is over.
    private var bytes: [UInt8] = []
    /// This line's place in the chain; nil until it is sealed.
    private(set) var chain: ChainValue?

    /// Where every line begins; a string or a member inside a line is written so that these bytes are not in it.
    static let start = "{\"time\":\""

    init() { bytes.reserveCapacity(1024) }

    /// Begins another line.
    ///
    /// - Parameter origin: What `AuditLine.origin` gives for the run.
    mutating func begin(event: StaticString, origin: [UInt8], sequence: UInt64, at clock: inout AuditClock) {
        chain = nil
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: repeatElement(0, count: ChainValue.length))
        bytes.append(contentsOf: AuditLine.start.utf8)
        clock.append(to: &bytes)
        bytes.append(contentsOf: origin)
        append(sequence)
        bytes.append(contentsOf: ",\"event\":\"".utf8)
        append(event)
        bytes.append(UInt8(ascii: "\""))
    }

    /// What is the same in all lines of a run: between its time and its number.
    static func origin(run: String, server: String) -> [UInt8] {
        var bytes = Array("\",\"run\":\"\(run)\",\"server\":".utf8)
        JSONText.append(server, to: &bytes)
        return bytes + Array(",\"seq\":".utf8)
    }

    mutating func add(_ name: StaticString, _ value: String) {
        key(name)
        JSONText.append(value, to: &bytes)
    }

    /// A text that somebody else chose; what is longer than `limit` bytes is cut at a character.
    mutating func add(_ name: StaticString, _ value: String, limit: Int) {
        if value.utf8.count <= limit {
            add(name, value)
        } else {
            _ = add(name, textOf: Array(value.utf8).span, limit: limit)
        }
    }

    mutating func add(_ name: StaticString, _ value: some FixedWidthInteger) {
        key(name)
        append(value)
    }

    mutating func add(_ name: StaticString, _ value: Bool) {
        key(name)
        append(value ? "true" : "false")
    }

    mutating func add(_ name: StaticString, _ value: KeyedDigest) {
        key(name)
        bytes.append(UInt8(ascii: "\""))
        for index in 0..<16 {
            bytes.append(Hexadecimal.digit(value.bytes[index] >> 4))
            bytes.append(Hexadecimal.digit(value.bytes[index] & 0xf))
        }
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func add(_ name: StaticString, _ values: [String]) {
        list(name, values) { line, value in JSONText.append(value, to: &line.bytes) }
    }

    mutating func add(_ name: StaticString, _ values: [UInt64]) {
        list(name, values) { line, value in line.append(value) }
    }

    /// A value of a message as its sender wrote it: strict JSON of one line.
    ///
    /// What is longer than `limit` is cut at a character, which gives false.
    mutating func add(_ name: StaticString, asWritten value: Span<UInt8>, limit: Int) -> Bool {
        key(name)
        return MessageText.append(value, limit: limit, to: &bytes)
    }

    /// The text of a value, as a string.
    ///
    /// What is longer than `limit` is cut at a character, which gives false.
    mutating func add(_ name: StaticString, textOf value: Span<UInt8>, limit: Int) -> Bool {
        key(name)
        return MessageText.appendQuoted(value, limit: limit, to: &bytes)
    }

    /// A list of objects; `body` adds the members of one.
    mutating func add<Element>(
        _ name: StaticString, _ elements: [Element], _ body: (inout AuditLine, Element) -> Void
    ) {
        list(name, elements) { line, element in
            line.bytes.append(UInt8(ascii: "{"))
            body(&line, element)
            line.bytes.append(UInt8(ascii: "}"))
        }
    }

    /// Ends the line behind a value of the chain.
    ///
    /// - Parameter link: The value of the last linked line before this one, where this is a linked one itself.
    mutating func seal(after previous: ChainValue, link: ChainValue? = nil) -> ChainValue {
        if let link {
            key("after")
            append(link)
        }
        write(previous, at: 0)
        let value = ChainValue(over: bytes.span)
        key("chain")
        append(value)
        append("}\n")
        chain = value
        return value
    }

    /// The whole line; with a newline before it where the file ends inside another.
    mutating func text<Result: ~Copyable, Failure: Error>(
        closing isInsideLine: Bool, _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // The digits of the value before are needed no more.
        bytes[ChainValue.length - 1] = 0x0a
        return try body(bytes.span.extracting((isInsideLine ? ChainValue.length - 1 : ChainValue.length)...))
    }

    private mutating func list<Element>(
        _ name: StaticString, _ elements: [Element], _ body: (inout AuditLine, Element) -> Void
    ) {
        key(name)
        bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            body(&self, element)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func key(_ name: StaticString) {
        append(bytes.last == UInt8(ascii: "{") ? "\"" : ",\"")
        append(name)
        append("\":")
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    }

    private mutating func append(_ value: ChainValue) {
        let start = bytes.count + 1
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "\""), count: ChainValue.length + 2))
        write(value, at: start)
    }

    private mutating func write(_ value: ChainValue, at index: Int) {
        var span = bytes.mutableSpan
        value.write(to: &span, at: index)
    }

    private mutating func append(_ value: some FixedWidthInteger) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        // Room first, then from the last digit on: a slice to turn around would be memory of its own.
        var rest = value.magnitude
        repeat {
            bytes.append(0)
            rest /= 10
        } while rest > 0
        rest = value.magnitude
        var index = bytes.count
        repeat {
            index -= 1
            bytes[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
    }
}
