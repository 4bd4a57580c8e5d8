import Audit
import AuditFixtures
import AuditReading
import Glibc
import Kernel
import Testing

/// What was changed in a log is found.
@Suite struct LogVerificationTests {
    /// A log of two runs that ended, one that was killed, and one after it.
    private func written(in folder: Folder) throws -> [String] {
        let path = folder.path
        let runs = [
            try Sample.run(in: path), try Sample.run(in: path, calls: 2), try Sample.run(in: path, isKilled: true),
            try Sample.run(in: path, calls: 0),
        ]
        return runs
    }

    @Test func `a log that nobody touched is good, and a killed run is told`() throws {
        let folder = Folder()
        let runs = try written(in: folder)
        let result = try Log.verify(folder.path)
        #expect(result.isGood)
        #expect(result.findings.map(\.what).allSatisfy { $0.contains(runs[2]) && $0.contains("has no end") })
        #expect(result.toldCount == 1 && result.brokenCount == 0)
        #expect(result.runCount == 4)
        #expect(result.lineCount == 5 + 7 + 4 + 3)
    }

    @Test func `a log without a line is good`() throws {
        let folder = Folder()
        #expect(throws: (any Error).self) { try Log.verify(folder.path) }
        folder.append("")
        folder.append("", to: "audit.head")
        #expect(try !Log.verify(folder.path).isGood, "a head that says nothing")
    }

    @Test func `every byte that is another is found, wherever it stands`() throws {
        let folder = Folder()
        _ = try written(in: folder)
        let original = Array(folder.log.utf8)
        // In the last line of the run that was killed, the marks of its place: without them it may have been cut short.
        let killed = folder.log.split(separator: "\n", omittingEmptySubsequences: false)[..<16].joined(separator: "\n")
        let marks = [killed.utf8.count - 76...killed.utf8.count - 67, killed.utf8.count - 2...killed.utf8.count]
        let told = try Log.verify(folder.path).toldCount
        for index in original.indices {
            var bytes = original
            bytes[index] ^= 0x01
            if bytes[index] == 0x0a { bytes[index] = 0x20 }
            let result = verify(lines: bytes, try LogSnapshot(of: folder.path).head)
            let isMark = marks.contains { $0.contains(index) }
            #expect(!result.isGood || (isMark && result.toldCount > told), "byte \(index)")
        }
    }

    @Test func `in the lines after the last link a changed byte is found, or the line is told as torn`() throws {
        let folder = Folder()
        _ = try Sample.run(in: folder.path, calls: 2, isKilled: true)
        let original = Array(folder.log.utf8)
        let good = try Log.verify(folder.path)
        for index in original.indices {
            var bytes = original
            bytes[index] ^= 0x01
            let result = verify(lines: bytes, try LogSnapshot(of: folder.path).head)
            #expect(!result.isGood || result.toldCount > good.toldCount, "byte \(index)")
        }
    }

    /// Ways to take lines out of a log and put lines into it.
    struct Forgery: CustomTestStringConvertible {
        var testDescription: String
        var change: @Sendable ([String]) -> [String]
    }

