import Egress
import Glibc
import HTTP2
import InstalledTrilatch
import RepositoryFiles
import Testing

/// Connections whose two ends are Python's h2, with messages that are right, damaged, and cut up.
@Suite struct ForeignPeerTests {
    private static let count = 1000

    /// What one side reads in a message; nil for none, or a part of one.
    private struct Reading: Equatable {
        var fields: [String]
        var content: [UInt8]

        /// Fields in an order of their own, without those that are about one connection.
        init?(_ text: Substring) {
            guard text != "-" else { return nil }
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            let own = ["host", "expect", "alt-svc"]
            fields = String(decoding: bytes(parts[0]), as: UTF8.self).split(separator: "\n").map(String.init)
                .filter { line in !own.contains { line.hasPrefix("\($0)=") } }.sorted()
            content = bytes(parts[1])
        }
    }

    private static func python(_ arguments: [String], _ input: [[UInt8]] = []) throws -> [[Substring]] {
        let root = environmentVariable("TRILATCH_DEV") ?? "\(RepositoryFile.root)/.trilatch-dev"
        let python = "\(root)/http2/bin/python3"
        try #require(unsafe access(python, X_OK) == 0, "\(python) is missing: run `make deps`")
        let outcome = try Subprocess.run(
            [python, "\(RepositoryFile.root)/Tests/interop/http2.py"] + arguments,
            environment: ["PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"],
            input: input.map { digits($0) + "\n" }.joined())
        try #require(outcome.status == 0, "\(outcome.errors)")
        return outcome.output.split(separator: "\n").map { $0.split(separator: " ") }
    }

    @Test(arguments: [1, 11, .max])
    func `what passes here is the same to h2, on both ends, and says what h2 said`(size: Int) throws {
        let asked = try Self.python(["ask", "\(Self.count)"])
        try #require(asked.count == Self.count)
        let connections = asked.map { line in
            let connection = Connection(pieces: size)
            connection.send(bytes(line[0]))
            connection.deliver()
            return connection
        }
        let answered = try Self.python(["answer"], connections.map(\.toUpstream))
        try #require(answered.count == Self.count)
        for (connection, line) in zip(connections, answered) where line[1] != "." {
            connection.answer(bytes(line[1]))
            connection.deliver()
        }
        let heard = try Self.python(["hear"], connections.map(\.toClient))
        try #require(heard.count == Self.count)
        var same = (requests: 0, answers: 0)
        for number in connections.indices {
            // A request that reaches the host is one to h2 as it came.
            guard let request = Reading(answered[number][0]) else { continue }
            same.requests += 1
            #expect(Reading(asked[number][1]) == request, "request \(number)")
            #expect(connections[number].judgements.count == 1)
            guard connections[number].end == nil, connections[number].faults.isEmpty else { continue }
            // An answer that reaches the program is one to h2 as it came.
            guard let answer = Reading(heard[number][0]) else { continue }
            same.answers += 1
            #expect(Reading(answered[number][2]) == answer, "answer \(number)")
        }
        #expect(same.requests >= 400 && same.answers >= 200, "\(same)")
    }
}

/// The bytes of hexadecimal digits.
private func bytes(_ digits: Substring) -> [UInt8] {
    let values = digits.compactMap { $0.hexDigitValue.map(UInt8.init) }
    return stride(from: 0, to: values.count - 1, by: 2).map { values[$0] << 4 | values[$0 + 1] }
}

private func digits(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
