/// What the command line asks for.
struct ProbeOptions {
    /// Run outside a box, and make the targets.
    var isControl = false
    /// After the control's results, say how to aim at the same targets, and keep them until standard input ends.
    var holds = false
    var isJSON = false
    /// Names of attacks, or of their groups; empty means all.
    var only: [String] = []
    var targets = Targets()
    var workspace: String?
    var protected: [String] = []
    var workspaceSocket: String?
    var canaryVariable: String?

    static let usage = """
        usage: trilatch-probe [--json] [--only NAME]… [--workspace DIR] [--protected PATH]… [--workspace-socket PATH]
                   [--canary-variable NAME] [--outside-path PATH] [--outside-process PID] [--outside-abstract NAME]
                   [--outside-socket PATH] [--outside-tcp PORT] [--outside-tcp6 PORT] [--outside-udp PORT]
                   [--outside-namespace KIND=INODE]…
               trilatch-probe --control [--hold] [--json] [--only NAME]… [--canary-variable NAME]

        """

    /// Reads the arguments after the program's name; nil where they make no sense.
    init?(_ arguments: ArraySlice<String>) {
        var rest = arguments
        while let flag = rest.popFirst() {
            switch flag {
            case "--control": isControl = true
            case "--hold": holds = true
            case "--json": isJSON = true
            default:
                guard let value = rest.popFirst(), set(flag, value) else { return nil }
            }
        }
        guard isControl || !holds else { return nil }
    }

    private mutating func set(_ flag: String, _ value: String) -> Bool {
        switch flag {
        case "--only": only.append(value)
        case "--workspace": workspace = value
        case "--protected": protected.append(value)
        case "--workspace-socket": workspaceSocket = value
        case "--canary-variable": canaryVariable = value
        case "--outside-path": targets.file = value
        case "--outside-abstract": targets.abstractSocket = value
        case "--outside-socket": targets.socket = value
        case "--outside-process", "--outside-tcp", "--outside-tcp6", "--outside-udp":
            guard let number = Int(value), number > 0 else { return false }
            switch flag {
            case "--outside-process": targets.process = number
            case "--outside-tcp": targets.tcpPort = number
            case "--outside-tcp6": targets.tcp6Port = number
            default: targets.udpPort = number
            }
        case "--outside-namespace":
            let parts = value.split(separator: "=")
            guard parts.count == 2, let inode = Int(parts[1]) else { return false }
            targets.namespaces[String(parts[0])] = inode
        default: return false
        }
        return true
    }
}
