import Policy

/// The paths that a server may take one text for.
///
/// Readings were collected from servers in use: GitPython expands `~` and variables, the reference file server strips white
/// space and quotes, many decode percent signs. Source of URIs: RFC 8089; of percent-encoding: RFC 3986, section 2.1.
struct PathReadings {
    private let paths: BoxPaths
    private(set) var found: [Reading] = []

    /// One absolute path, as it was spelt.
    struct Reading {
        var bytes: [UInt8]
        /// It counts only where this exists: a folder that has a special name by accident.
        var onlyBelow: HostPath?
    }

    /// No path of the kernel's is longer, its NUL included (limits.h).
    private static let longest = 4095
    /// A text is decoded so often; one that could be decoded once more is refused.
    private static let mostDecodings = 2

    init(_ paths: BoxPaths) { self.paths = paths }

    /// Adds what a text may mean.
    ///
    /// - Throws: `PathAmbiguity`.
    mutating func add(_ text: [UInt8]) throws(PathAmbiguity) {
        guard text.count <= PathReadings.longest else { throw .tooLong }
        var text = text
        for _ in 0...PathReadings.mostDecodings {
            try addDecoded(text)
            guard let decoded = PathReadings.decoded(text) else { return }
            text = decoded
        }
        throw .encoded
    }

    private mutating func addDecoded(_ text: [UInt8]) throws(PathAmbiguity) {
        guard !text.contains(0) else { throw .nul }
        guard text.first != UInt8(ascii: "-") else { throw .option }
        guard !PathReadings.isStripped(text) else { throw .stripped }
        if let name = variable(in: text) { throw .variable(name) }
        if let scheme = PathReadings.scheme(of: text) {
            let rest = text.dropFirst(scheme.count + 1)
            if scheme.map({ $0 | 0x20 }).elementsEqual("file".utf8) {
                found.append(Reading(bytes: try PathReadings.path(ofFile: rest)))
                return addSpecial(text)
            }
            guard !rest.starts(with: "//".utf8) else { throw .otherScheme }
        }
        guard text.first == UInt8(ascii: "~") else {
            found.append(Reading(bytes: absolute(text)))
            return
        }
        guard text.count == 1 || text[1] == UInt8(ascii: "/") else { throw .otherHome }
        guard let home = paths.home else { throw .noHome }
        found.append(Reading(bytes: home.bytes + text.dropFirst()))
        addSpecial(text)
    }

    /// A relative path whose first part has a meaning, for servers that know nothing of it.
    private mutating func addSpecial(_ text: [UInt8]) {
        let first = text.prefix { $0 != UInt8(ascii: "/") }
        found.append(Reading(bytes: absolute(text), onlyBelow: paths.workingDirectory.appending(first)))
    }

    private func absolute(_ text: [UInt8]) -> [UInt8] {
        let slash = UInt8(ascii: "/")
        return text.first == slash ? text : paths.workingDirectory.bytes + [slash] + text
    }

    /// What follows `file:` as a path.
    private static func path(ofFile rest: ArraySlice<UInt8>) throws(PathAmbiguity) -> [UInt8] {
        guard !rest.contains(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) else { throw .query }
        var path = rest
        if rest.starts(with: "//".utf8) {
            path = rest.dropFirst(2).drop { $0 != UInt8(ascii: "/") }
            let machine = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }
            guard machine.isEmpty || machine.map({ $0 | 0x20 }).elementsEqual("localhost".utf8) else {
                throw .otherMachine
            }
        }
        guard path.first == UInt8(ascii: "/") else { throw .relativeURI }
        return Array(path)
    }

    /// The scheme that a text begins with; nil where it begins with none.
    ///
    /// Source: RFC 3986, section 3.1.
    private static func scheme(of text: [UInt8]) -> ArraySlice<UInt8>? {
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")), let first = text.first, isLetter(first) else {
            return nil
        }
        let scheme = text[..<colon]
        return scheme.allSatisfy { isLetter($0) || isDigit($0) || "+-.".utf8.contains($0) } ? scheme : nil
    }

    /// Whether something at an end is what servers strip: white space, controls, a byte-order mark, quotes.
    private static func isStripped(_ text: [UInt8]) -> Bool {
        let scalars = String(decoding: text, as: UTF8.self).unicodeScalars
        return [scalars.first, scalars.last].contains { scalar in
            guard let scalar else { return false }
            return scalar.properties.isWhitespace || scalar.value < 0x20
                || "\u{feff}\"'`".unicodeScalars.contains(scalar)
        }
    }

    /// The name of a variable of the server that a `$` in a text stands before.
    private func variable(in text: [UInt8]) -> String? {
        for start in text.indices where text[start] == UInt8(ascii: "$") {
            var name = text[(start + 1)...]
            if name.first == UInt8(ascii: "{") {
                name = name.dropFirst().prefix { $0 != UInt8(ascii: "}") }
            } else {
                name = name.prefix {
                    PathReadings.isLetter($0) || PathReadings.isDigit($0) || $0 == UInt8(ascii: "_")
                }
            }
            let text = String(decoding: name, as: UTF8.self)
            if paths.variables.contains(text) { return text }
        }
        return nil
    }

    /// A text with each `%` and two hexadecimal digits replaced by the byte; nil where there is none.
    private static func decoded(_ text: [UInt8]) -> [UInt8]? {
        var decoded: [UInt8] = []
        var at = 0
        while at < text.count {
            if text[at] == UInt8(ascii: "%"), at + 2 < text.count, let high = digit(text[at + 1]),
                let low = digit(text[at + 2])
            {
                decoded.append(high << 4 | low)
                at += 3
            } else {
                decoded.append(text[at])
                at += 1
            }
        }
        return decoded.count == text.count ? nil : decoded
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
