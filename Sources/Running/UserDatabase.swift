import Kernel

/// `/etc/passwd`, read directly: the program is static, and the C library's own look-ups (NSS) need loaded modules.
///
/// Users of LDAP and the like are not in it; for them `HOME` is enough.
enum UserDatabase {
    struct Entry {
        var name: String
        var home: String
    }

    /// The entry of a user; nil where there is none, or the file cannot be read.
    static func entry(of user: UInt32) -> Entry? {
        // Both mean that nothing is known about the user, which is what nil says.
        guard let file = try? Descriptor.reading("/etc/passwd"), let bytes = try? file.readAll(limit: 4 << 20) else {
            return nil
        }
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            // name:password:user:group:comment:home:shell (passwd(5)).
            let fields = line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            guard fields.count == 7, UInt32(String(decoding: fields[2], as: UTF8.self)) == user,
                let name = String(validating: fields[0], as: UTF8.self),
                let home = String(validating: fields[5], as: UTF8.self)
            else { continue }
            return Entry(name: name, home: home)
        }
        return nil
    }
}
