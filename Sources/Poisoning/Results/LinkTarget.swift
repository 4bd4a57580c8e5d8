/// Where a link or an image leads, read as leniently as the most lenient client does.
///
/// - Source: WHATWG URL (basic URL parser), CommonMark 0.31 (backslash escapes, entities).
struct LinkTarget {
    /// The host in small letters; whatever stands in its place, where it is none.
    let host: String
    /// The address with escapes and entities undone, and without the white space that a parser drops.
    let address: [UInt8]
    /// Where in `address` the part behind the scheme begins: a colon or a slash.
    let schemeLength: Int

    /// Schemes by which an address names a host that is then talked to.
    private static let network = [
        "http", "https", "ws", "wss", "ftp", "ftps", "sftp", "smb", "cifs", "afp", "nfs", "rtsp", "gopher",
    ]
    /// Schemes that the parser of browsers takes without slashes too.
    private static let lenient = network.prefix(5)

    /// Reads a destination; nil where it names no host: a relative one, `data:`, `mailto:`, an unknown scheme.
    ///
    /// - Parameter escapes: Whether a backslash takes its meaning from the sign behind it, as in Markdown.
    init?(_ destination: ArraySlice<UInt8>, escapes: Bool) {
        var address = LinkTarget.decoded(destination, escapes: escapes)
        address.removeAll { $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }
        address = Array(address.drop { $0 <= 0x20 })
        let scheme = address.prefix { $0.isOfScheme }
        if !scheme.isEmpty, address.count > scheme.count, address[scheme.count] == UInt8(ascii: ":") {
            let name = String(decoding: scheme.map { $0 | ($0.isCapital ? 0x20 : 0) }, as: UTF8.self)
            let slashes = address[(scheme.count + 1)...].prefix { $0.isSlash }.count
            let isFile = name == "file" && slashes == 2
            guard isFile || LinkTarget.network.contains(name), slashes >= 2 || LinkTarget.lenient.contains(name)
            else { return nil }
            schemeLength = scheme.count
            host = LinkTarget.host(of: address[(scheme.count + 1 + slashes)...])
            if isFile && host.isEmpty { return nil }
        } else if address.prefix(2).count(where: \.isSlash) == 2 {
            schemeLength = 0
            host = LinkTarget.host(of: address.drop { $0.isSlash })
            if host.isEmpty { return nil }
        } else {
            return nil
        }
        self.address = address
    }

    /// The address as a person can still read it, and no client fetches it: `hxxps://…`, `ftp[:]//…`.
    ///
    /// What could end the place where it stands is written as a percent sign and two digits.
    var defanged: [UInt8] {
        let scheme = address[..<schemeLength].map { $0 | ($0.isCapital ? 0x20 : 0) }
        var text: [UInt8]
        switch String(decoding: scheme, as: UTF8.self) {
        case "http": text = Array("hxxp".utf8)
        case "https": text = Array("hxxps".utf8)
        case "": text = Array("hxxps:".utf8)
        default: text = scheme + Array("[:]".utf8)
        }
        // An entity may have stood for a character that hides.
        let hides = CharacterHazard.first(in: String(decoding: address, as: UTF8.self).unicodeScalars[...]) != nil
        let isOther = text.last == UInt8(ascii: "]")
        for byte in address[(schemeLength + (isOther ? 1 : 0))...] {
            if byte <= 0x20 || byte == 0x7f || (hides && byte >= 0x80) || "()<>\"'`\\".utf8.contains(byte) {
                text += Array("%".utf8) + [LinkTarget.digit(byte >> 4), LinkTarget.digit(byte & 15)]
            } else {
                text.append(byte)
            }
        }
        return text
    }

    static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// The host of what stands behind the slashes: no user, no port, no dot at the end.
    private static func host(of rest: ArraySlice<UInt8>) -> String {
        let ends = Array("/\\?#".utf8)
        var authority = rest.prefix { !ends.contains($0) }
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) { authority = authority[(at + 1)...] }
        let isLiteral = authority.first == UInt8(ascii: "[")
        if !isLiteral, let colon = authority.lastIndex(of: UInt8(ascii: ":")) { authority = authority[..<colon] }
        if authority.last == UInt8(ascii: ".") { authority = authority.dropLast() }
        return String(decoding: authority, as: UTF8.self).lowercased()
    }

    private static func decoded(_ raw: ArraySlice<UInt8>, escapes: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        var index = raw.startIndex
        while index < raw.endIndex {
            if escapes, raw[index] == UInt8(ascii: "\\"), index + 1 < raw.endIndex, raw[index + 1].isPunctuation {
                bytes.append(raw[index + 1])
                index += 2
            } else if raw[index] == UInt8(ascii: "&"), let entity = entity(raw[index...]) {
                bytes.append(contentsOf: String(entity.scalar).utf8)
                index = entity.end
            } else {
                bytes.append(raw[index])
                index += 1
            }
        }
        return bytes
    }

    /// Entities that can stand for a part of an address before its host's end, by name.
    private static let named: [(name: String, scalar: Unicode.Scalar)] = [
        ("colon;", ":"), ("sol;", "/"), ("bsol;", "\\"), ("period;", "."), ("commat;", "@"), ("Tab;", "\t"),
        ("NewLine;", "\n"), ("amp;", "&"), ("num;", "#"), ("quest;", "?"), ("lowbar;", "_"), ("hyphen;", "-"),
    ]

    /// The entity at the start; a number needs no semicolon.
    private static func entity(_ raw: ArraySlice<UInt8>) -> (scalar: Unicode.Scalar, end: Int)? {
        let body = raw.dropFirst()
        if body.first == UInt8(ascii: "#") {
            let isHexadecimal = body.dropFirst().first.map { $0 | 0x20 } == UInt8(ascii: "x")
            let digits = body.dropFirst(isHexadecimal ? 2 : 1).prefix(8).prefix {
                isHexadecimal ? Character(Unicode.Scalar($0)).isHexDigit : (0x30...0x39).contains($0)
            }
            let number = UInt32(String(decoding: digits, as: UTF8.self), radix: isHexadecimal ? 16 : 10)
            guard let scalar = number.flatMap(Unicode.Scalar.init) else { return nil }
            let hasEnd = digits.endIndex < raw.endIndex && raw[digits.endIndex] == UInt8(ascii: ";")
            return (scalar, digits.endIndex + (hasEnd ? 1 : 0))
        }
        for (name, scalar) in named where body.starts(with: name.utf8) {
            return (scalar, body.startIndex + name.utf8.count)
        }
        return nil
    }
}

extension UInt8 {
    fileprivate var isCapital: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
    fileprivate var isSlash: Bool { self == UInt8(ascii: "/") || self == UInt8(ascii: "\\") }
    /// A letter, a digit, or one of `+-.`.
    var isOfScheme: Bool {
        isASCIILetter || (0x30...0x39).contains(self) || self == UInt8(ascii: "+") || self == UInt8(ascii: "-")
            || self == UInt8(ascii: ".")
    }
    fileprivate var isPunctuation: Bool {
        (0x21..<0x7f).contains(self) && !isASCIILetter && !(0x30...0x39).contains(self)
    }
    /// `a` to `z` in either size.
    var isASCIILetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
}
