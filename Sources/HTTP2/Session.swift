internal import CNGHTTP2
internal import Egress

/// One side of a connection of HTTP/2: the server towards a program, or the client towards a host.
///
/// It reads and writes frames, holds to the windows, and knows nothing of what a message means: nghttp2's own judgement of
/// messages is off, since it drops fields that it does not like. What a caller holds back, it takes back from the peer's
/// window. Source: nghttp2 1.52; RFC 9113.
@safe final class Session {
    enum Role { case server, client }

    /// A peer has so many streams at a time.
    static let mostStreams = 100
    /// So much content of a stream, and of all of them together, waits for the other side.
    static let streamWindow = 256 << 10
    static let connectionWindow = 512 << 10

    private let handle: OpaquePointer
    private let recorder: SessionRecorder
    let memory = SessionMemory()
    private var meter: FrameMeter
    /// Whether something could not be put in line to be sent.
    private var lacksMemory = false

    init(_ role: Role) {
        recorder = SessionRecorder(of: role == .server ? .program : .host)
        meter = FrameMeter(preface: role == .server ? Int(NGHTTP2_CLIENT_MAGIC_LEN) : 0)
        let callbacks = unsafe SessionRecorder.makeCallbacks()
        defer { unsafe nghttp2_session_callbacks_del(callbacks) }
        let options = unsafe Self.makeOptions()
        defer { unsafe nghttp2_option_del(options) }
        var functions = unsafe memory.functions
        var session: OpaquePointer?
        let user = unsafe Unmanaged.passUnretained(recorder).toOpaque()
        let made =
            unsafe role == .server
            ? nghttp2_session_server_new3(&session, callbacks, user, options, &functions)
            : nghttp2_session_client_new3(&session, callbacks, user, options, &functions)
        guard made == 0, let session = unsafe session else { preconditionFailure("out of memory") }
        unsafe handle = session
        submitSettings(role)
    }

    deinit { unsafe nghttp2_session_del(handle) }

    private static func makeOptions() -> OpaquePointer {
        var options: OpaquePointer?
        let made = unsafe nghttp2_option_new(&options)
        guard made == 0, let options = unsafe options else { preconditionFailure("out of memory") }
        unsafe nghttp2_option_set_no_auto_window_update(options, 1)
        unsafe nghttp2_option_set_no_http_messaging(options, 1)
        unsafe nghttp2_option_set_no_closed_streams(options, 1)
        unsafe nghttp2_option_set_max_reserved_remote_streams(options, 0)
        unsafe nghttp2_option_set_max_outbound_ack(options, 256)
        // A head as long as one may be passes, with what it is written in.
        unsafe nghttp2_option_set_max_send_header_block_length(options, 2 * HTTPFieldList.longest)
        return unsafe options
    }

    private func submitSettings(_ role: Role) {
        var settings: [(nghttp2_settings_id, Int)] = [
            (NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, Self.streamWindow),
            (NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, HTTPFieldList.longest),
        ]
        switch role {
        case .server:
            settings += [
                (NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, Self.mostStreams),
                (NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1),
            ]
        case .client: settings.append((NGHTTP2_SETTINGS_ENABLE_PUSH, 0))
        }
        let entries = settings.map {
            nghttp2_settings_entry(settings_id: Int32($0.0.rawValue), value: UInt32($0.1))
        }
        let submitted = unsafe nghttp2_submit_settings(handle, Self.noFlags, entries, entries.count)
        let widened = unsafe nghttp2_session_set_local_window_size(
            handle, Self.noFlags, 0, Int32(Self.connectionWindow))
        precondition(submitted == 0 && widened == 0, "a new session has memory for them")
    }

    // MARK: What a peer sends

    /// Takes what the peer sends, not beyond the end of a frame, and says where it stopped.
    ///
    /// - Throws: `HTTPFault.badFrame`, `flood`: the peer is to be told that it is at fault.
    func take(_ bytes: Span<UInt8>, from start: Int) throws(HTTPFault) -> Int {
        switch try meter.next(bytes, from: start) {
        case .bytes(let end):
            try feed(bytes.extracting(start..<end))
            return end
        case .head(let end):
            let head = meter.head
            try feed(head.span)
            return end
        case .part(let end): return end
        }
    }

