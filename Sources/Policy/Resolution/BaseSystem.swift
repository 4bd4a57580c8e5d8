import Egress
import LaunchPlan
import Refusals

/// What every box has, whatever its profile: the installed system read-only, and an `/etc` of its own.
///
/// The launcher itself makes the root, `/dev` and `/proc`. Nothing here tells one host from another, and nothing is
/// secret; it carries no leg.
enum BaseSystem {
    static let programs: HostPath = "/usr"

    /// Links into `/usr` on a merged system, directories of their own on an older one.
    private static let topLevel: [HostPath] = ["/bin", "/lib", "/lib32", "/lib64", "/libx32", "/sbin"]

    /// What of the host's `/etc` a program under `/usr` needs, and anybody may read: certificates of public
    /// authorities, the loader's cache, time zone, names of types and ports, and which alternative is installed.
    private static let settings: [HostPath] = [
        "/etc/alternatives", "/etc/ca-certificates/extracted", "/etc/crypto-policies", "/etc/fonts",
        "/etc/ld.so.cache", "/etc/localtime", "/etc/mime.types", "/etc/os-release", "/etc/pki/ca-trust/extracted",
        "/etc/pki/tls/certs", "/etc/pki/tls/openssl.cnf", "/etc/services", "/etc/ssl/cert.pem", "/etc/ssl/certs",
        "/etc/ssl/openssl.cnf", "/etc/timezone",
    ]
    /// What a box without namespaces reads of the host's in place of files of its own.
    private static let accounts: [HostPath] = [
        "/etc/group", "/etc/host.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/passwd",
    ]
    /// Java reads its security policy through links from `/usr/lib/jvm`.
    private static let javaHomes: HostPath = "/usr/lib/jvm"
    private static let javaPrefix = "java-"

    /// Puts the base system into a box.
    ///
    /// - Parameter hasOwnTrust: The host's authorities are left out, for the box has a `TrustStore`.
    /// - Returns: The box in words.
    /// - Throws: `path.missing` on a host without `/usr`.
    static func add(
        to table: inout MountTable, host: HostLookup, user: BoxUser, hostName: String, hasNameServer: Bool,
        hasOwnTrust: Bool
    ) throws(Refusal) -> [BoxLine] {
        let settings = hasOwnTrust ? settings.filter { !TrustStore.replaced.contains($0) } : settings
        let shown = try addInstalled(settings + java(host), to: &table, host)
        let files = user.files(hostName: hostName, hasNameServer: hasNameServer)
        for (path, contents) in files {
            guard let text = path.text else { continue }
            table.make(path, .file(path: text, contents: Array(contents.utf8), mode: 0o444))
        }
        let own = files.map { "\($0.path)" }
        return [
            BoxLine("read \(programs)", from: .baseSystem),
            BoxLine("read " + shown.map(\.description).joined(separator: ", "), from: .baseSystem),
            BoxLine("read a file of its own at " + own.joined(separator: ", "), from: .baseSystem),
            BoxLine("use an own /proc, an own /dev with null, zero, full, random and urandom", from: .baseSystem),
        ]
    }

    /// Puts the base system into a box without namespaces, which has nothing of its own.
    ///
    /// - Returns: The box in words.
    /// - Throws: `path.missing` on a host without `/usr`.
    static func addHosts(
        to table: inout MountTable, host: HostLookup, processFileSystem: ProcessFileSystem
    ) throws(Refusal) -> [BoxLine] {
        let shown = try addInstalled(settings + accounts + java(host), to: &table, host)
        let own = processFileSystem == .empty ? "" : "what /proc says of the server's own process, and "
        return [
            BoxLine("read \(programs)", from: .baseSystem),
            BoxLine("read " + shown.map(\.description).joined(separator: ", "), from: .baseSystem),
            BoxLine("use \(own)of /dev null, zero, full, random and urandom", from: .baseSystem),
        ]
    }

    /// - Returns: Those of the settings that the host has.
    private static func addInstalled(
        _ settings: [HostPath], to table: inout MountTable, _ host: HostLookup
    ) throws(Refusal) -> [HostPath] {
        guard let usr = try host.inspect(programs), let node = HostNode(programs, usr), node.kind == .directory else {
            throw Refusal(.pathMissing, "this host has no directory \(programs)")
        }
        table.make(programs, .bind(Bind(node: node, access: .readOnly)))
        for path in topLevel { try addTopLevel(path, to: &table, host) }
        var shown: [HostPath] = []
        for path in settings where try addSetting(path, to: &table, host) { shown.append(path) }
        return shown
    }

