import Testing
import Wire

/// Duplicate keys among few and among many, and the limits of structure.
@Suite struct JSONLimitTests {
    static func object(_ keys: [String]) -> String { "{\(keys.map { "\"\($0)\":[0]" }.joined(separator: ","))}" }

    static func fault(of text: String, limits: JSONLimits = JSONLimits()) -> JSONFault? {
        JSONScannerTests.fault(of: Array(text.utf8), limits: limits)
    }

    @Test(arguments: [2, 3, 8, 15, 16, 17, 18, 33, 64, 65, 129, 1000])
    func `a key twice is found among any number of keys, plain and escaped`(count: Int) {
        let keys = (0..<count).map { "k\($0 * 7919 % 10007)" }
        let object = Self.object(keys)
        for text in [object, "[\(object),\(object)]", "{\"k0\":\(object),\"x\":{\"k0\":\(object)}}"] {
            #expect(Self.fault(of: text) == nil)
        }
        for first in Set([0, 1, count / 2, count - 2]) {
            for second in Set([first + 1, count / 2 + 1, count - 1]) where first < second && second < count {
                for spelling in [keys[first], "\\u006b" + keys[first].dropFirst()] {
                    var twice = keys
                    twice[second] = spelling
                    let object = Self.object(twice)
                    for text in [object, "{\"a\":{\"b\":{\"c\":[\(object)]}}}"] {
                        let fault = Self.fault(of: text)
                        #expect(fault?.kind == .duplicateKey, "\(first), \(second), \(spelling)")
                        let place = text.utf8.dropFirst(fault?.offset ?? 0)
                        #expect(place.starts(with: "\"\(spelling)\"".utf8))
                    }
                }
            }
        }
    }

    /// Keys that are alike at a glance: the same length, first and last character.
    @Test(arguments: [2, 9, 16, 40])
    func `keys that are alike are not taken for the same`(count: Int) {
        let keys = (0..<count).map { "a\(String($0, radix: 2).replacing("0", with: "b"))\($0 % 10)\($0)z" }
        #expect(Self.fault(of: Self.object(keys)) == nil)
        let long = keys.map { String(repeating: "k", count: 40) + $0 }
        #expect(Self.fault(of: Self.object(long)) == nil)
        #expect(Self.fault(of: Self.object(long + [long[count / 2]]))?.kind == .duplicateKey)
    }

    @Test func `a limit holds to the last`() {
        func text(members: Int) -> String {
            "[\(Self.object((0..<members).map(String.init)))\(String(repeating: " ", count: 80))]"
        }
        var limits = JSONLimits()
        for most in [3, 64, 1000] {
            limits.members = most
            #expect(Self.fault(of: text(members: most), limits: limits) == nil)
            #expect(Self.fault(of: text(members: most + 1), limits: limits)?.kind == .tooManyMembers)
        }
        limits.depth = 2
        #expect(Self.fault(of: "[[]]", limits: limits) == nil)
        for text in ["[[[]]]", "[[{}]]", "[[{}\(String(repeating: " ", count: 80))]]"] {
            #expect(Self.fault(of: text, limits: limits) == JSONFault(.tooDeep, at: 2))
        }
        let digits = String(repeating: "1", count: 32)
        let space = String(repeating: " ", count: 80)
        limits.numberLength = 32
        limits.keyLength = 32
        for text in ["[\(digits)]", "{\"\(digits)\":1}", "[-1.5\(space)]"] {
            #expect(Self.fault(of: text, limits: limits) == nil)
        }
        for end in ["", space] {
            #expect(Self.fault(of: "[1\(digits)\(end)]", limits: limits) == JSONFault(.numberTooLong, at: 1))
            #expect(Self.fault(of: "{\"1\(digits)\":1\(end)}", limits: limits) == JSONFault(.keyTooLong, at: 1))
        }
    }

    @Test func `keys of open objects count together, and those of closed ones no more`() {
        var limits = JSONLimits()
        limits.members = 3
        #expect(Self.fault(of: "[{\"a\":{\"a\":1,\"b\":2}},{\"a\":{\"a\":{\"a\":1}}}]", limits: limits) == nil)
        for space in ["", String(repeating: " ", count: 80)] {
            let text = "{\"a\":{\"a\":1,\"b\":2,\"c\":3\(space)}}"
            #expect(Self.fault(of: text, limits: limits)?.kind == .tooManyMembers)
        }
    }
}
