/// One direction of the wire: bytes read and not yet written, cut into lines.
///
/// The owner reads into `withFreeSpace`, asks `next` for lines until there is none, and writes from `withForwardable` what
/// is judged. Bytes are forwarded as they came, line endings included; nothing leaves before the newline that ends its
/// message has come. A message longer than the limit is dropped while it arrives and reported once it has ended.
///
/// Memory: at most the limit, one chunk of what follows, one chunk that waits to be written, and the lines of ours; back
/// at one chunk when idle. All indices count from the start of the memory: `start ≤ judged ≤ scanned ≤ end ≤ capacity`.
@safe
package struct MessageLane: ~Copyable {
    /// How much is read at once, in bytes: what a pipe holds by default, twice, so that a 64 KiB message needs no move.
    package static let chunk = 128 << 10

    /// How much this lane reads at once, in bytes.
    package let chunk: Int

    /// The most memory that is not given back at once, in bytes.
    private var kept: Int { 4 * chunk }

    /// The longest message, in bytes without its newline.
    package let limit: Int

    // Safe because: owned by this value alone, of `capacity` bytes, and all access is below by checked indices.
    private var memory: UnsafeMutablePointer<UInt8>
    /// Bytes of memory asked for.
    package private(set) var capacity: Int
    private var start = 0
    private var judged = 0
    private var scanned = 0
    private var end = 0
    private var scanner = EnvelopeScanner()
    /// The message at hand is too long; its bytes are dropped until its newline.
    private var isDropping = false

    /// A lane for messages of at most `limit` bytes.
    ///
    /// With a small `chunk`, a test fills a lane with few bytes.
    package init(limit: Int, chunk: Int = MessageLane.chunk) {
        precondition(limit > 0, "a limit of nothing lets nothing through")
        precondition(chunk > 1, "half a chunk is what a read has room for")
        self.limit = limit
        self.chunk = chunk
        capacity = chunk
        unsafe memory = .allocate(capacity: capacity)
    }

    deinit { unsafe memory.deallocate() }

    /// Bytes that wait to be written.
    package var forwardableCount: Int { judged - start }
    /// Bytes held in all.
    package var heldCount: Int { end - start }
    /// Bytes of ours among those that wait, or that have passed since nothing waited.
    package private(set) var insertedCount = 0
    /// Whether the lane takes more bytes: not while a chunk waits for a slow reader.
    package var wantsMore: Bool { forwardableCount < chunk }

    /// What a line turned out to be.
    package enum Line: Sendable, Equatable {
        case message(ScannedMessage)
        /// The line was dropped, but its envelope is known.
        case tooLong(ScannedMessage)
    }

    /// Lets `body` put bytes into free memory of at least one byte and at most a chunk; it gives their number.
    package mutating func withFreeSpace(_ body: (UnsafeMutableRawBufferPointer) -> Int) {
        makeRoom()
        // Never all of a memory that a burst of our own lines once made large.
        let free = min(capacity - end, chunk)
        let count = unsafe body(UnsafeMutableRawBufferPointer(start: memory + end, count: free))
        precondition(count >= 0 && count <= free, "more bytes than there was room for")
        end += count
    }

    /// The next whole line; nil when its newline has not come yet.
    ///
    /// With `forwarding` its bytes are forwardable from here on, else they are dropped.
    package mutating func next(forwarding: Bool) -> Line? {
        while scanned < end {
            guard let newline = unsafe ByteSearch.first(0x0a, in: memory, scanned..<end) else {
                scan(scanned..<end)
                scanned = end
                if scanned - judged > limit { isDropping = true }
                if isDropping { dropCurrent() }
                return nil
            }
            scan(scanned..<newline)
            scanned = newline + 1
            return finishLine(lengthWithNewline: scanned - judged, forwarding: forwarding)
        }
        return nil
    }

    private mutating func scan(_ range: Range<Int>) {
        unsafe scanner.consume(UnsafeBufferPointer(start: memory + range.lowerBound, count: range.count).span)
    }

    /// At the end of the input: what follows the last newline, as a line; nil when there is nothing.
    package mutating func last(forwarding: Bool) -> Line? {
        guard scanned > judged || isDropping else { return nil }
        return finishLine(lengthWithNewline: scanned - judged + 1, forwarding: forwarding)
    }

    private mutating func finishLine(lengthWithNewline: Int, forwarding: Bool) -> Line {
        let message = scanner.finish()
        if isDropping || lengthWithNewline - 1 > limit {
            isDropping = false
            dropCurrent()
            return .tooLong(message)
        }
        if forwarding {
            judged = scanned
        } else {
            dropCurrent()
        }
        return .message(message)
    }

    /// Takes the scanned bytes of the message at hand out.
    private mutating func dropCurrent() {
        let rest = end - scanned
        unsafe (memory + judged).update(from: memory + scanned, count: rest)
        scanned = judged
        end = judged + rest
        if start == end { reset() }
    }

    /// Lets `body` write what is forwardable; it gives the number of bytes that it took.
    package mutating func withForwardable(_ body: (UnsafeRawBufferPointer) -> Int) {
        let count = unsafe body(UnsafeRawBufferPointer(start: memory + start, count: judged - start))
        precondition(count >= 0 && count <= judged - start, "more bytes than there were")
        start += count
        if start == judged { insertedCount = 0 }
        if start == end { reset() }
    }

    /// Puts a line of ours after the last whole message.
    package mutating func insert(_ line: [UInt8]) {
        let rest = end - judged
        ensure(free: line.count)
        unsafe (memory + judged + line.count).update(from: memory + judged, count: rest)
        unsafe line.withUnsafeBufferPointer { bytes in
            guard let source = bytes.baseAddress else { return }
            unsafe (memory + judged).update(from: source, count: bytes.count)
        }
        insertedCount += line.count
        judged += line.count
        scanned += line.count
        end += line.count
    }

    /// Forgets what waits to be written: nobody will read it.
    package mutating func dropForwardable() {
        start = judged
        insertedCount = 0
        if start == end { reset() }
    }

    // MARK: Memory

    /// Makes sure that something can be read: half a chunk, so that reads stay large.
    private mutating func makeRoom() { ensure(free: chunk / 2) }

    private mutating func ensure(free wanted: Int) {
        guard capacity - end < wanted else { return }
        if start > 0 {
            let count = end - start
            unsafe memory.update(from: memory + start, count: count)
            judged -= start
            scanned -= start
            end = count
            start = 0
        }
        guard capacity - end < wanted else { return }
        // Doubling while that is little; then at once all that the limit allows, because memory that was never touched
        // takes none, and each further move would take what is held twice.
        let most = limit + 2 * chunk
        resize(to: max(end + wanted, capacity < kept ? min(2 * capacity, most) : most))
    }

    private mutating func reset() {
        start = 0
        judged = 0
        scanned = 0
        end = 0
        if capacity > kept { resize(to: chunk) }
    }

    private mutating func resize(to newCapacity: Int) {
        let new = UnsafeMutablePointer<UInt8>.allocate(capacity: newCapacity)
        unsafe new.update(from: memory, count: end)
        unsafe memory.deallocate()
        unsafe memory = new
        capacity = newCapacity
    }
}
