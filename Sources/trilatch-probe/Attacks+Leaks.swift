internal import Glibc
internal import LaunchPlan

extension Attack {
    /// What was left open or lying about for the box to find.
    static var leaks: [Attack] {
        [
            Attack("inherited-descriptors", .descriptors, "find an open descriptor above 2", [.absence(.descriptors)]) {
                scene in
                scene.inherited.isEmpty
                    ? .stopped(.absence, "none is open")
                    : .succeeded(scene.inherited.map(String.init).joined(separator: " "))
            },
            Attack(
                "reopen-streams", .descriptors, "reopen standard streams that are files or terminals",
                [.absence(.descriptors)]
            ) { _ in
                let kinds = (0...2).map { node(Int($0))?.mode ?? 0 }
                // Pipes, sockets, or nothing: none of them leads to a name on the host.
                let harmless: Set<UInt32> = [0o010000, 0o140000, 0]
                let open = (0...2).filter { !harmless.contains(kinds[$0] & 0o170000) }
                return open.isEmpty
                    ? .stopped(.absence, "pipes")
                    : .succeeded("descriptor \(open.map(String.init).joined(separator: " "))")
            },
            Attack(
                "environment", .environment, "find variables that lead to agents, buses, tokens or loaders",
                []
            ) { scene in
                let known = [
                    "SSH_AUTH_SOCK", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "WSL_INTEROP", "DISPLAY",
                    "WAYLAND_DISPLAY", "LD_PRELOAD", "LD_LIBRARY_PATH", "BASH_ENV", "NODE_OPTIONS", "PYTHONSTARTUP",
                    "GPG_AGENT_INFO",
                ]
                let marks = ["TOKEN", "SECRET", "PASSWORD", "CREDENTIAL", "API_KEY", "PRIVATE_KEY"]
                let variables = (read("/proc/self/environ") ?? []).split(separator: 0).compactMap {
                    String(decoding: $0, as: UTF8.self).split(separator: "=", maxSplits: 1).first.map(String.init)
                }
                let found = variables.filter { name in
                    known.contains(name) || name == scene.canaryVariable || marks.contains { name.contains($0) }
                }
                return found.isEmpty
                    ? .stopped(.absence, "\(variables.count) variables, none of these")
                    : .succeeded(found.joined(separator: " "))
            },
        ]
    }

    /// All attacks, in the order of running.
    static var all: [Attack] {
        files + mounts + network + privilege + processes + terminal + setID + kernel + protect + leaks
    }
}
