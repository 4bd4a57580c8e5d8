/// What messages and the audit log call a server: 1 to 64 letters, digits, `.`, `_` and `-`.
package struct ServerName: Equatable, Sendable, CustomStringConvertible {
    package let description: String

    /// The name that a command line gives.
    package init(argument: String) throws(InvalidChoice) {
        guard (1...64).contains(argument.utf8.count), argument.utf8.allSatisfy(ServerName.allows) else {
            throw InvalidChoice("A server's name is 1 to 64 letters, digits, '.', '_' and '-'.")
        }
        description = argument
    }

    /// The name of a server for which none is given: the last component of its command, as far as a name can hold it.
    package init(command: String) {
        let last = command.utf8.split(separator: UInt8(ascii: "/")).last.map(Array.init) ?? []
        let name = last.filter(ServerName.allows).prefix(64)
        description = name.isEmpty ? "server" : String(decoding: name, as: UTF8.self)
    }

    private static func allows(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
