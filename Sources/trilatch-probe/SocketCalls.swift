/// Families of sockets by their numbers.
///
/// Source: include/linux/socket.h, Linux 6.18.
enum SocketFamily: Int {
    case unix = 1
    case inet = 2
    case inet6 = 10
    case netlink = 16
    case packet = 17
    case algorithm = 38
    case virtual = 40
    case express = 44
}

/// Types of sockets by their numbers.
enum SocketType: Int {
    case stream = 1
    case datagram = 2
    case raw = 3
    case sequential = 5
}

/// Opens a socket: a descriptor, or the negated errno.
func socket(_ family: SocketFamily, _ type: SocketType, _ number: Int, dirty: Bool = false) -> Int {
    dirty
        ? call(.socket, .dirty(family.rawValue), .dirty(type.rawValue), .dirty(number))
        : call(.socket, .number(family.rawValue), .number(type.rawValue), .number(number))
}

/// Addresses as the kernel takes them.
enum SocketAddress {
    /// A port of 127.0.0.1.
    static func inet(_ port: Int) -> [UInt8] {
        fields(UInt16(2), UInt16(truncatingIfNeeded: port).byteSwapped) + [127, 0, 0, 1]
            + [UInt8](repeating: 0, count: 8)
    }

    /// A port of ::1.
    static func inet6(_ port: Int) -> [UInt8] {
        fields(UInt16(10), UInt16(truncatingIfNeeded: port).byteSwapped, UInt32(0))
            + [UInt8](repeating: 0, count: 15) + [1] + fields(UInt32(0))
    }

    static func abstract(_ name: String) -> [UInt8] { fields(UInt16(1)) + [0] + Array(name.utf8.prefix(107)) }

    /// Cut to the 107 bytes that fit.
    static func path(_ path: String) -> [UInt8] { fields(UInt16(1)) + Array(path.utf8.prefix(107)) + [0] }
}
