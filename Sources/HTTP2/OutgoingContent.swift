/// The content of a stream that waits for its peer's window, and what ends it.
struct OutgoingContent {
    private var bytes: [UInt8] = []
    /// How many of the bytes have gone.
    private var sent = 0
    private(set) var isComplete = false
    /// What follows the content; nil where nothing does.
    var trailers: HeaderBlock?

    var count: Int { bytes.count - sent }

    mutating func append(_ more: [UInt8]) {
        if sent > 0, sent >= bytes.count / 2 {
            bytes.removeFirst(sent)
            sent = 0
        }
        bytes += more
    }

    mutating func complete(trailers: HeaderBlock?) {
        isComplete = true
        self.trailers = trailers
    }

    /// Moves bytes to memory of somebody else's, and says how many.
    mutating func move(to memory: UnsafeMutablePointer<UInt8>, atMost limit: Int) -> Int {
        let count = min(limit, count)
        unsafe bytes.withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return }
            unsafe memory.update(from: start + sent, count: count)
        }
        sent += count
        return count
    }
}
