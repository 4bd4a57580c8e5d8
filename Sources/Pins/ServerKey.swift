/// Which server a pin is about.
///
/// Two servers that a client, or two of them, call alike are told apart by what they run; what a server is given as
/// arguments is no part of it, because arguments carry secrets and differ from one workspace to the next.
package struct ServerKey: Sendable, Hashable, Comparable {
    /// What messages and the audit log call the server.
    package var name: String
    /// The profile as it was named; for a file its absolute path.
    package var profile: String
    /// Absolute path of the program, as the plan has it.
    package var program: String

    package init(name: String, profile: String, program: String) {
        self.name = name
        self.profile = profile
        self.program = program
    }

    // By bytes: a path is another where only its spelling in Unicode differs.
    private var fields: [String.UTF8View] { [name.utf8, profile.utf8, program.utf8] }

    package static func == (left: ServerKey, right: ServerKey) -> Bool {
        zip(left.fields, right.fields).allSatisfy { $0.elementsEqual($1) }
    }

    package func hash(into hasher: inout Hasher) {
        for field in fields {
            for byte in field { hasher.combine(byte) }
            hasher.combine(0xff as UInt8)
        }
    }

    package static func < (left: ServerKey, right: ServerKey) -> Bool {
        for (one, other) in zip(left.fields, right.fields) where !one.elementsEqual(other) {
            return one.lexicographicallyPrecedes(other)
        }
        return false
    }

    /// Whether two keys differ in their program alone.
    package func isSibling(of other: ServerKey) -> Bool {
        self != other && name.utf8.elementsEqual(other.name.utf8) && profile.utf8.elementsEqual(other.profile.utf8)
    }
}
