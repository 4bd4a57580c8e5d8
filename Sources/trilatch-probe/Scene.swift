/// What the attacks of one run have in common: where they stand and what they aim at.
struct Scene {
    /// Outside any box, to show that the acts themselves work.
    let isControl: Bool
    let targets: Targets
    /// A writable grant, when there is one.
    let workspace: String?
    /// A directory of the probe's own to write in: in the workspace, or in `/tmp`.
    let scratch: String
    /// Paths that the box must not be able to change.
    let protected: [String]
    /// Descriptors above 2 that this program was started with.
    let inherited: [Int32]
    /// The process that an attack on a process aims at: pid 1 of the box, or outside the targets' own process.
    let victim: Int
    /// A socket of the host inside the workspace.
    let workspaceSocket: String?
    /// A variable that the supervisor has and no box may see.
    let canaryVariable: String?

    /// A fresh name in the scratch directory.
    func path(_ name: String) -> String { "\(scratch)/\(name)" }
}

/// Live things outside the box for attacks to aim at.
///
/// Nil means that this run has no such target.
struct Targets {
    /// A file that everybody may read.
    var file: String?
    /// A process of the caller's own.
    var process: Int?
    /// A listening unix socket with this abstract name.
    var abstractSocket: String?
    /// A listening unix socket at this path.
    var socket: String?
    /// Ports of the host's loopback: TCP over IPv4, TCP over IPv6, an UDP echo over IPv4.
    var tcpPort: Int?
    var tcp6Port: Int?
    var udpPort: Int?
    /// The inodes of the namespaces outside, by their names in `/proc/PID/ns`.
    var namespaces: [String: Int] = [:]

    /// The flags that hand these targets to another run of the probe.
    var flags: [String] {
        var flags: [String] = []
        func add(_ flag: String, _ value: String?) {
            if let value { flags += [flag, value] }
        }
        add("--outside-path", file)
        add("--outside-process", process.map(String.init))
        add("--outside-abstract", abstractSocket)
        add("--outside-socket", socket)
        add("--outside-tcp", tcpPort.map(String.init))
        add("--outside-tcp6", tcp6Port.map(String.init))
        add("--outside-udp", udpPort.map(String.init))
        for (kind, inode) in namespaces.sorted(by: { $0.key < $1.key }) {
            flags += ["--outside-namespace", "\(kind)=\(inode)"]
        }
        return flags
    }
}
