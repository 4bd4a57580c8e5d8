import LaunchPlan
import Testing

@Suite struct LifelineWordTests {
    @Test func `every byte is one word, and every word one byte`() {
        let words = (0...UInt8.max).map { LifelineWord($0) }
        #expect(words.map(\.byte) == Array(0...UInt8.max))
        #expect(Set(words).count == words.count)
    }

    @Test func `no signal is taken for another word`() {
        // 64 is the kernel's last.
        for number in 1...64 as ClosedRange<UInt8> { #expect(LifelineWord(number) == .signal(number)) }
    }
}
