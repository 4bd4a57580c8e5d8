internal import Kernel

/// Files of `/proc`, read without memory from the heap where they are as short as usual: a look at a box reads several of
/// them, and a box is looked at for as long as it lives.
enum ProcessFile {
    /// What one read gets at once; the kernel makes these files in pieces of this length.
    private static let pieceLength = 4 << 10
    private static let longestLength = 8 << 20

    /// Gives the whole file to `body`; nil for a process that is gone.
    static func read<Result>(_ path: String, _ body: (Span<UInt8>) -> Result) -> Result? {
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: pieceLength) { buffer -> Result? in
            // A process may end between any two calls.
            guard let file = try? Descriptor.reading(path, resolving: .exact),
                let count = unsafe try? file.read(into: buffer)
            else { return nil }
            let piece = unsafe UnsafeBufferPointer(rebasing: buffer[..<count])
            // A piece ends where the next line, or the next number, would not fit; none is half a piece long.
            if count < buffer.count / 2 { return unsafe body(piece.span) }
            // Gone in between, as above.
            guard let rest = try? file.readAll(limit: longestLength) else { return nil }
            return body((unsafe Array(piece) + rest).span)
        }
    }

    /// Gives each decimal number of a text, with its position among the words, to `body`; other words only count.
    static func forEachNumber(in text: Span<UInt8>, from start: Int = 0, _ body: (Int, UInt64) -> Void) {
        var position = 0
        var index = start
        while index < text.count {
            while index < text.count, isSpace(text[index]) { index += 1 }
            guard index < text.count else { return }
            var value: UInt64? = 0
            while index < text.count, !isSpace(text[index]) {
                let digit = text[index] &- UInt8(ascii: "0")
                value = digit < 10 ? value.map { $0 &* 10 &+ UInt64(digit) } : nil
                index += 1
            }
            if let value { body(position, value) }
            position += 1
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") }
}
