/// What both sides of a wire do, read from the fuzzer's bytes.
struct Script {
    enum Side { case client, server }

    enum Act {
        /// A side writes; these bytes arrive in one read.
        case send(Side, [UInt8])
        /// A side reads what waits for it, at most this many bytes.
        case read(Side, Int)
        /// The box is over, and who waits is told so.
        case refuse
        /// A side closes its output.
        case close(Side)
    }

    private var rest: ArraySlice<UInt8>
    private var speaker = Side.client
    private var isRead = false
    /// How many bytes a script may make out of its own by repetition.
    private var repetitions = 4 << 10
    /// The longest message, and how much is read at once.
    let limit: Int
    let chunk: Int

    /// A script whose first byte chooses the sizes: small ones, so that few bytes reach every bound.
    init(_ bytes: [UInt8]) {
        rest = bytes[...]
        let kind = Int(rest.popFirst() ?? 0)
        let limits = [4096, 20, 64, 300, 1]
        let chunks = [1024, 64, 2]
        limit = limits[kind % limits.count]
        chunk = chunks[kind / limits.count % chunks.count]
    }

    /// The next act; nil at the end of the script.
    mutating func next() -> Act? {
        var piece: [UInt8] = []
        while let byte = rest.first {
            // Only what ends no piece is taken while there is one.
            switch byte {
            case 0x01...0x08 where !piece.isEmpty: return send(piece)
            case 0x01: speaker = speaker == .client ? .server : .client
            case 0x02: break
            case 0x03, 0x04:
                rest.removeFirst()
                let amount = Int(rest.popFirst() ?? 0)
                return .read(byte == 0x03 ? .client : .server, amount < 128 ? amount : amount << 3)
            case 0x05:
                rest.removeFirst()
                return .refuse
            case 0x06:
                rest.removeFirst()
                return .close(speaker)
            case 0x07:
                // The bytes up to the next control character again and again.
                rest.removeFirst()
                let times = Int(rest.popFirst() ?? 0)
                return repeated(times: times < 128 ? times & 7 : times)
            case 0x08:
                // What follows is sent as it is.
                rest.removeFirst()
                guard let literal = rest.popFirst() else { continue }
                piece.append(literal)
                continue
            default: piece.append(byte)
            }
            rest.removeFirst()
        }
        return piece.isEmpty ? nil : send(piece)
    }

    private mutating func repeated(times: Int) -> Act {
        let piece = Array(rest.prefix { !(0x01...0x08).contains($0) })
        rest.removeFirst(piece.count)
        let fitting = min(times, repetitions / max(piece.count, 1))
        repetitions -= fitting * piece.count
        return send(Array(repeatElement(piece, count: fitting).joined()))
    }

    private func send(_ bytes: [UInt8]) -> Act { .send(speaker, bytes) }
}
