/// Reads TOML 1.0 with the place of every value.
///
/// A table that is defined twice, a key that stands twice, and a table that is reopened after it was closed are refused,
/// as the specification has it. Numbers and dates are passed over by their form alone. Source: toml.io, version 1.0.0.
struct TOMLReader {
    private var values: TOMLValueReader
    private let root = TOMLTable(.header)

    init(_ bytes: [UInt8]) { values = TOMLValueReader(bytes) }

    var comments: [Range<Int>] { values.comments }

    /// Reads the whole file.
    mutating func readDocument() throws(ConfigurationFault) -> ConfigurationObject {
        var table = root
        while true {
            try values.skipEmptyLines()
            guard let byte = values.peek else { return root.object(isLines: true) }
            if byte == UInt8(ascii: "[") {
                table = try readHeader()
            } else {
                try values.readPair(into: table, depth: 1)
            }
            try values.endLine()
        }
    }

    /// Reads `[a.b]` or `[[a.b]]`, and gives the table that the lines below it belong to.
    private mutating func readHeader() throws(ConfigurationFault) -> TOMLTable {
        let start = values.position
        values.position += 1
        let isElement = values.peek == UInt8(ascii: "[")
        if isElement { values.position += 1 }
        let parts = try values.readKey()
        for _ in 0..<(isElement ? 2 : 1) {
            guard values.peek == UInt8(ascii: "]") else { throw values.fault("here should be `]`") }
            values.position += 1
        }
        guard let last = parts.last else { preconditionFailure("a key has a part") }
        var table = root
        for part in parts.dropLast() { table = try table.descend(into: part, at: start) }
        return try isElement ? table.appendElement(last, at: start) : table.define(last, at: start)
    }
}

/// A table of TOML while it grows.
final class TOMLTable {
    /// How a table came to be, which decides what may still be added to it.
    enum Origin {
        /// A header of its own, or the file itself.
        case header
        /// A header or a key that names something below it.
        case implied
        /// A dotted key: only dotted keys of the same table add to it.
        case dotted
    }

    private enum Value {
        case node(ConfigurationNode)
        case table(TOMLTable)
        case elements([TOMLTable])
    }

    private struct Entry {
        var part: TOMLKeyPart
        /// The whole key as it is written.
        var keyRange: Range<Int>
        var value: Value
    }

    private(set) var origin: Origin
    private var entries: [Entry] = []
    private var index: [[UInt8]: Int] = [:]

    init(_ origin: Origin) { self.origin = origin }

    /// The finished table.
    ///
    /// - Parameter isLines: Whether its members have lines of their own, as outside braces.
    func object(isLines: Bool) -> ConfigurationObject {
        var object = ConfigurationObject(isLines: isLines)
        for entry in entries {
            let content: ConfigurationNode
            switch entry.value {
            case .node(let node): content = node
            case .table(let table):
                content = ConfigurationNode(range: entry.part.range, content: .object(table.object(isLines: isLines)))
            case .elements(let tables):
                let elements = tables.map {
                    ConfigurationNode(range: entry.part.range, content: .object($0.object(isLines: isLines)))
                }
                content = ConfigurationNode(range: entry.part.range, content: .array(elements))
            }
            let member = ConfigurationMember(
                key: entry.part.text, keyRange: entry.keyRange, lastPartRange: entry.part.range, value: content)
            guard object.append(member) else { preconditionFailure("the table has a key twice") }
        }
        return object
    }

    /// The table of a part that is not the last of a header.
    func descend(into part: TOMLKeyPart, at offset: Int) throws(ConfigurationFault) -> TOMLTable {
        guard let place = index[Array(part.text.utf8)] else { return add(part, .implied) }
        switch entries[place].value {
        case .table(let table): return table
        case .elements(let tables):
            guard let last = tables.last else { preconditionFailure("an array of tables has one") }
            return last
        case .node: throw TOMLTable.closed(offset)
        }
    }

    /// The table of a header's last part.
    func define(_ part: TOMLKeyPart, at offset: Int) throws(ConfigurationFault) -> TOMLTable {
        guard let place = index[Array(part.text.utf8)] else { return add(part, .header) }
        guard case .table(let table) = entries[place].value, table.origin == .implied else {
            throw TOMLTable.twice(offset)
        }
        table.origin = .header
        return table
    }

    /// A new element of the array of tables that a header names.
    func appendElement(_ part: TOMLKeyPart, at offset: Int) throws(ConfigurationFault) -> TOMLTable {
        let table = TOMLTable(.header)
        guard let place = index[Array(part.text.utf8)] else {
            add(part, keyRange: part.range, .elements([table]))
            return table
        }
        guard case .elements(let tables) = entries[place].value else { throw TOMLTable.twice(offset) }
        entries[place].value = .elements(tables + [table])
        return table
    }

    /// Sets a value under a key, which may be dotted.
    func set(_ parts: [TOMLKeyPart], _ node: ConfigurationNode, keyRange: Range<Int>) throws(ConfigurationFault) {
        guard let last = parts.last else { preconditionFailure("a key has a part") }
        var table = self
        for part in parts.dropLast() {
            guard let place = table.index[Array(part.text.utf8)] else {
                table = table.add(part, .dotted)
                continue
            }
            guard case .table(let next) = table.entries[place].value, next.origin == .dotted else {
                throw TOMLTable.closed(keyRange.lowerBound)
            }
            table = next
        }
        guard table.index[Array(last.text.utf8)] == nil else { throw TOMLTable.twice(keyRange.lowerBound) }
        table.add(last, keyRange: keyRange, .node(node))
    }

    private func add(_ part: TOMLKeyPart, _ origin: Origin) -> TOMLTable {
        let table = TOMLTable(origin)
        add(part, keyRange: part.range, .table(table))
        return table
    }

    private func add(_ part: TOMLKeyPart, keyRange: Range<Int>, _ value: Value) {
        index[Array(part.text.utf8)] = entries.count
        entries.append(Entry(part: part, keyRange: keyRange, value: value))
    }

    private static func twice(_ offset: Int) -> ConfigurationFault {
        ConfigurationFault("a key or a table stands twice", at: offset, isDuplicate: true)
    }

    private static func closed(_ offset: Int) -> ConfigurationFault {
        ConfigurationFault("a table that is complete is added to", at: offset, isDuplicate: true)
    }
}

/// One part of a key, such as `git` in `[mcp_servers.git]`.
struct TOMLKeyPart: Sendable {
    /// Decoded, without quotes.
    var text: String
    /// The bytes as they are written.
    var range: Range<Int>
}
