/// Something that the kernel kept a process from, as its audit records say it.
///
/// Source: Linux, Documentation/admin-guide/audit and security/landlock/audit.c; the record types of linux/audit.h.
package struct KernelDenial: Sendable, Equatable {
    package var time: LogTime
    /// The user of the host that the process has.
    package var user: Int64
    /// The program's path, as the process sees it.
    package var program: String
    package var reason: String

    package init(time: LogTime, user: Int64, program: String, reason: String) {
        self.time = time
        self.user = user
        self.program = program
        self.reason = reason
    }
}

/// Reads the kernel's records of denials, one line after the other.
package struct KernelDenials {
    /// A Landlock domain that was announced: the records of its denials name nothing but the domain.
    private struct Domain {
        var user: Int64
        var program: String
    }

    private var domains: [String: Domain] = [:]

    package init() {}

    /// Takes a line of the kernel's log, or of the audit daemon's; nil where it is no denial of a known kind.
    package mutating func take(_ line: Substring) -> KernelDenial? {
        guard let (time, head, rest) = KernelDenials.stamp(in: line) else { return nil }
        let fields = KernelDenials.fields(of: rest)
        // The kernel's own log has the type's number, the audit daemon's file its name.
        func isOf(_ name: String, _ number: String) -> Bool {
            head.contains("type=\(number) ") || head.contains("type=\(name) ")
        }
        if isOf("SECCOMP", "1326") {
            guard let user = fields["uid"].flatMap({ Int64($0) }), let call = fields["syscall"] else { return nil }
            let ended = fields["sig"].map { $0 == "0" ? "" : ", which ended it" } ?? ""
            let what = fields["comm"] ?? "?"
            return KernelDenial(
                time: time, user: user, program: fields["exe"] ?? "",
                reason: "syscall filter: \(what) (process \(fields["pid"] ?? "?")) made call \(call)\(ended)")
        }
        if isOf("LANDLOCK_DOMAIN", "1424") {
            if let name = fields["domain"], fields["status"] == "allocated",
                let user = fields["uid"].flatMap({ Int64($0) })
            {
                domains[name] = Domain(user: user, program: fields["exe"] ?? "")
            }
            return nil
        }
        if isOf("LANDLOCK_ACCESS", "1423") {
            guard let domain = fields["domain"].flatMap({ domains[$0] }) else { return nil }
            let place = fields["path"] ?? fields["dest"] ?? fields["ocomm"]
            return KernelDenial(
                time: time, user: domain.user, program: domain.program,
                reason: "Landlock: \(fields["blockers"] ?? "?")" + (place.map { " \($0)" } ?? ""))
        }
        return nil
    }
}
