/// What an installed server is called: 1 to 48 letters, digits, `.`, `_` and `-`, the first a letter or digit.
///
/// It is the name of its folder.
package struct InstalledName: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let description: String

    /// - Returns: Nil for what is no such name, a path above all.
    package init?(_ text: String) {
        guard (1...48).contains(text.utf8.count), text.utf8.first.map(InstalledName.isPlain) == true,
            text.utf8.allSatisfy({ InstalledName.isPlain($0) || "._-".utf8.contains($0) })
        else { return nil }
        description = text
    }

    package static func < (left: InstalledName, right: InstalledName) -> Bool { left.description < right.description }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