    private func feed(_ bytes: Span<UInt8>) throws(HTTPFault) {
        let taken = unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe nghttp2_session_mem_recv(handle, bytes.baseAddress, bytes.count)
        }
        // More to be answered than is held, or no memory: there are bounds that are nghttp2's own.
        let floods = [NGHTTP2_ERR_FLOODED, NGHTTP2_ERR_NOMEM].map { Int($0.rawValue) }
        guard taken == bytes.count else { throw floods.contains(taken) ? .flood : .badFrame }
    }

    /// Whether the peer has begun a head, and has yet to go on with it.
    var isWithinHead: Bool { meter.isWithinHead }

    /// What has happened since this was asked last.
    func takeEvents() -> [SessionEvent] {
        defer { recorder.events.removeAll(keepingCapacity: true) }
        return recorder.events
    }

    /// The frame that was taken last was of use.
    func countAsUseful() { meter.refund() }

    /// The peer has more to answer with frames that carry nothing.
    func allowMore(_ count: Int) { meter.earn(count) }

    /// Whether the session has told the peer that it is at fault, and reads nothing more.
    var hasFailed: Bool { recorder.hasFailed }

    /// Whether nothing more is to come in either direction.
    var isOver: Bool { unsafe nghttp2_session_want_read(handle) == 0 && nghttp2_session_want_write(handle) == 0 }

    /// How many frames wait to be sent, content not counted.
    var waitingFrames: Int { unsafe nghttp2_session_get_outbound_queue_size(handle) }

    /// Content that was held here has gone on, or is dropped: the peer may send as much again.
    func consume(_ count: Int, of stream: Int32) {
        guard count > 0 else { return }
        check(unsafe nghttp2_session_consume(handle, stream, count))
    }

    // MARK: What the peer gets

    /// Appends what there is to send and the peer's windows let pass, and says whether there was any.
    ///
    /// - Throws: `HTTPFault.flood` where there is no memory for it.
    func send(into output: inout [UInt8]) throws(HTTPFault) -> Bool {
        let start = output.count
        while true {
            var bytes: UnsafePointer<UInt8>?
            let count = unsafe nghttp2_session_mem_send(handle, &bytes)
            guard count >= 0, !lacksMemory else { throw .flood }
            guard count > 0, let bytes = unsafe bytes else { return output.count > start }
            unsafe output.appendWithoutTraces(of: UnsafeBufferPointer(start: bytes, count: count))
            // It is memory of this session's own, from which nothing is read again.
            unsafe overwrite_memory(UnsafeMutablePointer(mutating: bytes), count)
        }
    }

    /// Opens a stream with a request; nil where the session can open no more.
    func request(_ head: inout HeaderBlock, endsStream: Bool) -> Int32? {
        let stream = unsafe head.withFields { fields, count in
            unsafe withUnsafePointer(to: SessionRecorder.source) { source in
                unsafe nghttp2_submit_request(handle, nil, fields, count, endsStream ? nil : source, nil)
            }
        }
        check(stream)
        guard stream > 0 else { return nil }
        if !endsStream { recorder.contents[stream] = OutgoingContent() }
        return stream
    }

    /// Answers a request; content follows unless the stream ends here.
    func answer(_ stream: Int32, _ head: inout HeaderBlock, endsStream: Bool) {
        if !endsStream { recorder.contents[stream] = OutgoingContent() }
        let submitted = unsafe head.withFields { fields, count in
            unsafe withUnsafePointer(to: SessionRecorder.source) { source in
                unsafe nghttp2_submit_response(handle, stream, fields, count, endsStream ? nil : source)
            }
        }
        check(submitted)
    }

    /// Says that a request's content is wanted.
    func answerContinue(_ stream: Int32) {
        var head = HeaderBlock(capacity: 16)
        head.append(":status", "100".utf8)
        let submitted = unsafe head.withFields { fields, count in
            unsafe nghttp2_submit_headers(handle, Self.noFlags, stream, nil, fields, count, nil)
        }
        check(submitted)
    }

    func append(_ content: [UInt8], to stream: Int32) {
        guard !content.isEmpty, recorder.contents[stream] != nil else { return }
        recorder.contents[stream]?.append(content)
        resume(stream)
    }

    /// No more content follows in a stream, but trailers may.
    func complete(_ stream: Int32, trailers: HeaderBlock? = nil) {
        guard recorder.contents[stream] != nil else { return }
        recorder.contents[stream]?.complete(trailers: trailers)
        resume(stream)
    }

    private func resume(_ stream: Int32) {
        // There is nothing to resume where the head has not gone yet, or content is under way.
        _ = unsafe nghttp2_session_resume_data(handle, stream)
    }

    /// Breaks a stream off.
    func reset(_ stream: Int32, _ code: UInt32) {
        recorder.contents[stream] = nil
        check(unsafe nghttp2_submit_rst_stream(handle, Self.noFlags, stream, code))
    }

    /// Takes no more requests, and goes on with those that there are.
    func goAway() {
        let last = unsafe nghttp2_session_get_last_proc_stream_id(handle)
        check(unsafe nghttp2_submit_goaway(handle, Self.noFlags, last, StreamError.none, nil, 0))
    }

    /// Ends the session, and says why.
    func terminate(_ code: UInt32) { check(unsafe nghttp2_session_terminate_session(handle, code)) }

    private static let noFlags = UInt8(truncatingIfNeeded: NGHTTP2_FLAG_NONE.rawValue)

    /// Keeps in mind that there was no memory for something; that a stream is gone matters to nobody.
    private func check(_ result: Int32) {
        if result == NGHTTP2_ERR_NOMEM.rawValue { lacksMemory = true }
    }
}

extension [UInt8] {
    /// Appends bytes; where that needs other memory, what was there is overwritten in the old.
    mutating func appendWithoutTraces(of bytes: UnsafeBufferPointer<UInt8>) {
        if count + bytes.count > capacity {
            var larger: [UInt8] = []
            larger.reserveCapacity(Swift.max(2 * capacity, count + bytes.count))
            larger += self
            overwrite()
            self = larger
        }
        unsafe append(contentsOf: bytes)
    }
}
