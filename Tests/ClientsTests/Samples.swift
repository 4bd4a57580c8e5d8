import RepositoryFiles
import Refusals

@testable import Clients

/// Configurations as clients keep them, with what people put around the servers.
struct Sample: CustomStringConvertible, Sendable {
    let file: String
    let client: String

    var description: String { "\(client): \(file)" }

    static let all = [
        Sample(file: "claude_desktop_config.json", client: "claude-desktop"),
        Sample(file: "claude.json", client: "claude-code"),
        Sample(file: "mcp.json", client: "cursor"),
        Sample(file: "vscode-mcp.json", client: "vscode"),
        Sample(file: "vscode-settings.json", client: "vscode"),
        Sample(file: "mcp_config.json", client: "windsurf"),
        Sample(file: "zed-settings.json", client: "zed"),
        Sample(file: "config.toml", client: "codex"),
        Sample(file: "gemini-settings.json", client: "gemini"),
        Sample(file: "windows.json", client: "cursor"),
    ]

    var bytes: [UInt8] {
        get throws { Array(try RepositoryFile("Tests/ClientsTests/Samples/\(file)").contents().utf8) }
    }

    func read(_ bytes: [UInt8]? = nil) throws -> ClientConfiguration {
        let format = ClientFormat.named(client) ?? ClientFormat.unknown(file: file)
        return try ClientConfiguration(bytes ?? self.bytes, format: format, file: file)
    }
}

extension ClientConfiguration {
    /// A box for every server that is a program without one.
    var boxes: [Int: BoxedCommand] {
        var boxes: [Int: BoxedCommand] = [:]
        for (index, server) in servers.enumerated() {
            guard let launch = server.launch, BoxedCommand.read(launch.command, launch.arguments) == .bare else {
                continue
            }
            boxes[index] = BoxedCommand(
                profile: "git", workspace: "/srv/a \"quoted\" ü\\path", name: PlainName.server(server.name),
                command: launch.words)
        }
        return boxes
    }

    /// Every value but the commands of servers and their arguments, as it is written, with the keys that lead to it.
    var outline: [String] {
        var lines: [String] = []
        func add(_ object: ConfigurationObject, _ path: String) {
            for member in object.members { add(member.value, "\(path)/\(member.key)") }
        }
        func add(_ node: ConfigurationNode, _ path: String) {
            if ["command", "args", "path"].contains(where: { path.hasSuffix("/\($0)") }), node.object == nil { return }
            switch node.content {
            case .object(let object): add(object, path)
            case .array(let elements): for element in elements { add(element, "\(path)/-") }
            case .string, .other:
                lines.append("\(path)=\(String(decoding: text.bytes[node.range], as: UTF8.self))")
            }
        }
        add(text.root, "")
        return lines
    }

    /// The places of the servers that are in boxes.
    var boxed: [Int] {
        servers.indices.filter { index in
            guard let launch = servers[index].launch else { return false }
            if case .boxed = BoxedCommand.read(launch.command, launch.arguments) { return true }
            return false
        }
    }
}

/// The refusal of a reading; nil where it succeeds.
func refusal(_ body: () throws(Refusal) -> Void) -> Refusal? {
    do throws(Refusal) {
        try body()
        return nil
    } catch {
        return error
    }
}