    private static func addTopLevel(_ path: HostPath, to table: inout MountTable, _ host: HostLookup) throws(Refusal) {
        guard let found = try host.canonical(path) else { return }
        if found.links.isEmpty {
            guard found.file.kind == .directory, let node = HostNode(path, found.file) else { return }
            table.make(path, .bind(Bind(node: node, access: .readOnly)))
        } else if programs.contains(found.path) {
            for link in found.links { table.link(link) }
        }
    }

    /// - Returns: Whether the host has it, for everybody to read.
    private static func addSetting(
        _ path: HostPath, to table: inout MountTable, _ host: HostLookup
    ) throws(Refusal) -> Bool {
        guard let found = try host.canonical(path), found.file.isOpenToAll else { return false }
        // A link out of /etc and /usr would make the base system whatever its target is.
        let places: [HostPath] = ["/etc", "/usr", "/var/lib/ca-certificates"]
        guard places.contains(where: { $0.contains(found.path) }) else { return false }
        for link in found.links { table.link(link) }
        guard !programs.contains(found.path) else { return true }
        guard let node = HostNode(found.path, found.file) else { return false }
        table.make(found.path, .bind(Bind(node: node, access: .readOnly)))
        return true
    }

    /// The settings of each installed Java: `/etc/java-17-openjdk` for `/usr/lib/jvm/java-17-openjdk-amd64`.
    private static func java(_ host: HostLookup) throws(Refusal) -> [HostPath] {
        let etc: HostPath = "/etc"
        // Its own short directory is listed, not the long one of all settings.
        guard try host.isKind(.directory, javaHomes) else { return [] }
        let listing = try host.list(javaHomes)
        let dash = UInt8(ascii: "-")
        var settings: Set<HostPath> = []
        for index in 0..<listing.count where listing[index].name.starts(with: javaPrefix.utf8) {
            let words = listing[index].name.split(separator: dash).prefix(3)
            settings.insert(etc.appending(Array(words.joined(separator: [dash]))))
        }
        return settings.sorted()
    }
}

/// Who the box's user is inside, and the files that say so.
struct BoxUser {
    /// The caller's name.
    var name: String
    var user: UInt32
    var group: UInt32
    /// As the caller spells it.
    var home: String

    /// An ordinary caller keeps the own ids, so that results read the same inside and outside.
    ///
    /// Root's are never mapped.
    init(_ caller: Caller, home: String) {
        name = BoxUser.isPlain(caller.name) ? caller.name : "user"
        user = caller.user == 0 ? BoxUser.standIn : caller.user
        group = caller.group == 0 ? BoxUser.standIn : caller.group
        self.home = home
    }

    private static let standIn: UInt32 = 1000
    private static let nobody: UInt32 = 65534

    /// What an account's name may be in a line of `/etc/passwd`.
    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 32
            && name.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains($0)
            }
    }

    /// The files of the box's own `/etc`.
    ///
    /// - Parameter hasNameServer: The box has a broker, which answers for its names.
    func files(hostName: String, hasNameServer: Bool) -> [(path: HostPath, contents: String)] {
        // A home with a colon or a line break cannot be written in this file; HOME in the environment still says it.
        let home = self.home.utf8.contains(where: { $0 == UInt8(ascii: ":") || $0 < 0x20 }) ? "/" : self.home
        let others = user == BoxUser.nobody || name == "nobody"
        let otherGroup = group == BoxUser.nobody || name == "nogroup"
        return [
            (
                "/etc/group",
                "\(name):x:\(group):\n" + (otherGroup ? "" : "nogroup:x:\(BoxUser.nobody):\n")
            ),
            ("/etc/host.conf", "multi on\n"),
            ("/etc/hostname", "\(hostName)\n"),
            ("/etc/hosts", "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n127.0.1.1 \(hostName)\n"),
            ("/etc/nsswitch.conf", "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nservices: files\n"),
            (
                "/etc/passwd",
                "\(name):x:\(user):\(group)::\(home):/bin/sh\n"
                    + (others ? "" : "nobody:x:\(BoxUser.nobody):\(BoxUser.nobody)::/nonexistent:/usr/sbin/nologin\n")
            ),
            // Without a name server a lookup fails at once.
            (
                "/etc/resolv.conf",
                hasNameServer ? "nameserver \(SyntheticAddresses.resolver4)\n" : "options timeout:1 attempts:1\n"
            ),
        ]
    }
}
