import Egress
import LaunchPlan
import Refusals

extension Profile {
    /// A text as a value of the profile language, in quotes where it needs them.
    package static func scalar(_ text: String) -> String { ProfileText.scalar(text) }

    /// The profile as text of the profile language, which reads back as the same profile.
    ///
    /// Values of variables that look like a secret's are not shown.
    ///
    /// - Parameter origins: Whether each entry ends with a comment that names the place where it was written.
    package func rendered(origins: Bool = true) -> String {
        var text = ProfileText(showsOrigins: origins)
        text.line(0, "version: 1")
        if let summary { text.line(0, "summary: \(ProfileText.scalar(summary.value))", summary.location) }
        if let extends { text.line(0, "extends: \(extends.value)", extends.location) }
        if !filesystem.isEmpty { text.line(0, "filesystem:") }
        for grant in filesystem { text.add(grant) }
        text.add(network)
        text.add(secrets)
        text.add(environment)
        text.add(limits)
        text.add(runtime)
        text.add(client)
        text.add(wire)
        if let minimumTier { text.add(minimumTier) }
        return text.text
    }
}

/// Writes the lines of a profile.
struct ProfileText {
    var text = ""
    let showsOrigins: Bool

    init(showsOrigins: Bool) { self.showsOrigins = showsOrigins }

    mutating func line(_ level: Int, _ content: String, _ origin: SourceLocation? = nil) {
        text += String(repeating: "  ", count: level) + content
        if showsOrigins, let origin {
            // A file's name can hold a line break, which would end the comment.
            text +=
                "  # "
                + String(String.UnicodeScalarView(origin.description.unicodeScalars.map { $0.value < 0x20 ? "?" : $0 }))
        }
        text += "\n"
    }

    mutating func add(_ grant: FileSystemGrant) {
        func head(_ key: String) -> String { "- \(key): \(ProfileText.scalar("\(grant.path)"))" }
        switch grant {
        case .path(let path):
            line(1, head("read"), path.location)
            if path.isWritable { line(2, "write: true") }
            if path.isOptional { line(2, "optional: true") }
            if path.isShared { line(2, "shared: true") }
            for (key, patterns) in [("protect", path.protect), ("hide", path.hide), ("reveal", path.reveal)]
            where !patterns.isEmpty {
                line(2, "\(key):")
                for pattern in patterns { line(3, "- \(ProfileText.scalar(pattern.value.text))", pattern.location) }
            }
            add(path.narrowings, path.because)
        case .scratch(let scratch):
            line(1, head("scratch"), scratch.location)
            line(2, "size: \(scratch.size)")
        case .socket(let node): add(node, head("socket"))
        case .device(let node): add(node, head("device"))
        }
    }

    private mutating func add(_ node: NodeGrant, _ head: String) {
        line(1, head, node.location)
        if node.isOptional { line(2, "optional: true") }
        add([], node.because)
    }

    private mutating func add(_ narrowings: [Narrowing], _ because: Reason?) {
        for narrowing in narrowings { line(2, narrowing.claim.rawValue, narrowing.location) }
        if let because { line(2, "because: \(ProfileText.scalar(because.text))") }
    }

    mutating func add(_ network: NetworkGrants) {
        if network.hosts.isEmpty, network.unknownHosts == nil {
            if let loopback = network.loopback {
                line(0, "network: loopback", loopback)
            } else if let none = network.none {
                line(0, "network: none", none)
            }
            return
        }
        line(0, "network:")
        if let loopback = network.loopback { line(1, "- loopback: true", loopback) }
        if let byName = network.literalsByName { line(1, "- literal-addresses: by-name", byName) }
        if let unknown = network.unknownHosts {
            line(1, "- unknown-host: ask", unknown.location)
            line(2, "wait: \(unknown.seconds)")
        }
        for grant in network.hosts {
            line(1, "- host: \(ProfileText.scalar("\(grant.host)"))", grant.location)
            line(2, "ports: [\(grant.ports.map(String.init).joined(separator: ", "))]")
            if grant.inspect { line(2, "inspect: true") }
            if grant.isPrivate { line(2, "private: true") }
            if !grant.ranges.isEmpty {
                line(2, "ranges: [\(grant.ranges.map { ProfileText.scalar("\($0)") }.joined(separator: ", "))]")
            }
            if !grant.requiresTLS { line(2, "tls: unchecked") }
            if let credential = grant.credential { add(credential) }
            add(grant.requests)
            add(grant.limits)
            add(grant.narrowings, grant.because)
        }
    }

