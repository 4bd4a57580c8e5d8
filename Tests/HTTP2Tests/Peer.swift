import CNGHTTP2

/// A program or a host as nghttp2 makes one, with its own judgement of messages on: what it does not take is an error.
@safe final class Peer {
    enum Role { case program, host }

    /// What came in one stream.
    struct Message {
        /// The first head that counts, pseudo-fields included, in their order.
        var head: [Field] = []
        var content: [UInt8] = []
        var trailers: [Field] = []
        /// Whether all fields of a head have come.
        fileprivate(set) var hasHead = false
        /// Heads before the one that counts.
        var interims = 0
        var isComplete = false
        /// Nil while the stream is open.
        var closed: UInt32?

        var text: String { String(decoding: content, as: UTF8.self) }

        func value(_ name: String) -> String? { head.first { $0.name == name }?.value }
        var status: String? { value(":status") }
    }

    struct Field: Equatable, Sendable {
        var name: String
        var value: String

        init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
    }

    struct Outgoing {
        var content: [UInt8]
        var isComplete: Bool
        var trailers: [Field]
    }

    private(set) var session: OpaquePointer?
    let role: Role
    private(set) var messages: [Int32: Message] = [:]
    var outgoing: [Int32: Outgoing] = [:]
    /// The code of the other side's last word.
    private(set) var goAway: UInt32?
    /// What is wrong with what came, in nghttp2's words.
    private(set) var errors: [String] = []
    var hasFailed = false

    /// Makes one that announces settings, and gives windows back by itself unless it does not read.
    init(_ role: Role, settings: [(nghttp2_settings_id, UInt32)] = [], reads: Bool = true) {
        self.role = role
        var callbacks: OpaquePointer?
        unsafe nghttp2_session_callbacks_new(&callbacks)
        unsafe Self.set(callbacks)
        var options: OpaquePointer?
        unsafe nghttp2_option_new(&options)
        unsafe nghttp2_option_set_no_auto_window_update(options, reads ? 0 : 1)
        let user = unsafe Unmanaged.passUnretained(self).toOpaque()
        if role == .program {
            unsafe nghttp2_session_client_new2(&session, callbacks, user, options)
        } else {
            unsafe nghttp2_session_server_new2(&session, callbacks, user, options)
        }
        unsafe nghttp2_session_callbacks_del(callbacks)
        unsafe nghttp2_option_del(options)
        let entries = settings.map { nghttp2_settings_entry(settings_id: Int32($0.0.rawValue), value: $0.1) }
        unsafe nghttp2_submit_settings(session, 0, entries, entries.count)
    }

    deinit { unsafe nghttp2_session_del(session) }

    /// The streams that are not closed, in their order.
    var openStreams: [Int32] {
        outgoing.keys.filter { messages[$0]?.closed == nil }.sorted()
    }

    private static func set(_ callbacks: OpaquePointer?) {
        unsafe nghttp2_session_callbacks_set_on_header_callback(callbacks) {
            _, frame, name, nameCount, value, valueCount, _, peer in
            let name = unsafe String(decoding: UnsafeBufferPointer(start: name, count: nameCount), as: UTF8.self)
            let value = unsafe String(decoding: UnsafeBufferPointer(start: value, count: valueCount), as: UTF8.self)
            let stream = unsafe frame?.pointee.hd.stream_id ?? 0
            unsafe Peer.of(peer).take(Field(name, value), in: stream)
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks) { _, frame, peer in
            guard let frame = unsafe frame?.pointee else { return 0 }
            unsafe Peer.of(peer).take(frame)
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks) {
            _, _, stream, bytes, count, peer in
            let content = unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: count))
            unsafe Peer.of(peer).messages[stream, default: Message()].content += content
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_stream_close_callback(callbacks) { _, stream, code, peer in
            unsafe Peer.of(peer).messages[stream, default: Message()].closed = code
            return 0
        }
        unsafe nghttp2_session_callbacks_set_error_callback2(callbacks) { _, _, text, count, peer in
            let bytes = unsafe UnsafeRawBufferPointer(start: text, count: count)
            unsafe Peer.of(peer).errors.append(String(decoding: bytes, as: UTF8.self))
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks) { _, frame, code, peer in
            let kind = unsafe frame?.pointee.hd.type ?? 0
            unsafe Peer.of(peer).errors.append("a frame of type \(kind): \(code)")
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_invalid_header_callback(callbacks) { _, _, _, _, _, _, _, peer in
            unsafe Peer.of(peer).errors.append("a field")
            return 0
        }
    }

