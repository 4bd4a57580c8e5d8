@testable import Policy

/// A pattern read by its meaning: where in a text what it means can end, if it begins at one of some places.
struct SlowPattern {
    private let text: [Unicode.Scalar]

    init(_ text: [Unicode.Scalar]) { self.text = text }

    func ends(of node: TextPatternNode, from starts: Set<Int>) -> Set<Int> {
        switch node {
        case .scalar(let set):
            return Set(starts.filter { $0 < text.count && set.contains(text[$0]) }.map { $0 + 1 })
        case .sequence(let nodes):
            return nodes.reduce(starts) { ends(of: $1, from: $0) }
        case .choice(let first, let second):
            return ends(of: first, from: starts).union(ends(of: second, from: starts))
        case .repeated(let node, let least, let most):
            var last = starts
            for _ in 0..<least {
                let next = ends(of: node, from: last)
                if next == last { break }
                last = next
            }
            var all = last
            // What is repeated more often than the text is long ends nowhere else.
            for _ in 0..<min(most.map { $0 - least } ?? .max, text.count + 1) {
                last = ends(of: node, from: last)
                all.formUnion(last)
            }
            return all
        }
    }
}
