import Pins
import Refusals
import Surface
import SurfaceFixtures
import Testing
import Wire

/// What holds of every lock file, tried on many that nobody would write.
@Suite struct LockFilePropertyTests {
    private func lock(_ generator: inout DefinitionGenerator) -> LockFile {
        var lock = LockFile()
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            let key = ServerKey(name: generator.text(), profile: generator.text(), program: generator.text())
            var entry = PinEntry(key: key, date: "2026-11-23")
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                let item = SurfaceItem(.tool, generator.text(), generator.definition())
                switch Int.random(in: 0...3, using: &generator) {
                case 0: entry.accept(item, byPerson: true)
                case 1: entry.accept(item, byPerson: false)
                case 2: entry.held[item.identity] = .shown(item)
                default: entry.held[item.identity] = .gone
                }
            }
            entry.seen = Set(SurfaceListing.allCases.filter { _ in Bool.random(using: &generator) })
            if Bool.random(using: &generator) {
                entry.accept(
                    package(generator.text(), roots: [generator.text()]), byPerson: Bool.random(using: &generator))
            }
            lock[key] = entry
        }
        return lock
    }

    @Test(arguments: UInt64(0)..<8)
    func `what is written is what is read, and the same is written again`(seed: UInt64) throws {
        var generator = DefinitionGenerator(seed: seed)
        for _ in 0..<6 {
            let lock = lock(&generator)
            let text = lock.text
            let read = try LockFile(text, file: "f")
            #expect(read == lock)
            #expect(read.text == text)
            let isReviewable = String(decoding: text, as: UTF8.self).unicodeScalars.allSatisfy {
                $0 == "\n" || VisibleText.isVisible($0)
            }
            #expect(isReviewable)
        }
    }

    @Test(arguments: UInt64(0)..<8)
    func `damaged bytes are refused, or mean what they say`(seed: UInt64) throws {
        var generator = DefinitionGenerator(seed: seed)
        for _ in 0..<12 {
            var bytes = lock(&generator).text
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0...3, using: &generator) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: index)
                case 2: bytes.insert(contentsOf: bytes[index...].prefix(20), at: index)
                default: bytes.swapAt(index, Int.random(in: 0..<bytes.count, using: &generator))
                }
            }
            do {
                let read = try LockFile(bytes, file: "f")
                #expect(try LockFile(read.text, file: "f") == read)
            } catch {
                #expect(error.code == .pinFileInvalid)
                #expect("\(error)".unicodeScalars.allSatisfy { $0 == "\n" || VisibleText.isVisible($0) })
            }
        }
    }
}
