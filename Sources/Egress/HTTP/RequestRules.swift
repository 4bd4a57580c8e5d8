/// The requests that pass to a host.
///
/// None passes but by a rule. Rules are tried in their order, and the first that fits decides.
package struct RequestRules: Sendable, Hashable {
    package struct Rule: Sendable, Hashable {
        /// In capitals; nil stands for every method that passes at all.
        package var methods: [String]?
        package var path: Pattern
        /// What parameters of the query must be, each there exactly once; others may be there beside them.
        package var query: [Condition]
        /// What fields must be, each there exactly once, whatever the case of their names.
        package var fields: [Condition]
        /// Whether the request may turn the connection into a WebSocket, which nothing looks into.
        package var allowsWebSocket: Bool

        package init(
            methods: [String]?, path: Pattern, query: [Condition] = [], fields: [Condition] = [],
            allowsWebSocket: Bool = false
        ) {
            self.methods = methods
            self.path = path
            self.query = query
            self.fields = fields
            self.allowsWebSocket = allowsWebSocket
        }
    }

    /// Whatever is one request for the right host; no WebSocket.
    package static let everything = RequestRules([Rule(methods: nil, path: Pattern("/*"))])

    /// A text; a `*` at its end stands for any rest, and in a path `{name}` between two `/` for one part.
    ///
    /// A path is compared in the one spelling of `HTTPTarget`, which has no `{`; a pattern in another fits none.
    package struct Pattern: Sendable, Hashable, CustomStringConvertible {
        private let text: [UInt8]

        package init(_ pattern: String) { text = Array(pattern.utf8) }

        package func matches(_ bytes: some Collection<UInt8>) -> Bool {
            var (pattern, rest) = (text[...], bytes[...])
            while let byte = pattern.popFirst() {
                if byte == UInt8(ascii: "*"), pattern.isEmpty { return true }
                if byte == UInt8(ascii: "{"), let close = pattern.firstIndex(of: UInt8(ascii: "}")) {
                    pattern = pattern[(close + 1)...]
                    let part = rest.prefix { $0 != UInt8(ascii: "/") }
                    // A part of nothing is none.
                    guard !part.isEmpty else { return false }
                    rest = rest[part.endIndex...]
                } else {
                    guard rest.popFirst() == byte else { return false }
                }
            }
            return rest.isEmpty
        }

        /// As it was written.
        package var description: String { String(decoding: text, as: UTF8.self) }
    }

    /// What the value of one name must be.
    package struct Condition: Sendable, Hashable {
        package var name: String
        package var value: Pattern

        package init(_ name: String, _ value: Pattern) {
            self.name = name
            self.value = value
        }
    }

    package var rules: [Rule]

    package init(_ rules: [Rule]) { self.rules = rules }

    /// The place of the rule that lets a request pass; nil where none does.
    package func firstMatch(of head: HTTPRequestHead) -> Int? {
        rules.firstIndex { rule in
            (rule.methods?.contains(head.method) ?? true) && rule.path.matches(head.target.path)
                && (rule.allowsWebSocket || !head.asksForWebSocket)
                && rule.query.allSatisfy { condition in
                    let values = HTTPQuery.values(of: condition.name, in: head.target.query ?? [])
                    return values.count == 1 && values.allSatisfy(condition.value.matches)
                }
                && rule.fields.allSatisfy { condition in
                    let fields = head.fields.all(condition.name.lowercased())
                    return fields.count == 1 && fields.allSatisfy { condition.value.matches($0.value) }
                }
        }
    }
}
