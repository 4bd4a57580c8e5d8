/// The keys of the objects that are open in a text, to find one that its object has already.
///
/// Keys are a stack: those of an inner object stand above those of the objects around it, and go when it closes. An
/// object of few keys is searched from end to end. Once it has many, its keys are in a table of open addressing too, from
/// which they are taken in the opposite order, so that no other object's key is ever lost behind a gap.
///
/// The memory is kept for the next text: at most some 24 bytes for each key that was ever open at once.
@safe
struct OpenMembers: ~Copyable {
    /// A key: its hash, and where its characters stand.
    private struct Entry: BitwiseCopyable {
        let hash: UInt32
        private let start: UInt32
        private var shape: UInt32

        @inline(__always)
        init(hash: UInt32, range: Range<Int>, isEscaped: Bool) {
            self.hash = hash
            start = UInt32(truncatingIfNeeded: range.lowerBound)
            shape = UInt32(truncatingIfNeeded: range.count) << 2 | (isEscaped ? 1 : 0)
        }

        var range: Range<Int> { Int(start)..<(Int(start) + Int(shape >> 2)) }
        var isEscaped: Bool { shape & 1 == 1 }
        /// Whether the table has it.
        var isInTable: Bool {
            get { shape & 2 == 2 }
            set { shape = newValue ? shape | 2 : shape & ~2 }
        }
    }

    /// The most keys of an object that are searched one by one.
    private static let few = 16

    // Safe because: owned by this value alone; `entries` has `capacity` entries, of which the first `count` are set, and
    // `slots` has `slotCount`, all set. Indices come from this file alone and are below those.
    private var entries: UnsafeMutablePointer<Entry>
    private var capacity: Int
    private(set) var count = 0
    /// In each 0, or the index of an entry plus one; twice as many as there can be entries, a power of two.
    private var slots: UnsafeMutablePointer<UInt32>
    private var slotCount: Int { 2 * capacity }
    private let seed = HashSeed.process

    init() {
        capacity = 64
        unsafe entries = .allocate(capacity: capacity)
        unsafe slots = .allocate(capacity: 2 * capacity)
        unsafe slots.initialize(repeating: 0, count: 2 * capacity)
    }

    deinit {
        unsafe entries.deallocate()
        unsafe slots.deallocate()
    }

    /// Adds a key to the object whose keys begin at `base`; false when the object has it already.
    @inline(__always)
    mutating func insert(_ key: Range<Int>, isEscaped: Bool, of text: TextBytes, base: Int) -> Bool {
        let hash = isEscaped ? hashOfEscaped(key, text) : KeyText(text, key).hash(seed)
        if count - base >= Self.few { return insertIntoTable(key, isEscaped, hash, text, base) }
        var index = base
        while index < count {
            if unsafe entries[index].hash == hash, isSame(index, key, isEscaped, text) { return false }
            index += 1
        }
        append(Entry(hash: hash, range: key, isEscaped: isEscaped))
        return true
    }

    /// Forgets the keys from `base` on: those of the object that closes.
    @inline(__always)
    mutating func remove(from base: Int) {
        if count - base > Self.few { removeFromTable(base) }
        count = base
    }

    /// Forgets all, also where a fault left some.
    mutating func removeAll() {
        if count > 0 { unsafe slots.update(repeating: 0, count: slotCount) }
        count = 0
    }

    @inline(__always)
    private mutating func append(_ entry: Entry) {
        if count == capacity { grow() }
        unsafe (entries + count).initialize(to: entry)
        count += 1
    }

    // MARK: Many keys

    @inline(never)
    private mutating func insertIntoTable(
        _ key: Range<Int>, _ isEscaped: Bool, _ hash: UInt32, _ text: TextBytes, _ base: Int
    ) -> Bool {
        if count - base == Self.few { for index in base..<count { putIntoTable(index) } }
        var slot = Int(hash) & (slotCount - 1)
        while case let held = unsafe Int(slots[slot]), held > 0 {
            // What stands at or above `base` is of this object, for the objects inside it are closed.
            let index = held - 1
            if index >= base, unsafe entries[index].hash == hash, isSame(index, key, isEscaped, text) { return false }
            slot = (slot + 1) & (slotCount - 1)
        }
        append(Entry(hash: hash, range: key, isEscaped: isEscaped))
        putIntoTable(count - 1)
        return true
    }

    private mutating func putIntoTable(_ index: Int) {
        var slot = unsafe Int(entries[index].hash) & (slotCount - 1)
        while unsafe slots[slot] != 0 { slot = (slot + 1) & (slotCount - 1) }
        unsafe slots[slot] = UInt32(index + 1)
        unsafe entries[index].isInTable = true
    }

    @inline(never)
    private mutating func removeFromTable(_ base: Int) {
        var index = count - 1
        while index >= base {
            var slot = unsafe Int(entries[index].hash) & (slotCount - 1)
            while unsafe slots[slot] != UInt32(index + 1) { slot = (slot + 1) & (slotCount - 1) }
            unsafe slots[slot] = 0
            index -= 1
        }
    }

    @inline(never)
    private mutating func grow() {
        let oldEntries = unsafe entries
        unsafe slots.deallocate()
        capacity *= 2
        unsafe entries = .allocate(capacity: capacity)
        unsafe entries.update(from: oldEntries, count: count)
        unsafe oldEntries.deallocate()
        unsafe slots = .allocate(capacity: slotCount)
        unsafe slots.initialize(repeating: 0, count: slotCount)
        // In the order in which they came, as taking them out supposes.
        for index in 0..<count where unsafe entries[index].isInTable { putIntoTable(index) }
    }

    // MARK: Escaped keys

    /// Whether the key at hand is the one of an entry with the same hash.
    @inline(never)
    private func isSame(_ index: Int, _ key: Range<Int>, _ isEscaped: Bool, _ text: TextBytes) -> Bool {
        let entry = unsafe entries[index]
        guard isEscaped || entry.isEscaped else { return KeyText(text, key).equals(KeyText(text, entry.range)) }
        return JSONText.plain(text.copy(key)) == JSONText.plain(text.copy(entry.range))
    }

    @inline(never)
    private func hashOfEscaped(_ key: Range<Int>, _ text: TextBytes) -> UInt32 {
        unsafe JSONText.plain(text.copy(key)).withUnsafeBufferPointer { buffer in
            // A key with an escape is not empty.
            guard let base = buffer.baseAddress else { return 0 }
            return unsafe KeyText(TextBytes(base, count: buffer.count), 0..<buffer.count).hash(seed)
        }
    }
}
