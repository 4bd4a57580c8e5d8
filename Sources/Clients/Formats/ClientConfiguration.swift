package import Refusals

/// A client's configuration file, read: its servers, and the text that they stand in.
package struct ClientConfiguration: Sendable {
    package let format: ClientFormat
    package let text: ConfigurationText
    /// In the order in which they stand.
    package let servers: [ConfiguredServer]

    /// Reads the bytes of a configuration.
    ///
    /// - Parameter file: The file as messages call it.
    /// - Throws: `client.syntax`, `client.duplicate-key`.
    package init(_ bytes: [UInt8], format: ClientFormat, file: String) throws(Refusal) {
        let text = try ConfigurationText(bytes, syntax: format.syntax, file: file)
        var servers: [ConfiguredServer] = []
        for path in format.serverPaths {
            try ClientConfiguration.follow(path[...], from: text.root, project: nil, in: text) { server in
                servers.append(server)
            }
        }
        self.format = format
        self.text = text
        self.servers = servers
    }

    /// Calls a body with each server that the keys of a path lead to.
    ///
    /// - Throws: `client.syntax` where they lead to something that holds no servers.
    private static func follow(
        _ path: ArraySlice<String>, from object: ConfigurationObject, project: String?, in text: ConfigurationText,
        _ body: (ConfiguredServer) -> Void
    ) throws(Refusal) {
        guard let key = path.first else {
            for member in object.members { body(ConfiguredServer(member, project: project, in: text)) }
            return
        }
        let members = key == "*" ? object.members : object[key].map { [$0] } ?? []
        for member in members {
            guard let next = member.value.object else {
                throw Refusal(
                    .clientSyntax, "here should be an object, because servers are looked for in it",
                    at: text.location(of: member.value.range.lowerBound))
            }
            try follow(path.dropFirst(), from: next, project: key == "*" ? member.key : project, in: text, body)
        }
    }
}
