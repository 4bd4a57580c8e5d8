package import LaunchPlan
import Refusals

/// What programs of a box with inspected hosts trust: the host's authorities, and the one that its broker has made.
///
/// Every program has its own place to look. Those of the system are made anew in the box, and variables lead there the
/// programs that bring a list of their own.
package struct TrustStore: Sendable {
    /// The host's bundle of authorities; canonical.
    package let bundle: HostNode
    /// The host's directory of authorities by the hash of their names, each a link into the installed system.
    private let links: [HostLink]
    private let java: JavaTrust?

    /// Where hosts have their bundle: Debian and Alpine, Red Hat, SUSE, and what OpenSSL makes by itself.
    private static let bundles: [HostPath] = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ]
    /// Trees of the host's that this stands in place of; no profile brings them back.
    static let replaced: [HostPath] = [
        "/etc/ca-certificates/extracted", "/etc/pki/ca-trust/extracted", "/etc/pki/tls/certs", "/etc/ssl/cert.pem",
        "/etc/ssl/certs",
    ]
    private static let directory: HostPath = "/etc/ssl/certs"
    /// The host's authorities, and the box's behind them.
    private static let whole: HostPath = "/etc/ssl/certs/ca-certificates.crt"
    /// The box's authority alone.
    private static let own: HostPath = "/etc/ssl/certs/trilatch-box.pem"
    /// Where else programs have the whole of it by heart.
    private static let otherNames: [HostPath] = [
        "/etc/ca-certificates/extracted/tls-ca-bundle.pem", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/pki/tls/cert.pem", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
    ]
    /// What OpenSSL looks for in a directory of authorities: the hash of the name that every box's authority has,
    /// `CN=Trilatch box`.
    ///
    /// The corresponding C function is `X509_NAME_hash_ex`.
    private static let hash = "4664cf59.0"

    /// What programs read that do not look at the places of the system, or not at these.
    static let variables: [(name: String, path: HostPath)] = [
        // OpenSSL, wherever it was made to look; Go, Rust, Ruby; httpx, uv.
        ("SSL_CERT_FILE", whole),
        ("NIX_SSL_CERT_FILE", whole),
        // Node, Bun and Deno add it to their own.
        ("NODE_EXTRA_CA_CERTS", own),
        ("DENO_CERT", own),
        // Python's requests and pip; httplib2; the clients of AWS; gRPC.
        ("REQUESTS_CA_BUNDLE", whole),
        ("PIP_CERT", whole),
        ("HTTPLIB2_CA_CERTS", whole),
        ("AWS_CA_BUNDLE", whole),
        ("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", whole),
        // Builds of their own of curl, git and cargo.
        ("CURL_CA_BUNDLE", whole),
        ("GIT_SSL_CAINFO", whole),
        ("CARGO_HTTP_CAINFO", whole),
    ]

    /// Finds the host's authorities.
    ///
    /// - Throws: `egress.no-authorities` on a host that has no bundle that everybody may read.
    init(_ host: HostLookup) throws(Refusal) {
        var bundle: HostNode?
        for path in TrustStore.bundles where bundle == nil {
            guard let found = try host.canonical(path), found.file.kind == .file, found.file.isOpenToAll else {
                continue
            }
            bundle = HostNode(found.path, found.file)
        }
        guard let bundle else {
            throw Refusal(
                .egressNoAuthorities,
                "this host has none of \(TrustStore.bundles.map(\.description).joined(separator: ", "))")
        }
        self.bundle = bundle
        links = try TrustStore.links(host)
        java = try JavaTrust(host)
    }

    /// The hashed names, each with where it leads in the installed system: by itself, or by a name beside it.
    ///
    /// There are hundreds, and nothing comes of one that leads nowhere: none is looked at but for what it says.
    private static func links(_ host: HostLookup) throws(Refusal) -> [HostLink] {
        guard let place = try host.canonical(directory), place.file.kind == .directory else { return [] }
        let listing = try host.list(place.path)
        var links: [HostLink] = []
        for index in 0..<listing.count where isHashed(listing[index].name) && listing[index].kind == .symbolicLink {
            let name = listing[index].name
            var target = try host.readLink(place.path.appending(name))
            if !target.contains(UInt8(ascii: "/")) { target = try host.readLink(place.path.appending(target)) }
            guard let path = HostPath(target), BaseSystem.programs.contains(path) else { continue }
            links.append(HostLink(path: directory.appending(name), target: target))
        }
        return links
    }

    /// Eight digits, a point, and a number.
    private static func isHashed(_ name: ArraySlice<UInt8>) -> Bool {
        let digits = name.prefix(8)
        let rest = name.dropFirst(8)
        return digits.count == 8
            && digits.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
            && rest.first == UInt8(ascii: ".") && rest.count > 1
            && rest.dropFirst().allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// Puts it into a box, in which all else has its place; the certificate comes later.
    ///
    /// - Throws: `path.not-allowed` where the profile grants the host's own.
    func add(to table: inout MountTable) throws(Refusal) {
        for file in files(trusting: []) { try make(file.path, file.step, in: &table) }
        try link(TrustStore.directory.appending(Array(TrustStore.hash.utf8)), to: TrustStore.own, in: &table)
        for name in TrustStore.otherNames { try link(name, to: TrustStore.whole, in: &table) }
        for link in links { table.link(link) }
    }

    /// What holds the certificate of the box's authority.
    ///
    /// - Parameter certificate: In PEM, with a line break at its end; empty where it is not known yet.
    fileprivate func files(trusting certificate: [UInt8]) -> [(path: HostPath, step: FileSystemStep)] {
        // The host's may end in the middle of a line.
        let after = [UInt8(ascii: "\n")] + certificate
        var files: [(path: HostPath, step: FileSystemStep)] = [
            (TrustStore.whole, .copy(CopiedFile(of: bundle, path: "\(TrustStore.whole)", after: after))),
            (TrustStore.own, .file(path: "\(TrustStore.own)", contents: certificate, mode: 0o444)),
        ]
        if let java { files.append((JavaTrust.path, java.step(adding: certificateBytes(ofText: certificate) ?? []))) }
        return files
    }

    private func link(_ path: HostPath, to target: HostPath, in table: inout MountTable) throws(Refusal) {
        try make(path, .symbolicLink(path: "\(path)", target: "\(target)"), in: &table)
    }

    private func make(_ path: HostPath, _ step: FileSystemStep, in table: inout MountTable) throws(Refusal) {
        guard !table.shows(path) else {
            throw Refusal(
                .pathNotAllowed,
                "\(path) of the host is granted, and the box has one of its own for its inspected hosts",
                hint: "take the grant out: the host's authorities are in the box's own")
        }
        table.make(path, step)
    }

    /// In words.
    static let line = BoxLine(
        "trust the host's authorities and that of its own broker", from: .always("it has inspected hosts"))
}

extension ResolvedBox {
    /// Puts the certificate of the box's authority where its programs look for it.
    ///
    /// - Parameter certificate: In PEM, with a line break at its end.
    package mutating func trust(_ certificate: [UInt8]) {
        guard let trustStore else { preconditionFailure("a box without inspected hosts has no authority") }
        for file in trustStore.files(trusting: certificate) {
            let index = plan.fileSystem.firstIndex { $0.madePath?.utf8.elementsEqual("\(file.path)".utf8) ?? false }
            guard let index else { preconditionFailure("the plan has all of its trust store") }
            plan.fileSystem[index] = file.step
        }
    }
}

extension FileSystemStep {
    /// Where the box has a file that is made for it.
    fileprivate var madePath: String? {
        switch self {
        case .file(let path, _, _): path
        case .copy(let file): file.path
        case .bind, .scratch, .symbolicLink, .directory, .hide, .list: nil
        }
    }
}
