import Egress
import RepositoryFiles
import Testing

/// Requests and answers made at random beside what h11 0.16.0 reads in them; `Requests/generate.py` has made both.
@Suite struct ForeignRequestTests {
    /// What one reader finds in a message.
    private struct Reading: Equatable {
        var start: [[UInt8]]
        var fields: [[UInt8]]
        var body: [UInt8]
    }

    private static func lines(_ file: String) throws -> [[Substring]] {
        try RepositoryFile("Tests/EgressTests/Requests/\(file).txt").contents().split(separator: "\n")
            .map { $0.split(separator: " ") }
    }

    private static func line(_ fields: [HTTPField]) -> [[UInt8]] {
        fields.map { Array("\($0.key):".utf8) + $0.value }
    }

    private static func body(
        _ framing: HTTPFraming, _ trailers: HTTPBody.Trailers, in bytes: [UInt8], from start: Int
    ) throws(HTTPFault) -> [UInt8]? {
        var body = HTTPBody(framing, trailers: trailers)
        var index = start
        var content: [UInt8] = []
        while let range = try body.take(bytes.span, at: &index) { content += bytes[range] }
        return body.isComplete ? content : nil
    }

    private static func request(_ bytes: [UInt8]) -> Reading? {
        do throws(HTTPFault) {
            var reader = HTTPHeadReader()
            var index = 0
            try reader.take(bytes.span, at: &index)
            guard reader.isComplete else { return nil }
            let head = try HTTPRequestHead(reader, for: Exchange.authority)
            guard let body = try body(head.framing, .refused, in: bytes, from: index) else { return nil }
            let target = head.target.path + (head.target.query.map { [UInt8(ascii: "?")] + $0 } ?? [])
            return Reading(start: [Array(head.method.utf8), target], fields: line(head.fields), body: body)
        } catch { return nil }
    }

    private static func answer(_ bytes: [UInt8]) -> Reading? {
        do throws(HTTPFault) {
            var reader = HTTPHeadReader()
            var index = 0
            try reader.take(bytes.span, at: &index)
            guard reader.isComplete else { return nil }
            let head = try HTTPResponseHead(reader, answering: "GET")
            guard head.framing != .untilClose, let body = try body(head.framing, .dropped, in: bytes, from: index)
            else { return nil }
            return Reading(start: [Array("\(head.status)".utf8)], fields: line(head.fields), body: body)
        } catch { return nil }
    }

    /// Fields in lines; those that h11 makes of others (`transfer-encoding` in small letters) are compared so.
    private static func fields(_ digits: Substring) -> [[UInt8]] {
        bytes(digits).split(separator: 0x0a).map(Array.init)
    }

    private static func isSame(_ ours: [[UInt8]], _ theirs: [[UInt8]]) -> Bool {
        func comparable(_ field: [UInt8]) -> [UInt8] {
            let text = String(decoding: field, as: UTF8.self)
            return text.hasPrefix("transfer-encoding:") ? Array(text.lowercased().utf8) : field
        }
        return ours.map(comparable) == theirs.map(comparable)
    }

    @Test func `a request that passes here is the same to h11`() throws {
        var same = 0
        for line in try Self.lines("requests") {
            guard let ours = Self.request(bytes(line[0])) else { continue }
            try #require(line.count == 5, "\(line[0])")
            same += 1
            let target = bytes(line[2])
            let theirs = try HTTPTarget(target.span)
            #expect(ours.start[0] == bytes(line[1]), "\(line[0])")
            #expect(ours.start[1] == theirs.path + (theirs.query.map { [UInt8(ascii: "?")] + $0 } ?? []), "\(line[0])")
            #expect(Self.isSame(ours.fields, Self.fields(line[3])), "\(line[0])")
            #expect(ours.body == (line[4] == "." ? [] : bytes(line[4])), "\(line[0])")
        }
        #expect(same >= 200, "\(same)")
    }

    @Test func `an answer that passes here is the same to h11`() throws {
        var same = 0
        for line in try Self.lines("answers") {
            guard let ours = Self.answer(bytes(line[0])) else { continue }
            try #require(line.count == 4, "\(line[0])")
            same += 1
            #expect(ours.start[0] == Array(line[1].utf8), "\(line[0])")
            #expect(Self.isSame(ours.fields, line[2] == "." ? [] : Self.fields(line[2])), "\(line[0])")
            #expect(ours.body == (line[3] == "." ? [] : bytes(line[3])), "\(line[0])")
        }
        #expect(same >= 200, "\(same)")
    }
}
