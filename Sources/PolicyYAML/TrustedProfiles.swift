package import Refusals

/// The projects' own profiles that the user has accepted, each by the digest of its bytes.
///
/// The list is text, one profile a line: 64 hexadecimal digits, two blanks and the canonical path, with `\\` for a
/// backslash and `\n` for a line break. A line that is not of this form makes the whole list worthless, for nobody
/// knows what it meant.
package struct TrustedProfiles: Sendable, Equatable {
    /// Where a project keeps its own profile, below the workspace.
    package static let place = ".trilatch/profile.yaml"

    /// The digest by path.
    ///
    /// Bytes and not text, because text is equal that is written in two ways, and files are not.
    private var digests: [[UInt8]: String] = [:]

    package init() {}

    /// Reads a list.
    ///
    /// - Parameter file: The list as messages call it.
    /// - Throws: `profile.not-trusted`.
    package init(_ bytes: [UInt8], file: String) throws(Refusal) {
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
            guard let entry = TrustedProfiles.entry(line), digests.updateValue(entry.digest, forKey: entry.path) == nil
            else {
                throw Refusal(
                    .profileNotTrusted, "the list of trusted profiles is damaged, so none of them is trusted",
                    at: SourceLocation(file: file, line: index + 1, column: 1),
                    hint: "remove \(file), and accept the profiles again with `trilatch trust`")
            }
        }
    }

    private static func entry(_ line: ArraySlice<UInt8>) -> (digest: String, path: [UInt8])? {
        let digest = line.prefix(64)
        guard digest.count == 64, digest.allSatisfy(isHexadecimal), line.dropFirst(64).starts(with: [0x20, 0x20]) else {
            return nil
        }
        var path: [UInt8] = []
        var rest = line.dropFirst(66)
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                path.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "\\"): path.append(UInt8(ascii: "\\"))
            case UInt8(ascii: "n"): path.append(UInt8(ascii: "\n"))
            default: return nil
            }
        }
        guard path.first == UInt8(ascii: "/"), String(validating: path, as: UTF8.self) != nil else { return nil }
        return (String(decoding: digest, as: UTF8.self), path)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    /// The list as text.
    package var bytes: [UInt8] {
        var text = ""
        for (path, digest) in entries {
            let escaped = path.unicodeScalars.map { $0 == "\\" ? "\\\\" : $0 == "\n" ? "\\n" : String($0) }.joined()
            text += "\(digest)  \(escaped)\n"
        }
        return Array(text.utf8)
    }

    /// Every accepted profile with its digest, sorted by path.
    package var entries: [(path: String, digest: String)] {
        digests.map { (path: String(decoding: $0.key, as: UTF8.self), digest: $0.value) }.sorted { $0.path < $1.path }
    }

    /// Whether a file of this path was accepted once, with these bytes or others.
    package func knows(_ path: String) -> Bool { digests[Array(path.utf8)] != nil }

    /// Whether a file was accepted with these bytes.
    package func holds(_ path: String, digest: String) -> Bool { digests[Array(path.utf8)] == digest }

    /// Accepts a file as it is now.
    package mutating func trust(_ path: String, digest: String) { digests[Array(path.utf8)] = digest }

    /// Takes the acceptance back; false where there was none.
    package mutating func revoke(_ path: String) -> Bool { digests.removeValue(forKey: Array(path.utf8)) != nil }

    /// Checks a file that is about to be used.
    ///
    /// - Parameters:
    ///   - path: Canonical.
    ///   - digest: The SHA-256 of its bytes, in lower-case hexadecimal digits.
    /// - Throws: `profile.not-trusted`.
    package func check(_ path: String, digest: String) throws(Refusal) {
        guard let accepted = digests[Array(path.utf8)] else {
            throw Refusal(
                .profileNotTrusted, "\(ProfileBytes.shown(path)) is the project's, and you have not accepted it")
        }
        guard accepted == digest else {
            throw Refusal(
                .profileNotTrusted, "\(ProfileBytes.shown(path)) has changed since you accepted it",
                hint: "see what changed, and accept it again with `trilatch trust`")
        }
    }
}
