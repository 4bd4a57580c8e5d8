package import Audit
package import Wire

/// One event of the log as it is read: its place, and what it says.
package struct LoggedEvent: Sendable {
    package let line: LogLine
    package let time: LogTime
    private let members: JSONNode

    /// Reads a line; nil for what is none, and for the rest of one that was cut short.
    ///
    /// It is read as strictly as a message: a line with a member that stands twice is none.
    package init?(_ bytes: ArraySlice<UInt8>, with scanner: inout JSONScanner) {
        guard let start = LogLine.lastStart(in: bytes) else { return nil }
        let bytes = bytes[start...]
        guard let line = LogLine(bytes), let time = LogTime(line.time) else { return nil }
        do throws(JSONFault) {
            members = try JSONNode.read(bytes.span, with: &scanner)
        } catch {
            return nil
        }
        self.line = line
        self.time = time
    }

    package func text(_ name: String) -> String? { members[name]?.text }

    package func number(_ name: String) -> Int64? {
        guard case .number(let digits)? = members[name] else { return nil }
        return Int64(digits)
    }

    package func flag(_ name: String) -> Bool { members[name] == .bool(true) }

    package func texts(_ name: String) -> [String] {
        guard case .array(let elements)? = members[name] else { return [] }
        return elements.compactMap(\.text)
    }

    package func numbers(_ name: String) -> [Int64] {
        guard case .array(let elements)? = members[name] else { return [] }
        return elements.compactMap { if case .number(let digits) = $0 { Int64(digits) } else { nil } }
    }

    /// One member of each object in a list.
    package func texts(_ name: String, each member: String) -> [String] {
        guard case .array(let elements)? = members[name] else { return [] }
        return elements.compactMap { $0[member]?.text }
    }

    /// A message's id, as it was written.
    package var id: String? {
        switch members["id"] {
        case .string(let text)?: text
        case .number(let digits)?: digits
        default: nil
        }
    }
}
