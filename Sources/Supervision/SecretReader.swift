internal import Egress
internal import Glibc
package import Kernel
package import Policy
package import Refusals

/// Reads the values of a box's secrets, each into locked pages of its own.
///
/// No refusal shows a value, or says more of it than why it cannot be used.
package struct SecretReader: Sendable {
    let environment: [String: String]
    /// How long a command may take: a person may have to unlock something.
    let patience: Duration

    /// More than a value and the newline behind it.
    static let capacity = Placeholder.longest + 2

    /// - Parameter environment: The supervisor's own.
    package init(environment: [String: String], patience: Duration = .seconds(30)) {
        self.environment = environment
        self.patience = patience
    }

    /// Reads a value; one newline at its end is no part of it.
    ///
    /// - Throws: `secret.missing`, `secret.exposed`, `secret.command-failed`, `secret.unusable`, `secret.not-locked`.
    package func read(_ secret: BoxSecret) throws(Refusal) -> LockedBytes {
        var value = try contents(of: secret)
        if value.last == UInt8(ascii: "\n") { value.removeLast() }
        if let problem = SecretReader.problem(value) {
            throw Refusal(.secretUnusable, "the value of the secret \(secret.name) \(problem)", at: secret.location)
        }
        return value
    }

    private func contents(of secret: BoxSecret) throws(Refusal) -> LockedBytes {
        switch secret.source {
        case .file(let path): return try contents(ofFile: path, hiddenFrom: 0o077, secret)
        case .environment(let name):
            guard let value = environment[name] else {
                throw SecretReader.missing(secret, "the variable \(name) is not set")
            }
            return try SecretReader.locked(secret) { () throws(KernelError) in try .copy(of: value.utf8.span) }
        case .systemdCredential(let name):
            guard let folder = environment["CREDENTIALS_DIRECTORY"], folder.hasPrefix("/") else {
                throw SecretReader.missing(secret, "no service of systemd's gave it: CREDENTIALS_DIRECTORY is not set")
            }
            // What systemd grants by an access list shows as the group's right to read.
            return try contents(ofFile: "\(folder)/\(name)", hiddenFrom: 0o037, secret)
        case .command(let executable, let arguments): return try output(of: executable, arguments, secret)
        }
    }

    /// - Parameter mask: The permissions that the file may not give.
    private func contents(ofFile path: String, hiddenFrom mask: UInt16, _ secret: BoxSecret) throws(Refusal)
        -> LockedBytes
    {
        let file = try SecretReader.open(path, secret)
        let node = try SecretReader.node(of: file, path, secret)
        guard node.kind == .file else { throw SecretReader.missing(secret, "\(path) is not a regular file") }
        guard node.owner == geteuid() || node.owner == 0 else {
            throw SecretReader.exposed(secret, "\(path) belongs to user \(node.owner)")
        }
        guard node.permissions & mask == 0 else {
            throw SecretReader.exposed(
                secret, "others have access to \(path): its mode is 0\(String(node.permissions, radix: 8))")
        }
        // By its other name it could lie anywhere.
        guard node.links == 1 else { throw SecretReader.exposed(secret, "\(path) has a second name (a hard link)") }
        return try SecretReader.locked(secret) { () throws(KernelError) in
            try .read(allOf: file, limit: SecretReader.capacity)
        }
    }

    private static func open(_ path: String, _ secret: BoxSecret) throws(Refusal) -> Descriptor {
        do throws(KernelError) {
            return try PrivateFiles.reading(exactly: path)
        } catch {
            throw error.code == ELOOP
                ? exposed(secret, "a symbolic link is on the way to \(path)")
                : missing(secret, "\(path) cannot be read: \(error)")
        }
    }

    private static func node(
        of file: borrowing Descriptor, _ path: String, _ secret: BoxSecret
    ) throws(Refusal) -> FileNode {
        do throws(KernelError) { return try FileNode(of: file) } catch {
            throw missing(secret, "\(path) cannot be read: \(error)")
        }
    }

    /// Why no placeholder could stand for a value; nil where one can.
    private static func problem(_ value: borrowing LockedBytes) -> String? {
        value.withSpan { (bytes: Span<UInt8>) in
            if bytes.isEmpty { return "is empty" }
            if bytes.count > Placeholder.longest { return "is longer than \(Placeholder.longest) bytes" }
            guard bytes.indices.allSatisfy({ (0x21...0x7e).contains(bytes[$0]) }) else {
                return "has a space, a line break or another byte that is no visible ASCII"
            }
            var random = SystemRandomNumberGenerator()
            guard Placeholder(standingFor: bytes, random: &random) == nil else { return nil }
            return "has fewer than \(Placeholder.fewestRandom) letters and digits, too few to stand for"
        }
    }

    static func missing(_ secret: BoxSecret, _ reason: String) -> Refusal {
        Refusal(.secretMissing, "there is no value for the secret \(secret.name): \(reason)", at: secret.location)
    }

    static func exposed(_ secret: BoxSecret, _ reason: String) -> Refusal {
        Refusal(.secretExposed, "the secret \(secret.name) is not safe: \(reason)", at: secret.location)
    }

    /// Locked pages with what a call puts into them.
    static func locked(
        _ secret: BoxSecret, _ body: () throws(KernelError) -> LockedBytes
    ) throws(Refusal) -> LockedBytes {
        do throws(KernelError) {
            return try body()
        } catch {
            if error == KernelError("read", EFBIG) {
                throw Refusal(
                    .secretUnusable,
                    "the value of the secret \(secret.name) is longer than \(Placeholder.longest) bytes",
                    at: secret.location)
            }
            let isLock = ["mmap", "madvise", "mlock"].contains(error.call.description)
            throw Refusal(
                isLock ? .secretNotLocked : .secretMissing,
                isLock
                    ? "no memory can be locked for the secret \(secret.name): \(error)"
                    : "there is no value for the secret \(secret.name): \(error)", at: secret.location)
        }
    }
}
