/// Rows of text in aligned columns, each line indented by two spaces.
package struct Table {
    private var rows: [[String]] = []
    /// A cell longer than this many characters does not widen its column for the others.
    private let widest: Int

    package init(widest: Int = 60) { self.widest = widest }

    package var isEmpty: Bool { rows.isEmpty }

    package mutating func add(_ cells: String...) { rows.append(cells) }

    package var text: String {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.compactMap { column < $0.count ? $0[column].count : nil }.filter { $0 <= widest }.max() ?? 0
        }
        return rows.map { row in
            var text = ""
            var line = " "
            for (column, cell) in row.enumerated() {
                line += " " + cell
                if row[(column + 1)...].allSatisfy(\.isEmpty) { break }
                if cell.count > widths[column] {
                    // It has its line to itself, and the next cell stands below where it would have.
                    text += Table.wrapped(line) + "\n"
                    line = " " + widths[...column].reduce("") { $0 + String(repeating: " ", count: $1 + 2) }
                } else {
                    line += String(repeating: " ", count: widths[column] - cell.count + 1)
                }
            }
            return text + line + "\n"
        }.joined()
    }

    /// Breaks a list after commas, so that its lines stay below 110 characters, and indents what follows.
    package static func wrapped(_ list: String) -> String {
        var lines: [String] = []
        for item in list.split(separator: ", ", omittingEmptySubsequences: false) {
            if let line = lines.last, line.count + item.count < 107 {
                lines[lines.count - 1] = "\(line), \(item)"
            } else {
                if let line = lines.popLast() { lines.append(line + ",") }
                lines.append(lines.isEmpty ? String(item) : "    " + item)
            }
        }
        return lines.joined(separator: "\n")
    }
}
