import Addresses
import Egress
import RepositoryFiles
import Testing

/// Messages made at random beside what dnspython 2.9.2 reads in them; `Messages/generate.py` has made both.
@Suite struct ForeignMessageTests {
    private static func lines(_ file: String) throws -> [[Substring]] {
        try RepositoryFile("Tests/EgressTests/Messages/\(file).txt").contents().split(separator: "\n")
            .map { $0.split(separator: " ") }
    }

    /// The name on the wire as a host's, where it is one.
    private static func hostName(_ wire: [UInt8]) -> DNSName? {
        var parts: [String] = []
        var rest = wire[...]
        while let length = rest.first, length > 0 {
            let label = rest.dropFirst().prefix(Int(length))
            // A dot inside a label would make two of it.
            guard !label.contains(0x2e) else { return nil }
            parts.append(String(decoding: label, as: UTF8.self))
            rest = rest.dropFirst(Int(length) + 1)
        }
        return DNSName(parts.joined(separator: "."))
    }

    @Test func `a query that both read has the same name and type, and a plain one is read`() throws {
        var (read, plain) = (0, 0)
        for line in try Self.lines("queries") {
            let message = bytes(line[0])
            var server = NameServer(table: NameTable(names: []))
            var reply: [UInt8] = []
            let lookup = server.answer(message.span, into: &reply)
            let isRead = lookup.map { $0.verdict != .malformed && $0.type.rawValue != 0 } ?? false
            if line.last == "plain" {
                plain += 1
                #expect(isRead, "\(line[0])")
            }
            guard isRead, let lookup else { continue }
            read += 1
            try #require(line.count >= 3, "\(line[0])")
            #expect(lookup.name == Self.hostName(bytes(line[1])), "\(line[0])")
            #expect(String(lookup.type.rawValue) == line[2], "\(line[0])")
        }
        #expect(plain >= 150 && read >= plain)
    }

    @Test func `an answer that both read has the same addresses, and the same life`() throws {
        var (same, ours, theirs) = (0, 0, 0)
        for line in try Self.lines("answers") {
            var servers = try FakeServers { $0.attempts = 1 }
            try servers.reply(.aaaa)
            let asked = try servers.query(.a)
            servers.receive(Array(asked.bytes[..<2]) + Array(bytes(line[0]).dropFirst(2)), for: asked)
            guard case .addresses(let addresses, let seconds) = servers.resolver.outcome else {
                theirs += line[1] == "-" ? 0 : 1
                continue
            }
            guard line.count == 3 else {
                ours += 1
                continue
            }
            same += 1
            let expected = Set(line[1].split(separator: ",").map(String.init))
            #expect(Set(addresses.map(\.description)) == expected, "\(line[0])")
            #expect(String(seconds) == line[2], "\(line[0])")
        }
        #expect(same >= 90)
        // They refuse for what is wrong in records that do not matter; we, for aliases that contradict each other.
        #expect(ours <= 10 && theirs <= 10, "\(ours) \(theirs)")
    }
}
