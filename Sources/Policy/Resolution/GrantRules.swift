import Refusals

/// What no profile can grant, whatever it says.
struct GrantRules {
    let homes: Homes
    /// Where Trilatch keeps its configuration and state; canonical where it exists.
    let ownFolders: [HostPath]
    /// Where Trilatch is installed; canonical where it exists.
    let installedFolders: [HostPath]

    /// Nothing at or below these: they are the kernel's, or hold the sockets and state of the host's services.
    private static let closed: [HostPath] = [
        "/boot", "/dev", "/lost+found", "/proc", "/run", "/sys", "/var/lock", "/var/run",
    ]
    /// Not these themselves; something below them may be granted.
    private static let tooBroad: Set<HostPath> = [
        "/", "/etc", "/home", "/media", "/mnt", "/opt", "/root", "/srv", "/tmp", "/usr", "/var", "/var/backups",
        "/var/cache", "/var/lib", "/var/local", "/var/log", "/var/mail", "/var/opt", "/var/spool", "/var/tmp",
    ]
    /// Never writable, at or below these: the host runs what lies there.
    private static let system: [HostPath] = [
        "/bin", "/etc", "/lib", "/lib32", "/lib64", "/libx32", "/nix", "/sbin", "/snap", "/usr", "/var/lib/apt",
        "/var/lib/containerd", "/var/lib/docker", "/var/lib/dpkg", "/var/lib/rpm", "/var/lib/systemd",
        "/var/spool/cron",
    ]
    /// Not even readable below `/etc`: secrets of the host, and what the box has an own version of.
    private static let withheld: [HostPath] = [
        "/etc/group", "/etc/group-", "/etc/gshadow", "/etc/gshadow-", "/etc/host.conf", "/etc/hostname", "/etc/hosts",
        "/etc/nsswitch.conf", "/etc/passwd", "/etc/passwd-", "/etc/resolv.conf", "/etc/security", "/etc/shadow",
        "/etc/shadow-", "/etc/ssh", "/etc/ssl/private", "/etc/sudoers", "/etc/sudoers.d",
    ]
    /// Below a home: what a login, a shell or a session runs, or who may enter.
    ///
    /// Never writable, at or below these.
    static let homeStartUp = [
        ".aws", ".bash_aliases", ".cargo/bin", ".cargo/config.toml", ".cargo/env", ".claude", ".claude.json", ".codex",
        ".config/Code", ".cursor", ".docker", ".gemini", ".kube", ".nvm/nvm.sh", ".oh-my-zsh", ".vscode", ".bash_login",
        ".bash_logout", ".bash_profile", ".bashrc", ".config/autostart",
        ".config/environment.d", ".config/fish", ".config/git", ".config/systemd", ".cshrc", ".gitconfig", ".gnupg",
        ".inputrc", ".kshrc", ".local/bin", ".local/share/systemd", ".login", ".npmrc", ".pam_environment",
        ".profile", ".ssh", ".tcshrc", ".vimrc", ".xinitrc", ".xprofile", ".xsession", ".zlogin", ".zprofile",
        ".zshenv", ".zshrc", "bin",
    ]

    init(_ host: HostLookup, homes: Homes, request: BoxRequest) throws(Refusal) {
        self.homes = homes
        ownFolders = try GrantRules.canonical(request.ownFolders, host)
        installedFolders = try GrantRules.canonical(request.installedFolders, host)
    }

    private static func canonical(_ folders: [String], _ host: HostLookup) throws(Refusal) -> [HostPath] {
        var paths: [HostPath] = []
        for folder in folders {
            if let found = try host.canonical(Array(folder.utf8)) {
                paths.append(found.path)
            } else if let path = HostPath(folder) {
                paths.append(path)
            }
        }
        return paths
    }

    /// Why a canonical path cannot be granted; nil where it can.
    ///
    /// - Parameter exceptOwn: Whether this is the folder that Trilatch itself keeps for the server.
    func objection(to path: HostPath, writable: Bool, exceptOwn: Bool = false) -> String? {
        if GrantRules.tooBroad.contains(path) { return "\(path) is too broad" }
        if homes.isHome(path) { return "\(path) is a home directory" }
        if homes.isOrHoldsHome(path) { return "\(path) holds a home directory" }
        if let place = GrantRules.closed.first(where: { $0.contains(path) }) {
            return "\(place) belongs to the host's kernel and services"
        }
        if GrantRules.withheld.contains(where: { $0.contains(path) }) {
            return "\(path) is the host's own"
        }
        if !exceptOwn, let own = ownFolders.first(where: { $0.contains(path) || path.contains($0) }) {
            return own.contains(path)
                ? "\(path) belongs to Trilatch itself" : "\(path) holds Trilatch's own folder \(own)"
        }
        guard writable else { return nil }
        if let place = GrantRules.system.first(where: { $0.contains(path) || path.contains($0) }) {
            return "\(place) is a system directory and never writable"
        }
        if let place = installedFolders.first(where: { $0.contains(path) || path.contains($0) }) {
            return "\(place) holds Trilatch's programs and is never writable"
        }
        if let home = homeAbove(path),
            let place = GrantRules.homeStartUp.lazy.map({ home.appending($0) }).first(where: { $0.contains(path) })
        {
            return "\(place) is what a login, a shell or a session of the host runs or trusts"
        }
        return nil
    }

    /// The innermost home that a path lies in.
    func homeAbove(_ path: HostPath) -> HostPath? {
        var current: HostPath? = path
        while let step = current {
            if homes.isHome(step) { return step }
            current = step.parent
        }
        return nil
    }
}
