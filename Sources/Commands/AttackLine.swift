/// One attack as the probe reports it: a line of JSON whose members are strings.
struct AttackLine: Hashable {
    var name: String
    var group: String
    /// What is tried, for a person.
    var tries: String
    var outcome: Outcome
    /// The errno or signal that the attack met.
    var obstacle: String?
    /// The layer that stopped it.
    var layer: String?
    var detail: String?

    enum Outcome: String {
        case stopped
        case succeeded
        case notApplicable = "not-applicable"
        case inconclusive
    }

    /// Reads a line; nil for anything that the probe does not write.
    init?(_ line: some Sequence<UInt8>) {
        var reader = FlatJSON(line)
        guard let members = reader.object(), let name = members["attack"], let group = members["group"],
            let tries = members["tries"], let outcome = members["outcome"].flatMap(Outcome.init(rawValue:))
        else { return nil }
        self.name = name
        self.group = group
        self.tries = tries
        self.outcome = outcome
        obstacle = members["errno"]
        layer = members["layer"]
        detail = members["detail"]
    }

    var json: JSONText {
        .members([
            "outcome": .string(outcome.rawValue), "errno": obstacle.map(JSONText.string),
            "layer": layer.map(JSONText.string), "detail": detail.map(JSONText.string),
        ])
    }
}

/// A reader of the two shapes that the probe writes: an object of strings, and an object with one list of strings.
struct FlatJSON {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: some Sequence<UInt8>) { rest = Array(bytes)[...] }

    /// An object whose values are strings, to the end of the text.
    mutating func object() -> [String: String]? {
        var members: [String: String] = [:]
        guard take("{") else { return nil }
        while true {
            guard let name = string(), take(":"), let value = string(), members.updateValue(value, forKey: name) == nil
            else { return nil }
            if take(",") { continue }
            return take("}") && rest.isEmpty ? members : nil
        }
    }

    /// An object whose only member is a list of strings, to the end of the text.
    mutating func list(named name: String) -> [String]? {
        var values: [String] = []
        guard take("{"), string() == name, take(":"), take("[") else { return nil }
        if !take("]") {
            while true {
                guard let value = string() else { return nil }
                values.append(value)
                if take(",") { continue }
                guard take("]") else { return nil }
                break
            }
        }
        return take("}") && rest.isEmpty ? values : nil
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: scalar) else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func string() -> String? {
        guard take("\"") else { return nil }
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return String(validating: bytes, as: UTF8.self)
            case UInt8(ascii: "\\"):
                switch rest.popFirst() {
                case UInt8(ascii: "\""): bytes.append(UInt8(ascii: "\""))
                case UInt8(ascii: "\\"): bytes.append(UInt8(ascii: "\\"))
                case UInt8(ascii: "u"):
                    guard rest.count >= 4,
                        let value = UInt32(String(decoding: rest.prefix(4), as: UTF8.self), radix: 16),
                        let scalar = Unicode.Scalar(value)
                    else { return nil }
                    rest.removeFirst(4)
                    bytes.append(contentsOf: String(scalar).utf8)
                default: return nil
                }
            case 0x00..<0x20: return nil
            default: bytes.append(byte)
            }
        }
        return nil
    }
}
