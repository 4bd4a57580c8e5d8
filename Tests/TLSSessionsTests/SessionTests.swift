import Testing
import TLSSessions

/// Two ends of a session in one process: the box's authority on one side, a client of its roots on the other.
@Suite struct SessionTests {
    /// Both ends, and what passes between them.
    struct Pair {
        let client: TLSSession
        let server: TLSSession

        init(
            asking name: String = "api.example.org", of served: String = "api.example.org",
            trusting roots: BoxAuthority? = nil, offering: [ApplicationProtocol] = [.http2, .http1],
            speaking: ApplicationProtocol = .http1
        ) throws {
            let authority = try BoxAuthority()
            let trusted = try TrustedRoots(bundle: Array((roots ?? authority).certificateText.utf8))
            client = try trusted.session(with: name, offering: offering)
            server = try authority.session(for: served, speaking: speaking)
        }

        /// Hands over what one end has for the other, in parts of a size.
        static func pass(_ bytes: [UInt8], to end: TLSSession, parts: Int) throws {
            var rest = bytes[...]
            while !rest.isEmpty {
                let part = Array(rest.prefix(parts))
                rest = rest.dropFirst(parts)
                try end.take(part.span)
            }
        }

        /// Both shake hands until both are done or nothing more comes.
        func shakeHands(parts: Int = .max) throws -> Bool {
            var isDone = (false, false)
            for _ in 0..<8 {
                isDone.0 = try client.shakeHands()
                try Pair.pass(client.takeOutput(), to: server, parts: parts)
                do {
                    isDone.1 = try server.shakeHands()
                } catch {
                    // So that the other end hears why.
                    try Pair.pass(server.takeOutput(), to: client, parts: parts)
                    _ = try client.shakeHands()
                    throw error
                }
                try Pair.pass(server.takeOutput(), to: client, parts: parts)
                if isDone == (true, true) { return true }
            }
            return false
        }
    }

    static func read(_ end: TLSSession, space: Int = 64 << 10) throws -> (bytes: [UInt8], reading: TLSSession.Reading) {
        var all: [UInt8] = []
        while true {
            let (bytes, reading) = try readOnce(end, space: space)
            guard case .bytes = reading else { return (all, reading) }
            all += bytes
        }
    }

    static func readOnce(_ end: TLSSession, space: Int) throws -> (bytes: [UInt8], reading: TLSSession.Reading) {
        var buffer = [UInt8](repeating: 0, count: space)
        let reading = try unsafe buffer.withUnsafeMutableBytes { try unsafe end.read(into: $0) }
        guard case .bytes(let count) = reading else { return ([], reading) }
        return (Array(buffer.prefix(count)), reading)
    }

    @Test(arguments: [1, 7, 1000, .max]) func `Two ends agree and talk, however their bytes come`(parts: Int) throws {
        let pair = try Pair()
        #expect(try pair.shakeHands(parts: parts))
        #expect(pair.client.spoken == .http1 && pair.server.spoken == .http1)
        let long = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
        try pair.client.write(long.span)
        try Pair.pass(pair.client.takeOutput(), to: pair.server, parts: parts)
        #expect(try Self.read(pair.server) == (long, .nothing))
        try pair.server.write(long.span)
        pair.server.end()
        try Pair.pass(pair.server.takeOutput(), to: pair.client, parts: parts)
        #expect(try Self.read(pair.client, space: 100) == (long, .ended))
        #expect(!pair.client.hasOutput && !pair.server.hasOutput)
    }

    @Test(arguments: [
        ([ApplicationProtocol.http2, .http1], ApplicationProtocol.http2), ([.http1], .http1), ([.http2], .http2),
    ])
    func `What is spoken is what was decided`(offered: [ApplicationProtocol], decided: ApplicationProtocol) throws {
        let pair = try Pair(offering: offered, speaking: decided)
        #expect(try pair.shakeHands())
        #expect(pair.client.spoken == decided)
    }

    @Test func `A client that does not offer what was decided gets no session`() throws {
        let pair = try Pair(offering: [.http1], speaking: .http2)
        // no_application_protocol
        #expect(throws: TLSFault.alert(120)) { try pair.shakeHands() }
    }

