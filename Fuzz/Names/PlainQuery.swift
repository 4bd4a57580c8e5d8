/// A query as a plain reader takes it: whole, or not at all.
struct PlainQuery {
    /// In lower case; nil where it is no host's name.
    var name: String?
    var type: Int
    var isInternet: Bool
    var version: UInt8 = 0
    /// How long the record of options of the reply is.
    var optionLength = 0

    /// Reads a message; nil for anything but one question, with one record of options perhaps.
    init?(_ message: [UInt8]) {
        func number(_ index: Int) -> Int { Int(message[index]) * 256 + Int(message[index + 1]) }
        guard message.count >= 12, message[2] & 0xfa == 0, number(4) == 1, number(6) == 0, number(8) == 0,
            number(10) <= 1
        else { return nil }
        var labels: [[UInt8]] = []
        var index = 12
        while true {
            guard index < message.count else { return nil }
            let length = Int(message[index])
            if length == 0 { break }
            guard length < 64, index + 1 + length <= message.count else { return nil }
            labels.append(Array(message[(index + 1)..<(index + 1 + length)]))
            index += 1 + length
        }
        guard index - 12 + 1 <= 255 else { return nil }
        index += 1
        guard index + 4 <= message.count else { return nil }
        type = number(index)
        isInternet = number(index + 2) == 1
        index += 4
        name = Self.hostName(labels)
        if number(10) == 1 {
            guard index + 11 <= message.count, message[index] == 0, number(index + 1) == 41 else { return nil }
            version = message[index + 6]
            index += 11 + number(index + 9)
            optionLength = 11
        }
        guard index == message.count else { return nil }
    }

    private static func hostName(_ labels: [[UInt8]]) -> String? {
        let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        let lowered = labels.map { $0.map { (65...90).contains($0) ? $0 + 32 : $0 } }
        guard let last = lowered.last else { return nil }
        for label in lowered where !label.allSatisfy(allowed.contains) || label.first == 45 || label.last == 45 {
            return nil
        }
        let text = String(decoding: last, as: UTF8.self)
        guard text.contains(where: { ("a"..."z").contains($0) }), !text.hasPrefix("0x") else { return nil }
        return lowered.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ".")
    }
}
