internal import Kernel

/// What a host says of itself, read only to explain what failed when it was tried.
package struct HostSwitches {
    /// Gives the text of a file, nil where there is none.
    let read: (String) -> String?

    package init(reading read: @escaping (String) -> String?) { self.read = read }

    /// Those of the host that we are on.
    package static func ofThisHost() -> HostSwitches {
        HostSwitches { path in
            // A switch that is not there does not stand in the way.
            guard let bytes = try? Descriptor.reading(path).readAll(limit: 1 << 20) else { return nil }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// The kernel's release, such as `6.1.0-13-amd64`.
    package var kernel: String { line(of: "/proc/sys/kernel/osrelease") ?? "of unknown release" }

    /// Whether somebody's filter holds for this program already, as in a container.
    var isFiltered: Bool {
        read("/proc/self/status")?.split(separator: "\n").contains { $0.hasPrefix("Seccomp:") && $0.hasSuffix("2") }
            ?? false
    }

    /// The AppArmor profile that holds for this program; nil for none.
    var appArmorProfile: String? {
        guard let label = line(of: "/proc/self/attr/apparmor/current") ?? line(of: "/proc/self/attr/current"),
            label.hasSuffix("(enforce)")
        else { return nil }
        return String(label.dropLast("(enforce)".count)).split(separator: " ").joined(separator: " ")
    }

    /// Whether we are in a container that says so.
    var isContainer: Bool { read("/.dockerenv") != nil || read("/run/.containerenv") != nil }

    /// What is mounted over parts of `/proc`.
    ///
    /// Source: proc(5), /proc/PID/mountinfo.
    var coveredParts: [String] {
        let places = (read("/proc/self/mountinfo") ?? "").split(separator: "\n").compactMap { line in
            line.split(separator: " ").dropFirst(4).first.map(String.init)
        }
        return Set(places.filter { $0.hasPrefix("/proc/") }).sorted()
    }

    /// Whether a sysctl has this value.
    func sysctl(_ name: String, is value: Int) -> Bool {
        line(of: "/proc/sys/" + name.split(separator: ".").joined(separator: "/")).flatMap { Int($0) } == value
    }

    private func line(of path: String) -> String? {
        read(path).map { String($0.prefix { $0 != "\n" && $0 != "\0" }) }
    }
}
