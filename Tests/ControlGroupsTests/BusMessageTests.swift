import Testing

@testable import ControlGroups

/// What is said to systemd, and what is understood of its answers.
@Suite struct BusMessageTests {
    private static let unit = "trilatch-7-1.scope"

    /// The signal with which systemd says that a job is done, as the bus sends it.
    private static func jobRemoved(_ unit: String, result: String) -> [UInt8] {
        var body = BusWriter()
        body.write(4711 as UInt32)
        body.write("/org/freedesktop/systemd1/job/4711")
        body.write(unit)
        body.write(result)
        return message(kind: 4, fields: [(3, "s", "JobRemoved"), (8, "g", "uoss")], body: body.bytes)
    }

    private static func message(kind: UInt8, fields: [(UInt8, String, String)], body: [UInt8]) -> [UInt8] {
        var writer = BusWriter()
        for byte in [UInt8(ascii: "l"), kind, 0, 1] { writer.write(byte: byte) }
        writer.write(UInt32(body.count))
        writer.write(9 as UInt32)
        writer.writeArray(alignedTo: 8) { array in
            for (code, type, value) in fields {
                array.align(to: 8)
                array.write(byte: code)
                array.write(signature: type)
                if type == "g" { array.write(signature: value) } else { array.write(value) }
            }
        }
        writer.align(to: 8)
        return writer.bytes + body
    }

    @Test func `a call is laid out as the specification says, to the byte`() {
        let hello = BusCall(serial: 1, destination: "a.b", path: "/a", interface: "a.b", member: "Hi").bytes
        let expected: [UInt8] =
            [0x6c, 1, 0, 1] + [0, 0, 0, 0] + [1, 0, 0, 0] + [60, 0, 0, 0]
            + [1, 1, 0x6f, 0, 2, 0, 0, 0, 0x2f, 0x61, 0, 0, 0, 0, 0, 0]
            + [2, 1, 0x73, 0, 3, 0, 0, 0, 0x61, 0x2e, 0x62, 0, 0, 0, 0, 0]
            + [3, 1, 0x73, 0, 2, 0, 0, 0, 0x48, 0x69, 0, 0, 0, 0, 0, 0]
            + [6, 1, 0x73, 0, 3, 0, 0, 0, 0x61, 0x2e, 0x62, 0] + [0, 0, 0, 0]
        #expect(hello == expected)
    }

    @Test func `what is written is read back, however it is cut`() throws {
        let bytes = BusConversation.calls(Self.unit, 7).flatMap(\.bytes)
        var reader = BusReader()
        var members: [String?] = []
        for byte in bytes {
            reader.append([byte])
            while let message = try reader.next() { members.append(message.member) }
        }
        #expect(members == ["Hello", "AddMatch", "Subscribe", "StartTransientUnit"])
    }

    @Test func `only the end of our own job counts, and only when it went well`() throws {
        func judge(_ bytes: [UInt8]) throws -> Bool {
            var reader = BusReader()
            reader.append(bytes)
            let message = try reader.next()
            return try BusConversation.isDone(try #require(message), Self.unit)
        }
        #expect(try judge(Self.jobRemoved(Self.unit, result: "done")))
        #expect(try !judge(Self.jobRemoved("other.scope", result: "done")))
        #expect(throws: SystemManagerError("systemd started no scope: failed")) {
            try judge(Self.jobRemoved(Self.unit, result: "failed"))
        }
        #expect(throws: SystemManagerError("systemd refused: org.freedesktop.DBus.Error.AccessDenied")) {
            try judge(Self.message(kind: 3, fields: [(4, "s", "org.freedesktop.DBus.Error.AccessDenied")], body: []))
        }
    }

    @Test func `bytes that are no message are an error, and never more than that`() throws {
        var generator = SystemRandomNumberGenerator()
        let whole = Self.jobRemoved(Self.unit, result: "done")
        var refused = 0
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            var reader = BusReader()
            reader.append(bytes)
            do {
                if let message = try reader.next() { _ = try BusConversation.isDone(message, Self.unit) }
            } catch {
                refused += 1
            }
        }
        #expect(refused > 1000)
    }

    @Test func `a message that is longer than any we ask for is refused before it is here`() {
        var reader = BusReader()
        reader.append([UInt8(ascii: "l"), 2, 0, 1, 0xff, 0xff, 0xff, 0x7f, 1, 0, 0, 0, 0, 0, 0, 0])
        #expect(throws: BusReader.Malformed.self) { try reader.next() }
    }
}
