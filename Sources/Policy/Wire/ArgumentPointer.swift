/// Where in the arguments of a call a rule looks: a JSON pointer, in which `*` stands for every element or member.
///
/// Source: RFC 6901, section 3 and 4.
package struct ArgumentPointer: Sendable, Hashable, CustomStringConvertible {
    package let steps: [Step]

    /// One step down.
    package enum Step: Sendable, Hashable {
        /// The member of this name, or the element of this number.
        case name(String)
        /// Every member, or every element.
        case any
    }

    /// No pointer has more steps.
    package static let mostSteps = 16

    /// The arguments as a whole.
    package static let root = ArgumentPointer(steps: [])

    private init(steps: [Step]) { self.steps = steps }

    /// Reads a pointer such as `/files/*/path`; nil where it is none.
    ///
    /// The empty pointer is not read: a rule is about something in the arguments.
    package init?(_ text: String) {
        guard text.utf8.first == UInt8(ascii: "/") else { return nil }
        var steps: [Step] = []
        for part in text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let name = ArgumentPointer.unescaped(part) else { return nil }
            steps.append(part.elementsEqual("*".utf8) ? .any : .name(name))
        }
        guard steps.count <= ArgumentPointer.mostSteps else { return nil }
        self.steps = steps
    }

    private static func unescaped(_ part: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        var rest = part[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "~") else {
                bytes.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "0"): bytes.append(UInt8(ascii: "~"))
            case UInt8(ascii: "1"): bytes.append(UInt8(ascii: "/"))
            default: return nil
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The pointer as a profile writes it; empty for the whole.
    package var description: String {
        steps.map { step in
            switch step {
            case .any: "/*"
            case .name(let name): "/" + ArgumentPointer.escaped(name)
            }
        }.joined()
    }

    private static func escaped(_ name: String) -> String {
        var text = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
