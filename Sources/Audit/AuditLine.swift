internal import Glibc
internal import Wire

/// One line of the log while it is made: a JSON object with its members in the order of writing.
struct AuditLine {
    private(set) var bytes: [UInt8] = []

    init(event: String, run: String, at time: String) {
        bytes.append(UInt8(ascii: "{"))
        add("time", time)
        add("run", run)
        add("event", event)
    }

    mutating func add(_ name: String, _ value: String) {
        key(name)
        JSONText.append(value, to: &bytes)
    }

    mutating func add(_ name: String, _ value: some FixedWidthInteger) {
        key(name)
        bytes.append(contentsOf: String(value).utf8)
    }

    mutating func add(_ name: String, _ values: [String]) {
        list(name, values) { line, value in JSONText.append(value, to: &line.bytes) }
    }

    /// A list of objects; `body` adds the members of one.
    mutating func add<Element>(_ name: String, _ elements: [Element], _ body: (inout AuditLine, Element) -> Void) {
        list(name, elements) { line, element in
            line.bytes.append(UInt8(ascii: "{"))
            body(&line, element)
            line.bytes.append(UInt8(ascii: "}"))
        }
    }

    private mutating func list<Element>(
        _ name: String, _ elements: [Element], _ body: (inout AuditLine, Element) -> Void
    ) {
        key(name)
        bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            body(&self, element)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func key(_ name: String) {
        if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
        JSONText.append(name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
    }

    /// The whole line.
    func finished() -> [UInt8] { bytes + [UInt8(ascii: "}"), 0x0a] }

    /// The time now, in UTC to the millisecond.
    ///
    /// Source: RFC 3339.
    static func timestamp() -> String {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        var parts = unsafe tm()
        unsafe gmtime_r(&time.tv_sec, &parts)
        func padded(_ value: Int, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let date = unsafe [
            padded(Int(parts.tm_year) + 1900, 4), padded(Int(parts.tm_mon) + 1, 2), padded(Int(parts.tm_mday), 2),
        ]
        let clock = unsafe [
            padded(Int(parts.tm_hour), 2), padded(Int(parts.tm_min), 2), padded(Int(parts.tm_sec), 2),
        ]
        let milliseconds = padded(Int(time.tv_nsec) / 1_000_000, 3)
        return date.joined(separator: "-") + "T" + clock.joined(separator: ":") + ".\(milliseconds)Z"
    }
}
