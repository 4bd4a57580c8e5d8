import Addresses
import Egress
import FuzzProperties

/// The name server beside a plain model of it.
struct ComparedServer {
    private static let names = ["a.example", "b.example", "xn--e1afmkfd.example"].compactMap { DNSName($0) }
    private static let wildcards = ["w.example", "example.org"].compactMap { DNSName($0) }
    private static let poolSize = 3

    private var server = NameServer(
        table: NameTable(names: names, below: wildcards, poolSize: poolSize))
    private var pool: [String] = []
    private(set) var count = 0

    mutating func answer(_ message: [UInt8]) {
        count += 1
        var reply: [UInt8] = [0xaa]
        let lookup = server.answer(message.span, into: &reply)
        require(reply.first == 0xaa, "a reply is appended")
        reply.removeFirst()
        require((lookup == nil) == reply.isEmpty, "there is a reply where there is something to log")
        require(reply.isEmpty == (message.count < 12 || message[2] & 0x80 != 0), "only no query is met with silence")
        guard let lookup, message.count >= 12 else { return }
        require((12...512).contains(reply.count), "a reply fits a datagram")
        require(reply.starts(with: message.prefix(2)) && reply[2] & 0x80 != 0, "a reply is one, to this message")
        var streamed: [UInt8] = []
        var copy = server
        _ = copy.answer(streamed: message.span, into: &streamed)
        require(
            streamed.count == reply.count + 2 && streamed.dropFirst(4).elementsEqual(reply.dropFirst(2)), "as streamed")
        compare(lookup, reply, PlainQuery(message))
    }

    private mutating func compare(_ lookup: Lookup, _ reply: [UInt8], _ query: PlainQuery?) {
        let code = reply[3] & 0x0f
        guard let query else {
            require([.malformed, .notSupported].contains(lookup.verdict), "\(lookup.verdict) for no query")
            require(code == (lookup.verdict == .malformed ? 1 : 4), "the code of no query")
            require(lookup.name == nil, "no name for the log")
            return
        }
        guard query.isInternet, query.version == 0 else {
            require(lookup.verdict == .notSupported, "nothing but the internet")
            return
        }
        let name = query.name ?? ""
        require(lookup.name.map { $0.description } ?? "" == name, "two readers read the same name")
        requireHarmless(lookup.name?.description ?? "")
        let isBelow = Self.wildcards.contains { name.hasSuffix(".\($0)") }
        let isExact = Self.names.contains { $0.description == name }
        let isKnown = isExact || pool.contains(name)
        if !isKnown, isBelow, pool.count < Self.poolSize { pool.append(name) }
        let isGranted = isKnown || pool.contains(name)
        let isAddress = query.type == 1 || query.type == 28
        switch lookup.verdict {
        case .answered: require(isGranted && isAddress && code == 0 && reply[7] == 1, "a granted name")
        case .noRecords:
            require(isGranted && !isAddress && code == 0 && reply[7] == 0, "a granted name's other records")
        case .notGranted: require(!isGranted && !isBelow && code == 3 && reply[7] == 0, "no granted name")
        case .poolExhausted: require(!isGranted && isBelow && code == 2 && reply[7] == 0, "a name too many")
        case .malformed, .notSupported: require(false, "a query of the internet")
        }
        guard lookup.verdict == .answered else { return }
        let width = query.type == 1 ? 4 : 16
        let end = reply.count - query.optionLength
        let address = Array(reply[(end - width)..<end])
        require(server.table.name(of: address)?.description == name, "the address of the name")
        let place = isExact ? nil : pool.firstIndex(of: name)
        if let place { require(Int(address[width - 1]) == 1 + Self.names.count + place, "addresses are stable") }
    }
}

extension NameTable {
    fileprivate func name(of bytes: [UInt8]) -> DNSName? { IPAddress(bytes: bytes.span).flatMap { name(of: $0) } }
}
