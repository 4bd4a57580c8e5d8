import CNGHTTP2
import FuzzProperties

/// What a plain reader finds in the frames of one direction; only the compression of heads is a library's.
@safe final class PlainStreams {
    struct Message {
        /// Each head and the trailers, in their order.
        var blocks: [[(name: [UInt8], value: [UInt8])]] = []
        var content: [UInt8] = []
        var isComplete = false
        var isReset = false

        func texts(_ name: String, of block: Int = 0) -> [String] {
            guard block < blocks.count else { return [] }
            return blocks[block].filter { $0.name.elementsEqual(name.utf8) }
                .map { String(decoding: $0.value, as: UTF8.self) }
        }
    }

    private(set) var messages: [Int: Message] = [:]
    /// The streams in the order of their first heads.
    private(set) var order: [Int] = []
    private var inflater: OpaquePointer?

    /// Reads all frames; a part of one at the end is left.
    init(_ bytes: [UInt8], preface: Int) {
        let made = unsafe nghttp2_hd_inflate_new(&inflater)
        require(made == 0, "there is memory")
        var rest = bytes.dropFirst(preface)
        // A head that goes on in the next frame.
        var block: [UInt8]?
        while rest.count >= 9 {
            let head = Array(rest.prefix(9))
            let count = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
            require(count <= 16_384, "no frame is longer than may be")
            guard rest.count >= 9 + count else { break }
            let payload = Array(rest.dropFirst(9).prefix(count))
            rest = rest.dropFirst(9 + count)
            let stream = head[5..<9].reduce(0) { $0 << 8 | Int($1) }
            require(block == nil || head[3] == 9, "nothing comes between the parts of a head")
            take(kind: head[3], flags: head[4], stream, payload, &block)
        }
    }

    deinit { unsafe nghttp2_hd_inflate_del(inflater) }

    private func take(kind: UInt8, flags: UInt8, _ stream: Int, _ payload: [UInt8], _ block: inout [UInt8]?) {
        switch kind {
        case 0:
            require(messages[stream]?.blocks.isEmpty == false, "content is behind a head")
            require(flags & 8 == 0, "there is no padding")
            messages[stream]?.content += payload
            if flags & 1 != 0 { end(stream) }
        case 1, 9:
            require(kind == 9 || flags & 0x28 == 0, "a head is plain")
            let whole = (block ?? []) + payload
            block = flags & 4 == 0 ? whole : nil
            if kind == 1, flags & 1 != 0 { ending = stream }
            guard flags & 4 != 0 else { return }
            if messages[stream] == nil { order.append(stream) }
            messages[stream, default: Message()].blocks.append(inflate(whole))
            if ending == stream { end(stream) }
            ending = 0
        // Streams that the host would push are broken off, too.
        case 3: messages[stream]?.isReset = true
        case 2, 5: require(false, "neither a priority nor a push is sent")
        default: break
        }
    }

    /// The stream that a head ends, parts of which are to come.
    private var ending = 0

    private func end(_ stream: Int) {
        require(messages[stream]?.isComplete == false, "a stream ends once")
        messages[stream]?.isComplete = true
    }

    private func inflate(_ block: [UInt8]) -> [(name: [UInt8], value: [UInt8])] {
        var fields: [(name: [UInt8], value: [UInt8])] = []
        var block = block
        while true {
            var pair = unsafe nghttp2_nv()
            var flags: Int32 = 0
            let taken = unsafe nghttp2_hd_inflate_hd2(inflater, &pair, &flags, block, block.count, 1)
            require(taken >= 0, "a head can be decompressed")
            block.removeFirst(taken)
            if flags & Int32(NGHTTP2_HD_INFLATE_EMIT.rawValue) != 0 {
                fields.append(
                    unsafe (
                        [UInt8](UnsafeBufferPointer(start: pair.name, count: pair.namelen)),
                        [UInt8](UnsafeBufferPointer(start: pair.value, count: pair.valuelen))
                    ))
            }
            guard flags & Int32(NGHTTP2_HD_INFLATE_FINAL.rawValue) == 0 else { break }
        }
        unsafe nghttp2_hd_inflate_end_headers(inflater)
        return fields
    }
}
