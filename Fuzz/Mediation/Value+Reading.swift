import FuzzProperties

/// Looking into what the strict parser has read.
extension StrictJSON.Value {
    var members: [StrictJSON.Member] {
        if case .object(let members) = self { members } else { [] }
    }

    var items: [StrictJSON.Value] {
        if case .array(let items) = self { items } else { [] }
    }

    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    subscript(name: String) -> StrictJSON.Value? {
        members.first { $0.name?.utf8.elementsEqual(name.utf8) == true }?.value
    }

    /// Whether a text stands in any string or name.
    func holds(_ text: String) -> Bool {
        switch self {
        case .word, .number: false
        case .string(let string): string?.utf8.contains(text.utf8) == true
        case .array(let items): items.contains { $0.holds(text) }
        case .object(let members):
            members.contains { $0.name?.utf8.contains(text.utf8) == true || $0.value.holds(text) }
        }
    }
}

extension String.UTF8View {
    fileprivate func contains(_ needle: String.UTF8View) -> Bool {
        let bytes = Array(self), wanted = Array(needle)
        guard bytes.count >= wanted.count else { return false }
        return (0...(bytes.count - wanted.count)).contains { bytes[$0..<($0 + wanted.count)].elementsEqual(wanted) }
    }
}
