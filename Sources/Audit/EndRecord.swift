internal import Kernel

/// What the audit log says of a run's end.
package struct EndRecord: Sendable, Equatable {
    /// What became the exit status of `trilatch run`.
    package var exitStatus: Int32
    /// The refusal that ended the run, if one did.
    package var refusal: String?
    package var duration: Duration
    package var fromClient: Traffic
    package var fromServer: Traffic

    package init(
        exitStatus: Int32, refusal: String? = nil, duration: Duration, fromClient: Traffic, fromServer: Traffic
    ) {
        self.exitStatus = exitStatus
        self.refusal = refusal
        self.duration = duration
        self.fromClient = fromClient
        self.fromServer = fromServer
    }

    /// What came from one side.
    package struct Traffic: Sendable, Equatable {
        package var messages: UInt64
        package var bytes: UInt64

        package init(messages: UInt64, bytes: UInt64) {
            self.messages = messages
            self.bytes = bytes
        }
    }
}

extension EndRecord {
    func add(to line: inout AuditLine) {
        line.add("exit-status", exitStatus)
        if let refusal { line.add("refusal", refusal) }
        line.add("milliseconds", duration.wholeNanoseconds / 1_000_000)
        line.add("messages-from-client", fromClient.messages)
        line.add("bytes-from-client", fromClient.bytes)
        line.add("messages-from-server", fromServer.messages)
        line.add("bytes-from-server", fromServer.bytes)
    }
}