    private static func of(_ peer: UnsafeMutableRawPointer?) -> Peer {
        guard let peer = unsafe peer else { fatalError("each call has it") }
        return unsafe Unmanaged<Peer>.fromOpaque(peer).takeUnretainedValue()
    }

    private func take(_ field: Field, in stream: Int32) {
        var message = messages[stream] ?? Message()
        if let status = message.status, status.first == "1", field.name == ":status" {
            message.head = []
            message.interims += 1
        }
        if message.hasHead, message.status?.first != "1" {
            message.trailers.append(field)
        } else {
            message.head.append(field)
        }
        messages[stream] = message
    }

    private func take(_ frame: nghttp2_frame) {
        let header = unsafe frame.hd
        switch UInt32(header.type) {
        case NGHTTP2_HEADERS.rawValue: messages[header.stream_id, default: Message()].hasHead = true
        case NGHTTP2_GOAWAY.rawValue: goAway = unsafe frame.goaway.error_code
        default: break
        }
        let kinds = [NGHTTP2_HEADERS.rawValue, NGHTTP2_DATA.rawValue]
        if kinds.contains(UInt32(header.type)), header.flags & 1 != 0 {
            messages[header.stream_id, default: Message()].isComplete = true
        }
    }

    static func withFields<Result>(
        _ fields: [Field], _ body: (UnsafePointer<nghttp2_nv>?, Int) -> Result
    ) -> Result {
        var bytes = fields.flatMap { Array($0.name.utf8) + Array($0.value.utf8) }
        return unsafe bytes.withUnsafeMutableBufferPointer { bytes in
            var start = bytes.baseAddress
            let list = unsafe fields.map { field in
                let counts = (name: field.name.utf8.count, value: field.value.utf8.count)
                let value = unsafe start.map { unsafe $0 + counts.name }
                defer { unsafe start = value.map { unsafe $0 + counts.value } }
                return unsafe nghttp2_nv(
                    name: start, value: value, namelen: counts.name, valuelen: counts.value, flags: 0)
            }
            return unsafe list.withUnsafeBufferPointer { unsafe body($0.baseAddress, $0.count) }
        }
    }

    static var source: nghttp2_data_provider {
        unsafe nghttp2_data_provider(source: nghttp2_data_source()) { session, stream, memory, limit, flags, _, peer in
            guard let flags = unsafe flags else { return 0 }
            return unsafe Peer.of(peer).read(
                stream, to: UnsafeMutableBufferPointer(start: memory, count: limit), &flags.pointee)
        }
    }

    private func read(_ stream: Int32, to memory: UnsafeMutableBufferPointer<UInt8>, _ flags: inout UInt32) -> Int {
        guard let out = outgoing[stream], !out.content.isEmpty || out.isComplete else {
            return Int(NGHTTP2_ERR_DEFERRED.rawValue)
        }
        let count = min(memory.count, out.content.count)
        _ = unsafe memory.update(fromContentsOf: out.content.prefix(count))
        outgoing[stream]?.content.removeFirst(count)
        guard out.isComplete, count == out.content.count else { return count }
        flags |= NGHTTP2_DATA_FLAG_EOF.rawValue
        if !out.trailers.isEmpty {
            flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM.rawValue
            _ = unsafe Self.withFields(out.trailers) { fields, count in
                unsafe nghttp2_submit_trailer(session, stream, fields, count)
            }
        }
        return count
    }
}
