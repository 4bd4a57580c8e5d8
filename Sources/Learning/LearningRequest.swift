package import Running

/// What `trilatch learn` is asked to do.
package struct LearningRequest: Sendable {
    /// Which box; its profile is the one that the learned one extends, nil to choose by the program.
    package var choices: BoxChoices
    package var command: [String]
    /// What the server is sent, each a line without its newline; nil to stand between it and a client.
    package var messages: [[UInt8]]?
    /// Grants that need no question: installed software and its settings; writing to the workspace.
    package var acceptsSystem: Bool
    package var acceptsWorkspace: Bool

    package init(
        choices: BoxChoices, command: [String], messages: [[UInt8]]?, acceptsSystem: Bool = false,
        acceptsWorkspace: Bool = false
    ) {
        self.choices = choices
        self.command = command
        self.messages = messages
        self.acceptsSystem = acceptsSystem
        self.acceptsWorkspace = acceptsWorkspace
    }

    /// What makes most servers do all that they do at their start.
    package static let greeting: [[UInt8]] = [
        #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"#
            + #""clientInfo":{"name":"trilatch-learn","version":"1"}}}"#,
        #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
        #"{"jsonrpc":"2.0","id":2,"method":"tools/list","params":{}}"#,
    ].map { Array($0.utf8) }
}
