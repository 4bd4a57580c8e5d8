internal import Kernel

/// What to do on a host that denies user namespaces, judged by its own switches.
package enum UserNamespaceAdvice {
    /// The advice for the host that we are on; nil where its switches say nothing.
    package static func ofThisHost() -> String? {
        advice { path in
            // A switch that is not there does not stand in the way.
            guard let bytes = try? Descriptor.reading(path).readAll(limit: 4096) else { return nil }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// - Parameter read: Gives the text of a file, nil where there is none.
    package static func advice(reading read: (String) -> String?) -> String? {
        func value(_ path: String) -> Int? {
            read(path).flatMap { text in Int(text.prefix { $0.isNumber }) }
        }
        if value("/proc/sys/user/max_user_namespaces") == 0 {
            return "set the sysctl user.max_user_namespaces above 0, or start Trilatch outside the box that it is in"
        }
        if value("/proc/sys/kernel/unprivileged_userns_clone") == 0 {
            return "set the sysctl kernel.unprivileged_userns_clone=1"
        }
        if value("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == 1 {
            return """
                Ubuntu restricts user namespaces by AppArmor: install a profile for trilatch-launch with the rule \
                `userns,`, as docs/troubleshooting.md shows
                """
        }
        if read("/.dockerenv") != nil || read("/run/.containerenv") != nil {
            return """
                this container's own filter denies user namespaces: start it with a seccomp profile that allows them \
                (for Docker `--security-opt seccomp=FILE`, as docs/troubleshooting.md shows) or run Trilatch outside
                """
        }
        return nil
    }
}