    static let forgeries = [
        Forgery(testDescription: "a line is removed") { Array($0[..<2] + $0[3...]) },
        Forgery(testDescription: "two lines change places") {
            var lines = $0
            lines.swapAt(2, 3)
            return lines
        },
        Forgery(testDescription: "a line stands twice") { Array($0[...2] + $0[2...]) },
        Forgery(testDescription: "a line of another run is moved up") {
            Array($0[..<2] + [$0[7]] + $0[2..<7] + $0[8...])
        },
        Forgery(testDescription: "the first run is removed") { Array($0[5...]) },
        Forgery(testDescription: "the second run is removed") { Array($0[..<5] + $0[12...]) },
        Forgery(testDescription: "the run that was killed is removed") { Array($0[..<12] + $0[16...]) },
        Forgery(testDescription: "the last run is removed") { Array($0[..<16]) },
        Forgery(testDescription: "the last line is removed") { Array($0.dropLast()) },
        Forgery(testDescription: "the end of a run is removed") { Array($0[..<4] + $0[5...]) },
        Forgery(testDescription: "a launch is removed") { Array($0[..<5] + $0[6...]) },
        Forgery(testDescription: "two runs change places") { Array($0[5..<12] + $0[..<5] + $0[12...]) },
        Forgery(testDescription: "everything is removed") { _ in [] },
        Forgery(testDescription: "a line is made up") { $0 + [$0[2].replacing("\"seq\":2", with: "\"seq\":3")] },
        Forgery(testDescription: "a run is made up") {
            $0 + $0[..<5].map { $0.replacing(#/"run":"../#, with: "\"run\":\"zz") }
        },
    ]

    @Test(arguments: forgeries)
    func `lines that are removed, moved, repeated or made up are found`(forgery: Forgery) throws {
        let folder = Folder()
        _ = try written(in: folder)
        let lines = folder.log.split(separator: "\n").map(String.init)
        try #require(lines.count == 19)
        let text = forgery.change(lines).map { $0 + "\n" }.joined()
        #expect(text != folder.log)
        folder.replace(text)
        #expect(try !Log.verify(folder.path).isGood)
    }

    @Test func `a head that is removed, changed or an old one is found`() throws {
        let folder = Folder()
        _ = try Sample.run(in: folder.path)
        let old = folder.text(of: "audit.head")
        _ = try Sample.run(in: folder.path)
        for text in [old, "", old.replacing("settled", with: "settlex"), String(repeating: "x", count: 128)] {
            let head = folder.text(of: "audit.head")
            folder.replace(text, in: "audit.head")
            #expect(try !Log.verify(folder.path).isGood)
            folder.replace(head, in: "audit.head")
            #expect(try Log.verify(folder.path).isGood)
        }
        unsafe unlink(folder.path + "/audit.head")
        #expect(try !Log.verify(folder.path).isGood)
    }

    @Test func `a value that was noted is found as long as all before it stands`() throws {
        let folder = Folder()
        _ = try Sample.run(in: folder.path)
        let noted = try #require(try Log.verify(folder.path).link)
        _ = try Sample.run(in: folder.path)
        #expect(try Log.verify(folder.path, noted: noted).isGood)
        for name in ["audit.jsonl", "audit.head"] { unsafe unlink(folder.path + "/" + name) }
        _ = try Sample.run(in: folder.path)
        #expect(try Log.verify(folder.path).isGood, "a log that was written anew is a good one")
        #expect(try !Log.verify(folder.path, noted: noted).isGood, "but not the one that was noted")
    }

    @Test func `a line that was cut short is told, whether a newline or another line follows it`() throws {
        let folder = Folder()
        _ = try Sample.run(in: folder.path)
        let line = folder.log.split(separator: "\n")[2]
        for cut in [1, 20, 60, 100, line.count - 1] {
            folder.append(String(line.prefix(cut)))
            _ = try Sample.run(in: folder.path)
        }
        let result = try Log.verify(folder.path)
        #expect(result.isGood && result.toldCount == 5)
        // A line of a run that was there before, behind what another run was cut at.
        let lines = folder.log.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        folder.replace(lines[0] + "\n" + line.prefix(50) + lines[1...].joined(separator: "\n"))
        let glued = try Log.verify(folder.path)
        #expect(glued.isGood && glued.toldCount == 6)
    }

    /// Checks bytes as if they were the log's only file.
    private func verify(lines bytes: [UInt8], _ head: LogHead?) -> LogVerification {
        var result = LogVerification()
        var number = 0
        var rest = bytes[...]
        while !rest.isEmpty {
            number += 1
            let end = rest.firstIndex(of: 0x0a)
            result.take(rest[..<(end ?? rest.endIndex)], isComplete: end != nil, "audit.jsonl", number)
            rest = rest[(end.map { $0 + 1 } ?? rest.endIndex)...]
        }
        result.finish(head)
        return result
    }
}

/// Shorter words for what every test does.
enum Log {
    /// Checks a log.
    static func verify(_ path: String, noted: ChainValue? = nil) throws -> LogVerification {
        try LogVerification(of: LogSnapshot(of: path), noted: noted)
    }
}
