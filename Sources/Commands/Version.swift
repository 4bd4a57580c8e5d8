import Kernel
import Running

/// What `--version` says.
enum Version {
    /// The version of this source tree.
    static let number = "0.1.0"

    /// The version, and the commit that the installation was made from.
    static func text(installedAt installation: Installation?) -> String {
        "trilatch \(number) (\(installation.flatMap(commit) ?? "unknown commit"))"
    }

    /// The line that `make install` wrote; nil where there is none.
    private static func commit(of installation: Installation) -> String? {
        // A missing or unreadable file only means that nobody knows.
        guard let file = try? Descriptor.reading(installation.commit), let bytes = try? file.readAll(limit: 256)
        else { return nil }
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
        guard !line.isEmpty, line.allSatisfy({ (0x20..<0x7f).contains($0) }) else { return nil }
        return "commit \(String(decoding: line, as: UTF8.self))"
    }
}
