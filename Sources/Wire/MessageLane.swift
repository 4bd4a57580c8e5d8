/// One direction of the wire: bytes read and not yet written, cut into lines.
///
/// The owner reads into `withFreeSpace`, takes each line in hand with `next`, looks at it with `withLine`, and settles it:
/// forwarded as it came, dropped, or replaced. What is forwardable is written from `withForwardable`. Nothing leaves before
/// the newline that ends its message has come. A message longer than the limit is dropped while it arrives and reported
/// once it has ended.
///
/// Memory: at most the limit, one chunk of what follows, one chunk that waits to be written, and the lines of ours; back
/// at one chunk when idle. All indices count from the start of the memory:
/// `start ≤ judged ≤ line ≤ scanned ≤ end ≤ capacity`; between `judged` and `line` lies what was dropped. A line that is kept
/// ends at or before `judged`, and nothing moves while it is.
@safe
package struct MessageLane: ~Copyable {
    /// How much is read at once, in bytes: what a pipe holds by default, twice, so that a 64 KiB message needs no move.
    package static let chunk = 128 << 10

    /// How much this lane reads at once, in bytes.
    package let chunk: Int

    /// The most memory that is not given back at once, in bytes.
    private var mostIdle: Int { 4 * chunk }

    /// The longest message, in bytes without its newline.
    package let limit: Int

    // Safe because: owned by this value alone, of `capacity` bytes, and all access is below by checked indices.
    private var memory: UnsafeMutablePointer<UInt8>
    /// Bytes of memory asked for.
    package private(set) var capacity: Int
    private var start = 0
    private var judged = 0
    private var line = 0
    private var scanned = 0
    private var end = 0
    /// The length of the line in hand, its newline included where it has one; nil while none is.
    private var lengthInHand: Int?
    /// Whether the line in hand ends in a newline; only the last one of an input does not.
    private var hasNewline = true
    /// Where the line stands that was forwarded last and that somebody will still look at, its newline excluded.
    private var kept: Range<Int>?
    /// Looks for the envelope of a message that is too long, while its bytes are dropped until its newline; nil for any other.
    private var dropping: EnvelopeScanner?

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
    package var heldCount: Int { forwardableCount + end - line }
    /// Bytes of ours among those that wait, or that have passed since nothing waited.
    package private(set) var insertedCount = 0
    /// Whether the lane takes more bytes: not while a chunk waits for a slow reader.
    package var wantsMore: Bool { forwardableCount < chunk }

    /// Lets `body` put bytes into free memory of at least one byte and at most a chunk; it gives their number.
    package mutating func withFreeSpace(_ body: (UnsafeMutableRawBufferPointer) -> Int) {
        // Half a chunk, so that reads stay large.
        ensure(free: chunk / 2)
        // Never all of a memory that a burst of our own lines once made large.
        let free = min(capacity - end, chunk)
        let count = unsafe body(UnsafeMutableRawBufferPointer(start: memory + end, count: free))
        precondition(count >= 0 && count <= free, "more bytes than there was room for")
        end += count
    }

    // MARK: Lines

    /// What has come.
    package enum Arrival: Sendable, Equatable {
        /// A line is in hand, and must be settled before the next one.
        case line
        /// A line was dropped for its length; what is known of it is its envelope.
        case tooLong(ScannedMessage)
    }

    /// What becomes of the line in hand.
    package enum Settlement: Sendable, Equatable {
        /// It is forwarded as it came, its line ending included.
        case forward
        case drop
        /// These bytes go in its place, which are lines with their newlines.
        case replace([UInt8])
    }

    /// Takes the next whole line in hand; nil when its newline has not come yet.
    package mutating func next() -> Arrival? {
        precondition(lengthInHand == nil, "the line before is not settled")
        guard scanned < end else { return nil }
        if let newline = unsafe ByteSearch.first(0x0a, in: memory, scanned..<end) {
            scanned = newline + 1
            return arrive(length: newline - line)
        }
        scanned = end
        if dropping != nil || scanned - line > limit { dropPart() }
        return nil
    }

    /// At the end of the input: takes what follows the last newline in hand; nil when there is nothing.
    package mutating func last() -> Arrival? {
        precondition(lengthInHand == nil && scanned == end, "there are lines before")
        guard end > line || dropping != nil else { return nil }
        hasNewline = false
        return arrive(length: end - line)
    }

    /// - Parameter length: What is held of the line, without its newline.
    private mutating func arrive(length: Int) -> Arrival {
        if dropping != nil || length > limit {
            dropPart(length)
            line = scanned
            let message = dropping?.finish() ?? .unreadable
            dropping = nil
            resetIfEmpty()
            return .tooLong(message)
        }
        lengthInHand = scanned - line
        return .line
    }

    /// Reads the envelope of what has come of a message that is too long, and lets the bytes go.
    private mutating func dropPart(_ length: Int? = nil) {
        if dropping == nil { dropping = EnvelopeScanner() }
        let part = unsafe UnsafeBufferPointer(start: memory + line, count: length ?? scanned - line)
        unsafe dropping?.consume(part.span)
        if length == nil {
            end = line
            scanned = line
            resetIfEmpty()
        }
    }

    /// Lets `body` look at the line in hand, without its newline.
    package func withLine<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard let lengthInHand else { preconditionFailure("no line is in hand") }
        let count = hasNewline ? lengthInHand - 1 : lengthInHand
        return unsafe try body(UnsafeBufferPointer(start: memory + line, count: count).span)
    }

    /// Decides what becomes of the line in hand.
    ///
    /// - Parameter keeping: The line is forwarded, and `release` is called before this lane takes anything more.
    package mutating func settle(_ settlement: Settlement, keeping: Bool = false) {
        guard let length = lengthInHand else { preconditionFailure("no line is in hand") }
        precondition(kept == nil && (!keeping || settlement == .forward), "only one line that is forwarded is kept")
        lengthInHand = nil
        if settlement == .forward {
            if line > judged { unsafe (memory + judged).update(from: memory + line, count: length) }
            if keeping { kept = judged..<(judged + (hasNewline ? length - 1 : length)) }
            judged += length
        }
        line += length
        if case .replace(let bytes) = settlement { place(bytes) }
        resetIfEmpty()
    }

    /// Lets `body` look at the line that was kept, for the last time; it may have been written meanwhile.
    package mutating func release<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        guard let line = kept else { preconditionFailure("no line is kept") }
        let result = unsafe body(UnsafeBufferPointer(start: memory + line.lowerBound, count: line.count).span)
        kept = nil
        resetIfEmpty()
        return result
    }

    // MARK: Bytes that wait

    /// Lets `body` write what is forwardable; it gives the number of bytes that it took.
    package mutating func withForwardable(_ body: (UnsafeRawBufferPointer) -> Int) {
        let count = unsafe body(UnsafeRawBufferPointer(start: memory + start, count: judged - start))
        precondition(count >= 0 && count <= judged - start, "more bytes than there were")
        start += count
        if start == judged { insertedCount = 0 }
        resetIfEmpty()
    }

    /// Puts a line of ours after what is forwardable.
    package mutating func insert(_ line: [UInt8]) {
        insertedCount += line.count
        place(line)
    }

    private mutating func place(_ bytes: [UInt8]) {
        ensure(free: bytes.count)
        let missing = bytes.count - (line - judged)
        if missing > 0 {
            unsafe (memory + line + missing).update(from: memory + line, count: end - line)
            line += missing
            scanned += missing
            end += missing
        }
        unsafe bytes.withUnsafeBufferPointer { bytes in
            guard let source = bytes.baseAddress else { return }
            unsafe (memory + judged).update(from: source, count: bytes.count)
        }
        judged += bytes.count
    }

    /// Forgets what waits to be written: nobody will read it.
    package mutating func dropForwardable() {
        start = judged
        insertedCount = 0
        resetIfEmpty()
    }

    // MARK: Memory

    /// Makes sure of `wanted` bytes after the end.
    private mutating func ensure(free wanted: Int) {
        guard capacity - end < wanted else { return }
        precondition(kept == nil, "the line that is kept would be moved")
        close()
        guard capacity - end < wanted else { return }
        // Doubling while that is little; then at once all that the limit allows, because memory that was never touched
        // takes none, and each further move would take what is held twice.
        let most = limit + 2 * chunk
        resize(to: max(end + wanted, capacity < mostIdle ? min(2 * capacity, most) : most))
    }

    /// Moves what is held to the start of the memory, without what was dropped.
    private mutating func close() {
        if start > 0 {
            unsafe memory.update(from: memory + start, count: judged - start)
            judged -= start
            start = 0
        }
        let shift = line - judged
        guard shift > 0 else { return }
        unsafe (memory + judged).update(from: memory + line, count: end - line)
        line = judged
        scanned -= shift
        end -= shift
    }

    /// Begins at the start of the memory again where nothing is held.
    private mutating func resetIfEmpty() {
        guard start == judged, line == end, kept == nil else { return }
        start = 0
        judged = 0
        line = 0
        scanned = 0
        end = 0
        if capacity > mostIdle { resize(to: chunk) }
    }

    private mutating func resize(to newCapacity: Int) {
        let new = UnsafeMutablePointer<UInt8>.allocate(capacity: newCapacity)
        unsafe new.update(from: memory, count: end)
        unsafe memory.deallocate()
        unsafe memory = new
        capacity = newCapacity
    }
}
