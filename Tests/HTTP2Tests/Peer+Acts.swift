import CNGHTTP2

/// What a program, or a host, does.
extension Peer {
    /// Takes bytes of the other side.
    func receive(_ bytes: [UInt8]) {
        guard !bytes.isEmpty, !hasFailed else { return }
        let taken = unsafe nghttp2_session_mem_recv(session, bytes, bytes.count)
        if taken != bytes.count { hasFailed = true }
    }

    /// What it has to say.
    func send() -> [UInt8] {
        var output: [UInt8] = []
        while true {
            var bytes: UnsafePointer<UInt8>?
            let count = unsafe nghttp2_session_mem_send(session, &bytes)
            guard count > 0 else { return output }
            unsafe output.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
        }
    }

    /// Sends a request; content that is nil stands for none, and more may follow where it is not complete.
    @discardableResult
    func request(
        _ method: String = "GET", _ path: String = "/a", _ fields: [Field] = [],
        authority: String = "api.example.org", content: [UInt8]? = nil, isComplete: Bool = true,
        trailers: [Field] = []
    ) -> Int32 {
        let pseudo = [
            Field(":method", method), Field(":scheme", "https"), Field(":authority", authority), Field(":path", path),
        ]
        let stream = unsafe Self.withFields(pseudo + fields) { fields, count in
            unsafe withUnsafePointer(to: Self.source) { source in
                unsafe nghttp2_submit_request(session, nil, fields, count, content == nil ? nil : source, nil)
            }
        }
        outgoing[stream] = Outgoing(content: content ?? [], isComplete: isComplete, trailers: trailers)
        return stream
    }

    /// Answers a request.
    func answer(
        _ stream: Int32, _ status: Int = 200, _ fields: [Field] = [], content: [UInt8]? = Array("ok".utf8),
        isComplete: Bool = true, trailers: [Field] = []
    ) {
        outgoing[stream] = Outgoing(content: content ?? [], isComplete: isComplete, trailers: trailers)
        _ = unsafe Self.withFields([Field(":status", "\(status)")] + fields) { fields, count in
            unsafe withUnsafePointer(to: Self.source) { source in
                unsafe nghttp2_submit_response(session, stream, fields, count, content == nil ? nil : source)
            }
        }
    }

    /// Sends a head before the one that counts.
    func interim(_ stream: Int32, _ status: Int) {
        _ = unsafe Self.withFields([Field(":status", "\(status)")]) { fields, count in
            unsafe nghttp2_submit_headers(session, 0, stream, nil, fields, count, nil)
        }
    }

    /// Sends more content in a stream.
    func more(_ stream: Int32, _ content: [UInt8], isComplete: Bool = false, trailers: [Field] = []) {
        outgoing[stream]?.content += content
        outgoing[stream]?.isComplete = isComplete
        outgoing[stream]?.trailers = trailers
        unsafe nghttp2_session_resume_data(session, stream)
    }

    func reset(_ stream: Int32, _ code: UInt32 = 8) { unsafe nghttp2_submit_rst_stream(session, 0, stream, code) }

    func ping() { unsafe nghttp2_submit_ping(session, 0, nil) }

    /// Says that it takes no streams behind one.
    func leave(behind stream: Int32, _ code: UInt32 = 0) {
        unsafe nghttp2_submit_goaway(session, 0, stream, code, nil, 0)
    }

    /// Reads content after all, of a peer that does not by itself.
    func consume(_ stream: Int32, _ count: Int) { unsafe nghttp2_session_consume(session, stream, count) }
}
