internal import Policy
internal import Refusals
internal import Wire

/// The names of one kind that the server has listed last, and which of them may be used.
///
/// A call is looked up in it without an allocation.
struct OfferedNames {
    /// What a name is the name of, in words.
    let kind: String
    /// Whether the server has given a list.
    var isListed = false
    /// Whether the list has come to its last page.
    var isComplete = false
    /// Sorted by their bytes.
    private var names: [Entry] = []

    private struct Entry {
        var name: [UInt8]
        /// Why it may not be used; nil where it may.
        var refusal: Refusal?
    }

    init(_ kind: String) { self.kind = kind }

    mutating func removeAll() { names.removeAll() }

    /// Adds a name of the list; false when the list has it already.
    mutating func insert(_ name: String, refusal: Refusal?) -> Bool {
        let bytes = Array(name.utf8)
        let place = place(of: bytes.span)
        if place < names.count, names[place].name == bytes { return false }
        names.insert(Entry(name: bytes, refusal: refusal), at: place)
        return true
    }

    /// Judges the use of a name.
    ///
    /// - Parameter orOther: Whether it may as well be the name of something else.
    /// - Throws: why it may not be used; `wire.not-listed` where the server does not list it.
    func admit(_ name: Span<UInt8>, orOther: Bool = false) throws(Refusal) {
        let place = place(of: name)
        guard place < names.count, Self.order(names[place].name, name) == 0 else {
            if !isListed || orOther { return }
            var bytes: [UInt8] = []
            bytes.append(copying: name.extracting(0..<min(name.count, 80)))
            throw Refusal(
                .wireNotListed, "the server lists no \(kind) “\(String(decoding: bytes, as: UTF8.self))”")
        }
        if let refusal = names[place].refusal { throw refusal }
    }

    /// The same for a name in a message, and for one that is known as text.
    func admit(_ name: JSONRange, in line: Span<UInt8>) throws(Refusal) {
        try line.withText(of: name) { (text: Span<UInt8>) throws(Refusal) in try admit(text) }
    }

    func admit(_ name: String, orOther: Bool = false) throws(Refusal) { try admit(name.utf8.span, orOther: orOther) }

    /// The index of a name, or where it would stand.
    private func place(of name: Span<UInt8>) -> Int {
        var low = 0
        var high = names.count
        while low < high {
            let middle = (low + high) / 2
            if Self.order(names[middle].name, name) < 0 { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Below, at or above zero as `one` is less than, the same as or more than `other`.
    private static func order(_ one: [UInt8], _ other: Span<UInt8>) -> Int {
        for index in 0..<min(one.count, other.count) where one[index] != other[index] {
            return one[index] < other[index] ? -1 : 1
        }
        return one.count - other.count
    }
}
