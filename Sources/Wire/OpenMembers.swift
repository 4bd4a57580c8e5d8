/// The keys of the objects that are open in a text, to find one that stands twice in its object.
///
/// Keys are a stack: those of an inner object stand above those of the objects around it. When an object closes, its keys
/// are looked through together and taken off. So the table that many keys need is only ever one object's.
///
/// The memory is kept for the next text: at most 16 bytes for each key that was ever open at once.
@safe
struct OpenMembers: ~Copyable {
    /// Where the characters of a key stand.
    struct Key: BitwiseCopyable, Sendable {
        /// The start in the lower half, above it whether there are escapes, and the length: one number, because two that were
        /// just written are not read as one without waiting for the cache.
        private let bits: UInt64

        @inline(__always)
        init(_ start: Int, _ end: Int, isEscaped: Bool) {
            bits = UInt64(truncatingIfNeeded: start | (end &- start) &<< 33 | (isEscaped ? 1 &<< 32 : 0))
        }

        @inline(__always)
        var range: Range<Int> {
            let start = Int(truncatingIfNeeded: bits & 0xffff_ffff)
            return unsafe Range(uncheckedBounds: (start, start &+ Int(truncatingIfNeeded: bits &>> 33)))
        }
        @inline(__always)
        var isEscaped: Bool { bits & 1 &<< 32 != 0 }

        /// A number that equal keys without escapes share.
        ///
        /// An empty key has its quotation marks for ends.
        @inline(__always)
        func likeness(in text: TextBytes) -> UInt64 {
            let range = range
            let ends = UInt64(text[range.lowerBound]) &* 5 &+ UInt64(text[range.upperBound &- 1]) &* 11
            return ends &+ UInt64(truncatingIfNeeded: range.count) &* 6
        }
    }

    /// The most keys of an object that are compared without a table.
    private static let few = 16

    // Safe because: owned by this value alone; `keys` has `capacity` elements, of which the first `count` are set, and
    // indices below are made here and below `count`.
    private var keys: UnsafeMutablePointer<Key>
    private var capacity: Int
    private let limit: Int
    private(set) var count = 0
    /// In each 0, or the index of a key in its object plus one; at least twice as many as that object has keys.
    private var slots: [UInt32] = []
    private let seed = HashSeed.process

    init(limit: Int) {
        self.limit = limit
        capacity = min(64, limit)
        unsafe keys = .allocate(capacity: capacity)
    }

    /// Whether there may be another key.
    var hasRoom: Bool { count < limit }

    deinit { unsafe keys.deallocate() }

    /// The key that was added last.
    ///
    /// - Precondition: there is one.
    var last: Key {
        precondition(count > 0)
        return unsafe keys[count - 1]
    }

    /// One of the keys, from the outermost object's first on.
    @inline(__always)
    subscript(index: Int) -> Key {
        precondition(index >= 0 && index < count)
        return unsafe keys[index]
    }

    /// Forgets all keys.
    mutating func removeAll() { count = 0 }

    /// What is known of an object's keys at a glance: a bit for each by its likeness, or all bits.
    typealias Summary = UInt64

    /// Adds a key without escapes to the object at hand if it is known to be new, or one of many; false where it takes a
    /// closer look.
    @inline(__always)
    mutating func insertPlain(
        _ start: Int, _ end: Int, of text: TextBytes, _ object: inout OpenContainers.Container
    ) -> Bool {
        let key = Key(start, end, isEscaped: false)
        let bit = 1 &<< key.likeness(in: text) as Summary
        guard object.summary & bit == 0, count < capacity else { return false }
        object.summary |= bit
        unsafe (keys + count).initialize(to: key)
        count &+= 1
        return true
    }

    /// Adds any key to the object at hand; false where that has it already, as far as it has few.
    ///
    /// - Precondition: there is room.
    mutating func insert(_ key: Key, of text: TextBytes, _ object: inout OpenContainers.Container) -> Bool {
        if count - object.firstMember >= Self.few {
            // What many have is found out when they are all there.
            object.summary = 0
        } else {
            // With an escape among them, the others have to be looked at too.
            let bits = key.isEscaped ? .max : 1 &<< key.likeness(in: text) as Summary
            if object.summary & bits != 0 {
                for index in object.firstMember..<count where isSame(key, unsafe keys[index], text) { return false }
            }
            object.summary |= bits
        }
        if count == capacity { grow() }
        unsafe (keys + count).initialize(to: key)
        count += 1
        return true
    }

    private mutating func grow() {
        let old = unsafe keys
        capacity = min(2 * capacity, limit)
        unsafe keys = .allocate(capacity: capacity)
        unsafe keys.update(from: old, count: count)
        unsafe old.deallocate()
    }

    /// Takes off the keys of an object that closes; false, and nothing done, where they have to be looked through.
    @inline(__always)
    mutating func closePlain(_ container: OpenContainers.Container) -> Bool {
        guard container.isObject else { return true }
        guard count &- container.firstMember <= Self.few else { return false }
        count = container.firstMember
        return true
    }

    /// Takes off the keys from `base` on, those of the object that closes; gives where one begins that was there before.
    mutating func close(from base: Int, of text: TextBytes) -> Int? {
        defer { count = base }
        return count - base > Self.few ? duplicateOfMany(from: base, text) : nil
    }

    @inline(never)
    private mutating func duplicateOfMany(from base: Int, _ text: TextBytes) -> Int? {
        // A power of two, so that a mask does for a remainder.
        let slotCount = 1 << (Int.bitWidth - (2 * (count - base) - 1).leadingZeroBitCount)
        if slots.count < slotCount { slots = [UInt32](repeating: 0, count: slotCount) }
        for slot in 0..<slotCount { slots[slot] = 0 }
        for index in base..<count {
            var slot = Int(hash(index, text)) & (slotCount - 1)
            while slots[slot] != 0 {
                let earlier = unsafe keys[base + Int(slots[slot]) - 1]
                if isSame(unsafe keys[index], earlier, text) { return unsafe keys[index].range.lowerBound }
                slot = (slot + 1) & (slotCount - 1)
            }
            slots[slot] = UInt32(index - base + 1)
        }
        return nil
    }

    private func hash(_ index: Int, _ text: TextBytes) -> UInt32 {
        let key = unsafe keys[index]
        return key.isEscaped
            ? KeyText.withPlain(key.range, of: text) { $0.hash(seed) } : KeyText(text, key.range).hash(seed)
    }

    private func isSame(_ one: Key, _ other: Key, _ text: TextBytes) -> Bool {
        guard one.isEscaped || other.isEscaped else {
            return KeyText(text, one.range).equals(KeyText(text, other.range))
        }
        return JSONText.plain(text.copy(one.range)) == JSONText.plain(text.copy(other.range))
    }
}
