import LaunchPlan
import Policy
import Running

/// The launcher's plan, whole but for the values of environment variables, which may be secrets.
struct PlanReport {
    let plan: LaunchPlan

    var text: String {
        let identity = plan.identity
        var table = Table(widest: 24)
        table.add(
            "identity",
            "inside \(identity.userInside):\(identity.groupInside), on the host \(identity.userOutside):\(identity.groupOutside)"
        )
        table.add("host name", plan.hostName)
        table.add("/proc", plan.processFileSystem.word)
        table.add("network", networkWord)
        table.add("system calls", syscalls.joined(separator: ", "))
        table.add("walls", confinementWord)
        table.add("Landlock", "ABI \(plan.minimumLandlockABI) or higher")
        for (name, value) in limits { table.add(name, value.map(String.init) ?? "the caller's own") }
        table.add("program", plan.command.executable.readable)
        table.add("arguments", plan.command.arguments.map(PlanReport.quoted).joined(separator: " "))
        table.add("directory", plan.command.workingDirectory.readable)
        table.add("environment", environmentNames.joined(separator: " ").readable)
        if !plan.mayLack.isEmpty {
            table.add("may lack", plan.mayLack.map(\.name).sorted().joined(separator: ", "))
        }
        if plan.recordsCalls { table.add("recorded", "the paths, programs and addresses that the server names") }
        if !plan.omittedLayers.isEmpty {
            table.add("left out", plan.omittedLayers.map(\.name).sorted().joined(separator: ", "))
        }
        var steps = Table(widest: 64)
        for step in plan.fileSystem {
            let row = row(step)
            steps.add(row.act, row.path.readable, row.detail.readable)
        }
        return "plan\n" + table.text + "\nfile system, in the order of mounting\n" + steps.text
    }

    var json: JSONText {
        .members([
            "identity": .members([
                "userInside": .number(Int(plan.identity.userInside)),
                "groupInside": .number(Int(plan.identity.groupInside)),
                "userOutside": .number(Int(plan.identity.userOutside)),
                "groupOutside": .number(Int(plan.identity.groupOutside)),
            ]),
            "fileSystem": .array(
                plan.fileSystem.map { step in
                    let row = row(step)
                    return .members([
                        "act": .string(row.act), "path": .string(row.path),
                        "detail": row.detail.isEmpty ? nil : .string(row.detail),
                    ])
                }),
            "proc": .string(plan.processFileSystem.word),
            "network": .string(networkWord),
            "hostName": .string(plan.hostName),
            "command": .members([
                "executable": .string(plan.command.executable), "arguments": .strings(plan.command.arguments),
                "workingDirectory": .string(plan.command.workingDirectory),
                "environmentNames": .strings(environmentNames),
            ]),
            "limits": .object(limits.map { ($0.name, $0.value.map { .number(Int(clamping: $0)) } ?? .null) }),
            "systemCalls": .strings(syscalls),
            "writeXorExecute": .boolean(plan.writeXorExecute),
            "walls": .string(confinementWord),
            "minimumLandlockABI": .number(Int(plan.minimumLandlockABI)),
            "mayLack": .strings(plan.mayLack.map(\.name).sorted()),
            "omittedLayers": .strings(plan.omittedLayers.map(\.name).sorted()),
        ])
    }

    private var networkWord: String {
        switch plan.network {
        case .none: "none"
        case .loopback: "its own loopback"
        case .brokered: "its own loopback, and the granted hosts through the broker"
        }
    }

    private var confinementWord: String {
        switch plan.confinement {
        case .namespaces: "namespaces and a root of its own, Landlock, syscall filter"
        case .landlock: "Landlock, syscall filter"
        }
    }

    private var syscalls: [String] {
        [
            plan.syscalls.unixSockets ? "Unix sockets" : "no Unix sockets",
            plan.syscalls.internetSockets ? "internet sockets" : "no internet sockets",
            plan.syscalls.writeXorExecute ? "no writable executable memory" : "writable executable memory",
        ]
    }

    private var limits: [(name: String, value: UInt64?)] {
        [
            ("data bytes", plan.limits.dataBytes), ("processes", plan.limits.processes),
            ("open files", plan.limits.openFiles), ("file size bytes", plan.limits.fileSizeBytes),
        ]
    }

    /// The names alone: a value may be a secret.
    private var environmentNames: [String] {
        plan.command.environment.map { String($0.prefix { $0 != "=" }) }
    }

    private func row(_ step: FileSystemStep) -> (act: String, path: String, detail: String) {
        switch step {
        case .bind(let bind):
            var details: [String] = []
            if bind.noExecute { details.append("nothing executable") }
            if let owner = bind.ownerOnDisk { details.append("as \(owner.user):\(owner.group) on disk") }
            if bind.node.inode == 0 { details.append("placeholder, created before the launch") }
            let act = bind.access == .readOnly ? "read" : "read and write"
            return (act, bind.node.path, details.joined(separator: ", "))
        case .scratch(let scratch):
            return ("scratch", scratch.path, "\(ByteCount(scratch.sizeBytes)), \(scratch.nodes) nodes")
        case .symbolicLink(let path, let target): return ("link", path, "to \(target)")
        case .file(let path, let contents, _): return ("file", path, "\(contents.count) bytes")
        case .copy(let file): return ("file", file.path, "\(file.node.path), and the box's own authority")
        case .directory(let path, _): return ("directory", path, "")
        case .hide(let path, _): return ("hide", path, "")
        case .list(let node): return ("list", node.path, "")
        }
    }

    /// An argument so that its ends show.
    private static func quoted(_ argument: String) -> String {
        let plain = argument.utf8.allSatisfy { (0x21..<0x7f).contains($0) && !"'\"\\$`".utf8.contains($0) }
        return plain && !argument.isEmpty ? argument : JSONText.string(argument).line.readable
    }
}