    @Test func `A host with another name is not believed, and hears of it`() throws {
        let pair = try Pair(asking: "other.example.org")
        // X509_V_ERR_HOSTNAME_MISMATCH
        #expect(throws: TLSFault.notTrusted(code: 62)) { try pair.shakeHands() }
        try Pair.pass(pair.client.takeOutput(), to: pair.server, parts: .max)
        // bad_certificate
        #expect(throws: TLSFault.alert(42)) { try pair.server.shakeHands() }
    }

    @Test func `A host whose authority nobody knows is not believed`() throws {
        let pair = try Pair(trusting: BoxAuthority())
        // X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY: the same name, and another key.
        #expect { try pair.shakeHands() } throws: { error in
            guard case TLSFault.notTrusted = error else { return false }
            return true
        }
    }

    @Test func `A name is served below no other`() throws {
        let pair = try Pair(asking: "a.api.example.org")
        #expect(throws: TLSFault.notTrusted(code: 62)) { try pair.shakeHands() }
    }

    @Test func `A connection that ends without a word is truncated, and one with it is not`() throws {
        let pair = try Pair()
        #expect(try pair.shakeHands())
        try pair.server.write([1, 2, 3].span)
        try Pair.pass(pair.server.takeOutput(), to: pair.client, parts: .max)
        pair.client.endInput()
        #expect(try Self.readOnce(pair.client, space: 10).bytes == [1, 2, 3])
        #expect(throws: TLSFault.truncated) { try Self.readOnce(pair.client, space: 10) }
    }

    @Test func `Bytes that are no TLS end the session`() throws {
        let server = try Pair().server
        try Pair.pass(Array("GET / HTTP/1.1\r\n\r\n".utf8), to: server, parts: .max)
        #expect(throws: TLSFault.failed) { try server.shakeHands() }
        let changed = try Pair()
        #expect(try changed.shakeHands())
        try changed.client.write([1, 2, 3].span)
        var bytes = changed.client.takeOutput()
        bytes[bytes.count - 1] ^= 1
        try Pair.pass(bytes, to: changed.server, parts: .max)
        #expect(throws: TLSFault.failed) { try Self.read(changed.server) }
    }

    @Test func `An authority is the same for the broker that follows`() throws {
        let first = try BoxAuthority()
        let second = try BoxAuthority(stored: first.stored())
        #expect(second.certificateText == first.certificateText)
        let client = try TrustedRoots(bundle: Array(first.certificateText.utf8))
            .session(with: "a.example.org", offering: [.http1])
        let server = try second.session(for: "a.example.org", speaking: .http1)
        #expect(!(try client.shakeHands()))
        try Pair.pass(client.takeOutput(), to: server, parts: .max)
        _ = try server.shakeHands()
        try Pair.pass(server.takeOutput(), to: client, parts: .max)
        #expect(try client.shakeHands())
        #expect(try BoxAuthority().certificateText != first.certificateText)
    }

    @Test func `What is no authority is none`() throws {
        let (one, other) = (try BoxAuthority().stored(), try BoxAuthority().stored())
        let text = String(decoding: one, as: UTF8.self)
        let certificate = try #require(text.firstRange(of: "-----BEGIN CERTIFICATE-----"))
        let key = Array(text[..<certificate.lowerBound].utf8)
        let foreign = String(decoding: other, as: UTF8.self)
        for bytes in [[], Array("x".utf8), key, Array(text[certificate.lowerBound...].utf8), Array(one.dropLast(60))] {
            #expect(throws: TLSFault.unavailable) { try BoxAuthority(stored: bytes) }
        }
        // The certificate of another key.
        let start = try #require(foreign.firstRange(of: "-----BEGIN CERTIFICATE-----"))
        let mixed = key + Array(foreign[start.lowerBound...].utf8)
        #expect(throws: TLSFault.unavailable) { try BoxAuthority(stored: mixed) }
    }

    @Test func `A bundle is read with what stands beside its certificates, and one without any is none`() throws {
        let (one, other) = (try BoxAuthority().certificateText, try BoxAuthority().certificateText)
        #expect(try TrustedRoots(bundle: Array("# roots\n\(one)\nsome words\n\(other)".utf8)).count == 2)
        for text in ["", "# nothing", one.replacing("MII", with: "!!!")] {
            #expect(throws: TLSFault.unavailable) { try TrustedRoots(bundle: Array(text.utf8)) }
        }
    }
}
