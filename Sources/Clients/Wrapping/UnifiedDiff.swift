/// The difference of two texts, as `diff -u` writes it.
enum UnifiedDiff {
    /// Lines around a change that are shown with it.
    private static let context = 3

    /// Compares two texts; empty where they are the same.
    static func text(_ old: [String], _ new: [String], file: String) -> String {
        let lines = script(old, new)
        var text = ""
        var index = 0
        while let change = lines[index...].firstIndex(where: { $0.mark != " " }) {
            let start = max(index, change - context)
            var end = change
            // Changes whose context would touch stand in one piece.
            while let next = lines[end...].firstIndex(where: { $0.mark != " " }), next - end <= 2 * context {
                end = next + 1
            }
            end = min(lines.count, end + context)
            text += header(lines, start, end)
            for line in lines[start..<end] { text += "\(line.mark)\(line.text)\n" }
            index = end
        }
        return text.isEmpty ? "" : "--- \(file)\n+++ \(file)\n\(text)"
    }

    private struct Line {
        var mark: Character
        var text: String
    }

    /// All lines of both texts, marked.
    private static func script(_ old: [String], _ new: [String]) -> [Line] {
        let difference = new.difference(from: old)
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var lines: [Line] = []
        var (oldIndex, newIndex) = (0, 0)
        while oldIndex < old.count || newIndex < new.count {
            if removed.contains(oldIndex) {
                lines.append(Line(mark: "-", text: old[oldIndex]))
                oldIndex += 1
            } else if inserted.contains(newIndex) {
                lines.append(Line(mark: "+", text: new[newIndex]))
                newIndex += 1
            } else {
                lines.append(Line(mark: " ", text: old[oldIndex]))
                oldIndex += 1
                newIndex += 1
            }
        }
        return lines
    }

    private static func header(_ lines: [Line], _ start: Int, _ end: Int) -> String {
        func range(without mark: Character) -> String {
            let before = lines[..<start].count { $0.mark != mark }
            let count = lines[start..<end].count { $0.mark != mark }
            return "\(count == 0 ? before : before + 1),\(count)"
        }
        return "@@ -\(range(without: "+")) +\(range(without: "-")) @@\n"
    }
}
