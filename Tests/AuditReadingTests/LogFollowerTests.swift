import Audit
import AuditFixtures
import AuditReading
import Refusals
import Testing

/// Following a log that goes on.
@Suite struct LogFollowerTests {
    @Test func `every line is given once and in order, also when files are set aside between two looks`() throws {
        let folder = Folder()
        let settings = AuditSettings(rotation: .init(size: 2048, kept: 100))
        let trail = try AuditTrail(of: Sample.launch, in: folder.path, settings: settings)
        var log = try LogFollower.open(folder.path)
        var numbers: [UInt64] = []
        var written = 0
        func look() throws { try log.read { numbers.append(LogLine($0)?.sequence ?? .max) } }
        for step in [0, 1, 3, 30, 0, 7, 100] {
            for number in 0..<step { try Sample.exchange(Int64(number), on: trail) }
            written += step
            try look()
            #expect(numbers == Array(0..<UInt64(numbers.count)) && numbers.count == 1 + 2 * written)
        }
    }

    @Test func `a line is given when it is whole`() throws {
        let folder = Folder()
        try Sample.run(in: folder.path)
        var log = try LogFollower.open(folder.path)
        var count = 0
        try log.read { _ in count += 1 }
        #expect(count == 5)
        let line = try #require(folder.log.split(separator: "\n").first)
        folder.append(String(line.prefix(100)))
        try log.read { _ in count += 1 }
        #expect(count == 5)
        folder.append(String(line.dropFirst(100)) + "\n")
        try log.read { #expect($0.elementsEqual(line.utf8)) }
    }

    @Test func `reading begins not far from the end of a long log, with a whole line`() throws {
        let folder = Folder()
        try Sample.run(in: folder.path, calls: 12_000)
        let size = folder.log.utf8.count
        try #require(size > 5 << 20)
        var log = try LogFollower.open(folder.path)
        var bytes = 0
        var strange = 0
        try log.read {
            bytes += $0.count + 1
            if LogLine($0) == nil { strange += 1 }
        }
        #expect(strange == 0 && bytes <= 4 << 20 && bytes > 4 << 20 - 1000)
    }

    @Test func `without a log there is nothing to follow`() {
        let folder = Folder()
        #expect(throws: Refusal.self) { _ = try LogFollower.open(folder.path) }
    }
}
