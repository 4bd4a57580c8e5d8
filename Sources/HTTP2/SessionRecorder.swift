internal import CNGHTTP2
internal import Egress

/// What nghttp2 calls while a session reads or sends: it keeps what happened, and hands out content.
///
/// Nothing is decided here, so that no call into a session is made from within another.
@safe final class SessionRecorder {
    var events: [SessionEvent] = []
    /// What waits for a peer's window, by stream.
    var contents: [Int32: OutgoingContent] = [:]
    /// Whether the session has told its peer that it is at fault.
    private(set) var hasFailed = false

    private let sender: HTTPFieldList.Sender
    private var list: HTTPFieldList

    init(of sender: HTTPFieldList.Sender) {
        self.sender = sender
        list = HTTPFieldList(of: sender)
    }

    /// The functions that nghttp2 calls; they are copied by the session that gets them, and freed by the caller.
    static func makeCallbacks() -> OpaquePointer {
        var callbacks: OpaquePointer?
        let made = unsafe nghttp2_session_callbacks_new(&callbacks)
        guard made == 0, let callbacks = unsafe callbacks else { preconditionFailure("out of memory") }
        unsafe nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks) { _, _, recorder in
            unsafe SessionRecorder.of(recorder).beginFields()
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_header_callback(callbacks) {
            _, _, name, nameCount, value, valueCount, _, recorder in
            let name = unsafe UnsafeBufferPointer(start: name, count: nameCount)
            let value = unsafe UnsafeBufferPointer(start: value, count: valueCount)
            unsafe SessionRecorder.of(recorder).list.take(name: name.span, value: value.span)
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks) { _, frame, recorder in
            guard let frame = unsafe frame else { return 0 }
            unsafe SessionRecorder.of(recorder).received(frame.pointee)
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks) {
            _, _, stream, bytes, count, recorder in
            let content = unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: count))
            unsafe SessionRecorder.of(recorder).events.append(.content(stream: stream, content))
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_stream_close_callback(callbacks) { _, stream, code, recorder in
            unsafe SessionRecorder.of(recorder).closed(stream, code)
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_frame_send_callback(callbacks) { _, frame, recorder in
            guard let frame = unsafe frame else { return 0 }
            unsafe SessionRecorder.of(recorder).sent(frame.pointee)
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_frame_not_send_callback(callbacks) { _, frame, _, recorder in
            guard let frame = unsafe frame else { return 0 }
            unsafe SessionRecorder.of(recorder).notSent(frame.pointee)
            return 0
        }
        return unsafe callbacks
    }

    private static func of(_ recorder: UnsafeMutableRawPointer?) -> SessionRecorder {
        guard let recorder = unsafe recorder else { preconditionFailure("each call has it") }
        return unsafe Unmanaged<SessionRecorder>.fromOpaque(recorder).takeUnretainedValue()
    }

    private func beginFields() { list = HTTPFieldList(of: sender) }

    private func received(_ frame: nghttp2_frame) {
        let header = unsafe frame.hd
        let endsStream = header.flags & UInt8(truncatingIfNeeded: NGHTTP2_FLAG_END_STREAM.rawValue) != 0
        switch UInt32(header.type) {
        case NGHTTP2_HEADERS.rawValue:
            events.append(.fields(stream: header.stream_id, list, endsStream: endsStream))
            beginFields()
        case NGHTTP2_DATA.rawValue where endsStream: events.append(.end(stream: header.stream_id))
        case NGHTTP2_GOAWAY.rawValue: events.append(.goAway)
        default: break
        }
    }

    private func closed(_ stream: Int32, _ code: UInt32) {
        contents[stream] = nil
        events.append(.closed(stream: stream, code: code))
    }

    private func sent(_ frame: nghttp2_frame) {
        let header = unsafe frame.hd
        switch UInt32(header.type) {
        case NGHTTP2_HEADERS.rawValue: events.append(.sentHead(stream: header.stream_id))
        case NGHTTP2_DATA.rawValue: break
        case NGHTTP2_GOAWAY.rawValue:
            hasFailed = unsafe hasFailed || frame.goaway.error_code != StreamError.none
            return
        default: return
        }
        if header.flags & UInt8(truncatingIfNeeded: NGHTTP2_FLAG_END_STREAM.rawValue) != 0 {
            events.append(.sentEnd(stream: header.stream_id))
        }
    }

    private func notSent(_ frame: nghttp2_frame) {
        let header = unsafe frame.hd
        guard UInt32(header.type) == NGHTTP2_HEADERS.rawValue else { return }
        events.append(.notSent(stream: header.stream_id))
    }

    /// Where nghttp2 gets the content of a stream.
    static var source: nghttp2_data_provider {
        unsafe nghttp2_data_provider(source: nghttp2_data_source()) {
            session, stream, memory, limit, flags, _, recorder in
            guard let memory = unsafe memory, let flags = unsafe flags else { return 0 }
            return unsafe SessionRecorder.of(recorder).read(
                stream, for: session, to: memory, atMost: limit, &flags.pointee)
        }
    }

    private func read(
        _ stream: Int32, for session: OpaquePointer?, to memory: UnsafeMutablePointer<UInt8>, atMost limit: Int,
        _ flags: inout UInt32
    ) -> Int {
        guard let content = contents[stream], content.count > 0 || content.isComplete else {
            return Int(NGHTTP2_ERR_DEFERRED.rawValue)
        }
        let count = unsafe contents[stream]?.move(to: memory, atMost: limit) ?? 0
        if count > 0 { events.append(.sent(stream: stream, count: count)) }
        guard content.isComplete, content.count == count else { return count }
        flags |= NGHTTP2_DATA_FLAG_EOF.rawValue
        if var trailers = content.trailers {
            contents[stream]?.trailers = nil
            // Fails for want of memory alone, which ends the session.
            let submitted = unsafe trailers.withFields { unsafe nghttp2_submit_trailer(session, stream, $0, $1) }
            guard submitted == 0 else { return Int(NGHTTP2_ERR_CALLBACK_FAILURE.rawValue) }
            flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM.rawValue
        }
        return count
    }
}