    private mutating func add(_ limits: GrantLimits) {
        guard limits != GrantLimits() else { return }
        line(2, "limits:")
        if let most = limits.connections { line(3, "connections: \(most)") }
        if let most = limits.idleSeconds { line(3, "idle: \(most)") }
        if let most = limits.totalSeconds { line(3, "total: \(most)") }
        if let most = limits.bytesOut { line(3, "sent: \(ByteCount(most))") }
        if let most = limits.bytesIn { line(3, "received: \(ByteCount(most))") }
    }

    mutating func add(_ environment: EnvironmentGrants) {
        guard !environment.pass.isEmpty || !environment.set.isEmpty else { return }
        line(0, "environment:")
        if !environment.pass.isEmpty { line(1, "pass:") }
        for variable in environment.pass {
            if let because = variable.because {
                line(2, "- name: \(ProfileText.scalar(variable.name))", variable.location)
                line(3, "because: \(ProfileText.scalar(because.text))")
            } else {
                line(2, "- \(ProfileText.scalar(variable.name))", variable.location)
            }
        }
        if !environment.set.isEmpty { line(1, "set:") }
        for variable in environment.set {
            let value = variable.looksSecret ? "(not shown)" : "\(variable.value)"
            if let because = variable.because {
                line(2, "\(ProfileText.scalar(variable.name)):", variable.location)
                line(3, "value: \(ProfileText.scalar(value))")
                line(3, "because: \(ProfileText.scalar(because.text))")
            } else {
                line(2, "\(ProfileText.scalar(variable.name)): \(ProfileText.scalar(value))", variable.location)
            }
        }
    }

    mutating func add(_ limits: LimitSettings) {
        guard limits != LimitSettings() else { return }
        line(0, "limits:")
        add("memory", limits.memory)
        add("processes", limits.processes)
        add("cpu", limits.cpu)
        add("open-files", limits.openFiles)
        add("file-size", limits.fileSize)
        add("message", limits.message)
        if let enforce = limits.enforce { line(1, "enforce: \(enforce.value.rawValue)", enforce.location) }
    }

    mutating func add(_ runtime: RuntimeSettings) {
        guard runtime != RuntimeSettings() else { return }
        line(0, "runtime:")
        if let proc = runtime.proc { line(1, "proc: \(proc.value.word)", proc.location) }
        add("unix-sockets", runtime.unixSockets)
        add("write-xor-execute", runtime.writeXorExecute)
    }

    mutating func add(_ key: String, _ value: Located<some CustomStringConvertible>?) {
        if let value { line(1, "\(key): \(value.value)", value.location) }
    }

    mutating func add(_ tier: Located<MinimumTier>) {
        switch tier.value {
        case .full: line(0, "minimum-tier: full", tier.location)
        case .landlock: line(0, "minimum-tier: landlock", tier.location)
        case .fullMinus(let layers):
            line(0, "minimum-tier:", tier.location)
            line(1, "full-minus: [\(layers.map(\.name).sorted().joined(separator: ", "))]")
        }
    }

    /// A string as YAML: plain where no parser of any version could take it for something else, else in double quotes.
    static func scalar(_ text: String) -> String {
        let isPlain =
            text.hasPrefix("/") || text.hasPrefix("${")
            || (text.utf8.first.map(isLetter) ?? false) && !reserved.contains(text.lowercased())
        if isPlain, text.utf8.allSatisfy({ isLetter($0) || isDigit($0) || "_./-${}".utf8.contains($0) }) { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// The words that some version of YAML takes for a boolean or for nothing.
    private static let reserved: Set<String> = ["y", "yes", "n", "no", "on", "off", "true", "false", "null"]

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
