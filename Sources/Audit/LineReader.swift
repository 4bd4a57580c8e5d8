package import Kernel

/// Reads a file line by line, with memory for the longest line and no more.
package struct LineReader: ~Copyable {
    private let file: Descriptor
    /// Where the next bytes are read from.
    private var offset: Int64
    /// What was read; the line at hand begins at `start`.
    private var buffer: [UInt8] = []
    private var start = 0
    /// How much of the line at hand was searched for its end.
    private var searched = 0
    /// The number of the line that was read last, from 1 on.
    package private(set) var number = 0

    private static let chunk = 256 << 10
    /// The longest line, which is more than any that is written.
    ///
    /// A longer one is given in pieces.
    private static let longest = 16 << 20

    /// The line at hand was not read from its beginning, and is left out.
    private var isInsideLine: Bool

    /// Reads from the file's beginning, or from the first line on that begins at a place or behind it.
    package init(_ file: consuming Descriptor, from place: Int64 = 0) {
        self.file = file
        // The byte before tells whether a line begins at the place.
        offset = max(0, place - 1)
        isInsideLine = offset > 0
    }

    /// A line without its newline, or what the file ends with.
    package struct Line {
        package let bytes: ArraySlice<UInt8>
        package let isComplete: Bool
    }

    /// Reads the next line.
    ///
    /// - Parameter limit: Where the reading ends, as if the file did; nil for the file's own end.
    /// - Returns: Nil where nothing is left. After an incomplete line, a later call gives the same line again when more of
    ///   it is there.
    package mutating func next(limit: Int64? = nil) throws(KernelError) -> Line? {
        while true {
            if let newline = buffer[(start + searched)...].firstIndex(of: 0x0a) {
                defer {
                    start = newline + 1
                    searched = 0
                    number += 1
                    isInsideLine = false
                }
                if isInsideLine { continue }
                return Line(bytes: buffer[start..<newline], isComplete: true)
            }
            searched = buffer.count - start
            if searched >= LineReader.longest { return takeRest() }
            guard try fill(limit: limit) else {
                return start == buffer.count ? nil : Line(bytes: buffer[start...], isComplete: false)
            }
        }
    }

    /// Gives what is left as a line of its own.
    private mutating func takeRest() -> Line {
        defer {
            start = buffer.count
            searched = 0
        }
        return Line(bytes: buffer[start...], isComplete: false)
    }

    private mutating func fill(limit: Int64?) throws(KernelError) -> Bool {
        let wanted = limit.map { Int(clamping: min(Int64(LineReader.chunk), $0 - offset)) } ?? LineReader.chunk
        guard wanted > 0 else { return false }
        let bytes = try file.read(at: offset, upTo: wanted)
        guard !bytes.isEmpty else { return false }
        offset += Int64(bytes.count)
        buffer.removeSubrange(..<start)
        start = 0
        buffer.append(contentsOf: bytes)
        return true
    }
}
