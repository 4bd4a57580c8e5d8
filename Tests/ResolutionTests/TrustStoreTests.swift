import LaunchPlan
import Refusals
import Testing

@testable import Policy

/// Where programs of a box with inspected hosts find what they trust.
@Suite struct TrustStoreTests {
    private static let bundle = "/etc/ssl/certs/ca-certificates.crt"

    /// A Debian, with two authorities in its hashed directory.
    private static func debian() -> FakeHost {
        var host = FakeHost.debian()
        host.file("/etc/ssl/certs/ca-certificates.crt", "-----BEGIN CERTIFICATE-----")
        host.file("/usr/share/ca-certificates/mozilla/One.crt")
        host.file("/usr/local/share/ca-certificates/Two.crt")
        host.link("/etc/ssl/certs/One.pem", to: "/usr/share/ca-certificates/mozilla/One.crt")
        host.link("/etc/ssl/certs/Two.pem", to: "/usr/local/share/ca-certificates/Two.crt")
        host.link("/etc/ssl/certs/002c0b4f.0", to: "One.pem")
        host.link("/etc/ssl/certs/3bde41ac.10", to: "Two.pem")
        host.link("/etc/ssl/certs/0123abcd.0", to: "/home/ada/.ssh/id_ed25519")
        host.link("/etc/ssl/certs/89abcdef.0", to: "nowhere.pem")
        return host
    }

    private static func steps(_ host: FakeHost) throws -> [FileSystemStep] {
        let lookup = HostLookup(host)
        var table = MountTable()
        try TrustStore(lookup).add(to: &table)
        return try table.steps(lookup)
    }

    private static func links(_ steps: [FileSystemStep]) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: steps.compactMap {
                if case .symbolicLink(let path, let target) = $0 { (path, target) } else { nil }
            })
    }

    private static func copies(_ steps: [FileSystemStep]) -> [String: HostNode] {
        Dictionary(
            uniqueKeysWithValues: steps.compactMap {
                if case .copy(let file) = $0 { (file.path, file.node) } else { nil }
            })
    }

    @Test func `The host's bundle is copied to one place, and every other usual place leads there`() throws {
        let steps = try Self.steps(Self.debian())
        #expect(Self.copies(steps).mapValues(\.path) == [Self.bundle: Self.bundle])
        let links = Self.links(steps)
        for name in [
            "/etc/ssl/cert.pem", "/etc/ssl/ca-bundle.pem", "/etc/pki/tls/cert.pem", "/etc/pki/tls/certs/ca-bundle.crt",
            "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ca-certificates/extracted/tls-ca-bundle.pem",
        ] { #expect(links[name] == Self.bundle, "\(name)") }
    }

    @Test func `The hashed directory has the box's authority, and those of the installed system`() throws {
        let links = Self.links(try Self.steps(Self.debian()))
        #expect(links["/etc/ssl/certs/4664cf59.0"] == "/etc/ssl/certs/trilatch-box.pem")
        #expect(links["/etc/ssl/certs/002c0b4f.0"] == "/usr/share/ca-certificates/mozilla/One.crt")
        #expect(links["/etc/ssl/certs/3bde41ac.10"] == "/usr/local/share/ca-certificates/Two.crt")
        #expect(links["/etc/ssl/certs/0123abcd.0"] == nil, "what lies elsewhere is nobody's authority")
        #expect(links["/etc/ssl/certs/89abcdef.0"] == nil)
    }

    @Test(arguments: [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ])
    func `Wherever a host has its bundle, it is found`(place: String) throws {
        var host = FakeHost.debian()
        host.file(try #require(HostPath(place)))
        #expect(try TrustStore(HostLookup(host)).bundle.path == place)
    }

    @Test func `A bundle is found through links, by where they lead`() throws {
        var host = FakeHost.debian()
        host.file("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem")
        host.link("/etc/pki/tls/certs/ca-bundle.crt", to: "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem")
        let store = try TrustStore(HostLookup(host))
        #expect(store.bundle.path == "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem")
    }

    @Test func `A host without a bundle for everybody is refused`() throws {
        var host = FakeHost.debian()
        for permissions: UInt16? in [nil, 0o640] {
            if let permissions { host.file("/etc/ssl/certs/ca-certificates.crt", permissions: permissions) }
            let host = host
            let refusal = #expect(throws: Refusal.self) { _ = try TrustStore(HostLookup(host)) }
            #expect(refusal?.code == .egressNoAuthorities)
        }
    }

    @Test func `Java's store has one entry more, before those of the host`() throws {
        var host = Self.debian()
        #expect(try JavaTrust(HostLookup(host)) == nil, "a host without Java")
        host.put("/etc/ssl/certs/java/cacerts", .file([0x30, 0x82], permissions: 0o644, names: 1))
        #expect(try JavaTrust(HostLookup(host)) == nil, "another format stays as it is")
        let head: [UInt8] = [0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0, 0, 0, 0xff]
        host.put("/etc/ssl/certs/java/cacerts", .file(head + [1, 2, 3], permissions: 0o644, names: 1))
        let store = try #require(try JavaTrust(HostLookup(host)))
        guard case .copy(let file) = store.step(adding: [7, 8, 9]), case .copy(let plain) = store.step(adding: [])
        else {
            Issue.record("a copy of the host's")
            return
        }
        #expect(plain.before == head && plain.skipped == 12 && plain.after.isEmpty)
        #expect(file.skipped == 12 && file.after.isEmpty)
        #expect(
            file.before == [
                0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0, 0, 1, 0,
                0, 0, 0, 2, 0, 12,
            ] + Array("trilatch-box".utf8) + [0, 0, 0, 0, 0, 0, 0, 0, 0, 5] + Array("X.509".utf8) + [
                0, 0, 0, 3, 7, 8, 9,
            ])
    }

    @Test(arguments: [("AQID", [1, 2, 3]), ("AQI=", [1, 2]), ("AQ==", [1]), ("+/A=", [0xfb, 0xf0]), ("A!==", nil)])
    func `A certificate's text is its bytes`(text: String, bytes: [UInt8]?) {
        let text = "-----BEGIN CERTIFICATE-----\n\(text)\n-----END CERTIFICATE-----\n"
        #expect(certificateBytes(ofText: Array(text.utf8)) == bytes)
    }

    @Test func `A grant that would bring the host's own into its place is refused`() throws {
        let host = Self.debian()
        let lookup = HostLookup(host)
        for granted: HostPath in ["/etc/ssl", "/etc/ssl/certs", "/etc/pki"] {
            var host = host
            host.directory(granted)
            var table = MountTable()
            table.bind(granted, try #require(try host.inspect(granted)), .readOnly, owner: nil)
            let before = table
            let refusal = #expect(throws: Refusal.self) {
                var table = before
                try TrustStore(lookup).add(to: &table)
            }
            #expect(refusal?.code == .pathNotAllowed, "\(granted)")
        }
    }
}
