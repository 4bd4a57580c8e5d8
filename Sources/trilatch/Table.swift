/// Rows of text in aligned columns, each line indented by two spaces.
struct Table {
    private var rows: [[String]] = []
    /// A cell longer than this many characters does not widen its column for the others.
    private let widest: Int

    init(widest: Int = 60) { self.widest = widest }

    var isEmpty: Bool { rows.isEmpty }

    mutating func add(_ cells: String...) { rows.append(cells) }

    var text: String {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.compactMap { column < $0.count ? $0[column].count : nil }.filter { $0 <= widest }.max() ?? 0
        }
        return rows.map { row in
            var line = " "
            for (column, cell) in row.enumerated() {
                line += " " + cell
                let isLast = row[(column + 1)...].allSatisfy(\.isEmpty)
                if isLast { break }
                line += String(repeating: " ", count: max(widths[column] - cell.count, 0) + 1)
            }
            return line + "\n"
        }.joined()
    }
}
