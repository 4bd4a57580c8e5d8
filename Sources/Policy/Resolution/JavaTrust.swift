import Egress
import LaunchPlan
import Refusals

/// The authorities of the host's Java, and the box's before them.
///
/// A store in Java's own format begins with how many entries it has, and ends with a digest that Java compares only for who
/// gives a password, as what reads the authorities does not.
///
/// Source: JavaKeyStore.java of OpenJDK 17; Debian's ca-certificates-java writes this format.
struct JavaTrust: Sendable {
    private let node: HostNode
    private let count: UInt32

    static let path: HostPath = "/etc/ssl/certs/java/cacerts"
    /// A magic number, and version 2.
    private static let head: [UInt8] = [0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2]
    private static let headLength = 12

    /// Nil where the host has no store of this format.
    init?(_ host: HostLookup) throws(Refusal) {
        guard let found = try host.canonical(JavaTrust.path), found.file.kind == .file, found.file.isOpenToAll,
            let node = HostNode(found.path, found.file)
        else { return nil }
        let head = try host.read(found.path, limit: JavaTrust.headLength)
        guard head.count == JavaTrust.headLength, head.starts(with: JavaTrust.head) else { return nil }
        self.node = node
        count = head[8...].reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The store with one entry more.
    ///
    /// - Parameter certificate: In DER; empty for the host's own entries alone.
    func step(adding certificate: [UInt8]) -> FileSystemStep {
        var before = JavaTrust.head + JavaTrust.bytes(certificate.isEmpty ? count : count &+ 1)
        if !certificate.isEmpty {
            // An authority; its name; no time; the kind of certificate.
            before += JavaTrust.bytes(2) + JavaTrust.text("trilatch-box") + [UInt8](repeating: 0, count: 8)
            before += JavaTrust.text("X.509") + JavaTrust.bytes(UInt32(certificate.count)) + certificate
        }
        return .copy(
            CopiedFile(of: node, path: "\(JavaTrust.path)", skipping: UInt32(JavaTrust.headLength), before: before))
    }

    private static func text(_ text: String) -> [UInt8] { [0, UInt8(text.utf8.count)] + text.utf8 }

    private static func bytes(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
    }
}

/// The bytes of a certificate, of its text; nil for what is none.
///
/// Source: RFC 7468, section 3.
func certificateBytes(ofText text: [UInt8]) -> [UInt8]? {
    let lines = text.split(separator: UInt8(ascii: "\n"))
    guard lines.count > 2 else { return nil }
    return Base64.decoded(Array(lines[1..<(lines.count - 1)].joined())[...])
}
