import Learning
import Testing

@Suite struct NameQuestionTests {
    private static func query(
        _ labels: [[UInt8]], flags: [UInt8] = [0x01, 0x00], counts: [UInt8] = [0, 1, 0, 0, 0, 0, 0, 0],
        end: [UInt8] = [0, 0, 1, 0, 1]
    ) -> [UInt8] {
        [0x12, 0x34] + flags + counts + labels.flatMap { [UInt8($0.count)] + $0 } + end
    }

    private static let labels = ["API", "example", "org"].map { Array($0.utf8) }

    @Test func `a question's name is read, in small letters`() {
        #expect(NameQuestion.name(in: Self.query(Self.labels)) == "api.example.org")
    }

    @Test func `what is no question of this kind has no name`() {
        #expect(NameQuestion.name(in: Self.query(Self.labels, flags: [0x81, 0x80])) == nil, "an answer")
        #expect(
            NameQuestion.name(in: Self.query(Self.labels, counts: [0, 2, 0, 0, 0, 0, 0, 0])) == nil, "two questions")
        #expect(NameQuestion.name(in: Self.query(Self.labels, end: [0, 0, 1, 0, 3])) == nil, "another class")
        #expect(NameQuestion.name(in: Self.query([])) == nil, "the root")
        #expect(NameQuestion.name(in: Array("POST / HTTP/1.1\r\nHost: example.org\r\n\r\n".utf8)) == nil)
    }

    @Test(arguments: [" ", "\n", "#", "\"", "é", "."])
    func `a name with other characters is nobody's, whatever it would write into a profile`(character: String) {
        #expect(NameQuestion.name(in: Self.query([Array("a\(character)b".utf8), Array("org".utf8)])) == nil)
    }

    @Test func `no prefix of a question traps, or is taken for one`() {
        let whole = Self.query(Self.labels)
        for length in whole.indices { #expect(NameQuestion.name(in: Array(whole[..<length])) == nil) }
    }
}
