extension KernelDenials {
    /// The moment in `audit(1795401347.662:663):`, and what stands before and behind it.
    static func stamp(in line: Substring) -> (time: LogTime, before: Substring, fields: Substring)? {
        guard let open = line.firstRange(of: "audit("),
            let close = line[open.upperBound...].firstRange(of: "):")
        else { return nil }
        let parts = line[open.upperBound..<close.lowerBound].split(separator: ":")
        let numbers = parts.first?.split(separator: ".") ?? []
        guard parts.count == 2, numbers.count == 2, numbers[1].utf8.count == 3, let seconds = Int64(numbers[0]),
            let milliseconds = Int64(numbers[1]), (0..<1 << 40).contains(seconds), milliseconds >= 0
        else { return nil }
        let time = LogTime(microseconds: seconds * 1_000_000 + milliseconds * 1000)
        return (time, line[..<open.lowerBound], line[close.upperBound...])
    }

    /// `key=value` and `key="value"`, as far as they are so; a value in hexadecimal digits stays as it is.
    static func fields(of text: Substring) -> [String: String] {
        var fields: [String: String] = [:]
        var rest = text
        while let equals = rest.firstIndex(of: "=") {
            let key = rest[..<equals].split(separator: " ").last ?? ""
            rest = rest[rest.index(after: equals)...]
            let value: Substring
            if rest.first == "\"" {
                rest.removeFirst()
                value = rest.prefix { $0 != "\"" }
                rest = rest[value.endIndex...].dropFirst()
            } else {
                value = rest.prefix { $0 != " " }
                rest = rest[value.endIndex...]
            }
            fields[String(key)] = String(value)
        }
        return fields
    }
}
