import CNGHTTP2

/// Reads frames without asking whether they may be there; heads are decompressed.
@safe final class FrameReader {
    struct Frame {
        var kind: UInt8
        var flags: UInt8
        var stream: Int
        var payload: [UInt8]
        /// Of a head.
        var fields: [Peer.Field] = []

        var word: Int { payload.suffix(4).reduce(0) { $0 << 8 | Int($1) } }
    }

    private var inflater: OpaquePointer?
    private(set) var frames: [Frame] = []
    private var rest: [UInt8]

    /// - Parameter preface: How many bytes come before the first frame.
    init(_ bytes: [UInt8], preface: Int = 0) {
        unsafe nghttp2_hd_inflate_new(&inflater)
        rest = Array(bytes.dropFirst(preface))
        while rest.count >= 9 {
            let count = Int(rest[0]) << 16 | Int(rest[1]) << 8 | Int(rest[2])
            guard rest.count >= 9 + count else { return }
            var frame = Frame(
                kind: rest[3], flags: rest[4],
                stream: rest[5..<9].reduce(0) { $0 << 8 | Int($1) }, payload: Array(rest[9..<(9 + count)]))
            rest.removeFirst(9 + count)
            if frame.kind == 1 { frame.fields = inflate(frame.payload) }
            frames.append(frame)
        }
    }

    deinit { unsafe nghttp2_hd_inflate_del(inflater) }

    /// The block of one frame; tests have no longer ones.
    private func inflate(_ block: [UInt8]) -> [Peer.Field] {
        var fields: [Peer.Field] = []
        var block = block
        while true {
            var pair = unsafe nghttp2_nv()
            var flags: Int32 = 0
            let taken = unsafe nghttp2_hd_inflate_hd2(inflater, &pair, &flags, block, block.count, 1)
            guard taken >= 0 else { fatalError("no head of ours is wrong") }
            block.removeFirst(taken)
            if flags & Int32(NGHTTP2_HD_INFLATE_EMIT.rawValue) != 0 {
                let name = unsafe UnsafeBufferPointer(start: pair.name, count: pair.namelen)
                let value = unsafe UnsafeBufferPointer(start: pair.value, count: pair.valuelen)
                fields.append(
                    unsafe Peer.Field(String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self)))
            }
            if flags & Int32(NGHTTP2_HD_INFLATE_FINAL.rawValue) != 0 {
                unsafe nghttp2_hd_inflate_end_headers(inflater)
                return fields
            }
            guard taken > 0 || flags != 0 else { return fields }
        }
    }

    /// What is said in a stream: the first value of a field of its first head.
    func value(_ name: String, of stream: Int) -> String? {
        frames.first { $0.kind == 1 && $0.stream == stream }?.fields.first { $0.name == name }?.value
    }

    func content(of stream: Int) -> String {
        String(decoding: frames.filter { $0.kind == 0 && $0.stream == stream }.flatMap(\.payload), as: UTF8.self)
    }

    /// The codes with which a stream was broken off.
    func resets(of stream: Int) -> [Int] { frames.filter { $0.kind == 3 && $0.stream == stream }.map(\.word) }

    /// The code of the last word of all.
    var goAway: Int? {
        frames.last { $0.kind == 7 }.map { $0.payload[4..<8].reduce(0) { $0 << 8 | Int($1) } }
    }
}
