import Mediation

/// What both sides of a judged wire say, read from the fuzzer's bytes.
struct MediationScript {
    /// What the profile and the lock file say, by the bits of the first byte.
    let setting: UInt8
    private var rest: ArraySlice<UInt8>
    private var speaker = Side.client

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
        setting = rest.popFirst() ?? 0
    }

    /// Bytes that a side writes at once; nil at the end of the script.
    ///
    /// `01` the other side speaks, `02` a read ends; `10` to `1f` and a byte are a line of the speaker's table.
    mutating func next() -> (Side, [UInt8])? {
        var piece: [UInt8] = []
        while let byte = rest.first {
            let isPart = byte >= 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
            if !isPart, !piece.isEmpty { return (speaker, piece) }
            rest.removeFirst()
            switch byte {
            case 0x01: speaker = speaker == .client ? .server : .client
            case 0x10...0x1f:
                let choice = Lines.Choice(rest.popFirst() ?? 0)
                let number = Int(byte & 0xf)
                let line = speaker == .client ? Lines.ofClient(number, choice) : Lines.ofServer(number, choice)
                return (speaker, Array("\(line)\n".utf8))
            case _ where isPart: piece.append(byte)
            default: break
            }
        }
        return piece.isEmpty ? nil : (speaker, piece)
    }
}
