/// What a server was seen to want of a path.
package struct Wants: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// To know whether it is there, or what it is.
    package static let look = Wants(rawValue: 1)
    package static let read = Wants(rawValue: 2)
    package static let list = Wants(rawValue: 4)
    /// To change it, make it or remove it.
    package static let write = Wants(rawValue: 8)
    package static let execute = Wants(rawValue: 16)

    /// In words, in this order.
    package var words: String {
        let named: [(Wants, String)] = [
            (.look, "look"), (.read, "read"), (.list, "list"), (.write, "write"), (.execute, "execute"),
        ]
        return named.filter { contains($0.0) }.map(\.1).joined(separator: ", ")
    }
}
