import Refusals

/// The home directories of the host, as far as one can tell without name services.
///
/// They come from `/etc/passwd`, from the caller, and by custom from what lies directly in `/home`. The homes that
/// system accounts have inside the system itself (`/`, `/usr/sbin`, `/run/…`) are not homes of anybody.
struct Homes {
    /// Canonical paths.
    private var known: Set<HostPath> = []

    private static let passwordFile: HostPath = "/etc/passwd"
    private static let passwordFileLimit = 1 << 20
    private static let customary: HostPath = "/home"
    private static let system: [HostPath] = [
        "/bin", "/dev", "/etc", "/lib", "/nonexistent", "/proc", "/run", "/sbin", "/sys", "/usr", "/var/run",
    ]

    /// Reads the host's list and adds the caller's.
    init(_ host: HostLookup, caller: CanonicalPath?) throws(Refusal) {
        let colon = UInt8(ascii: ":")
        let newline = UInt8(ascii: "\n")
        var spelled: Set<HostPath> = []
        if try host.isKind(.file, Homes.passwordFile) {
            let text = try host.read(Homes.passwordFile, limit: Homes.passwordFileLimit)
            for line in text.split(separator: newline) {
                let fields = line.split(separator: colon, omittingEmptySubsequences: false)
                guard fields.count == 7, let home = HostPath(Array(fields[5])), !home.isRoot else { continue }
                guard !Homes.system.contains(where: { $0.contains(home) }) else { continue }
                spelled.insert(home)
            }
        }
        for home in spelled {
            known.insert(home)
            // A home that the caller may not look at is still one.
            do {
                if let canonical = try host.canonical(home) { known.insert(canonical.path) }
            } catch { continue }
        }
        if let caller, !caller.path.isRoot { known.insert(caller.path) }
    }

    /// Whether this is somebody's home.
    func isHome(_ path: HostPath) -> Bool { known.contains(path) || path.parent == Homes.customary }

    /// Whether a home is this path or lies below it.
    func isOrHoldsHome(_ path: HostPath) -> Bool {
        isHome(path) || path.contains(Homes.customary) || known.contains { path.contains($0) }
    }
}
