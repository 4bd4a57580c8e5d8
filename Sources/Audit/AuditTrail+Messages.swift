internal import Kernel
package import Refusals
internal import Wire

/// What crosses the wire.
///
/// A call is on record before it is forwarded. A result may be written after it was delivered.
extension AuditTrail {
    /// The longest name of a method, a tool or a resource, in bytes as written; what follows is cut.
    private static let nameLimit = 256
    /// The longest id that stands in the log, in bytes.
    private static let idLimit = 128

    /// Writes that a request or notification goes to the other side.
    ///
    /// - Parameters:
    ///   - message: The bytes that the record's ranges are of.
    ///   - digestFollows: The payload is long, and `digest` is called for it once the message has been written.
    /// - Throws: `audit.unavailable`; the message must not go on then.
    package func call(
        _ record: MessageRecord, in message: Span<UInt8>, digestFollows: Bool = false
    ) throws(Refusal) {
        begin("call")
        add(record, message, withoutDigest: digestFollows)
        let number = sequence
        try write()
        let isWritten = sequence > number
        callWithoutDigest = digestFollows && isWritten ? number : nil
        if let id = record.id, isWritten { openCalls.open(id, by: record.sender, number, at: .now) }
    }

    /// Writes the digest that the line of the last call was written without.
    ///
    /// - Parameters:
    ///   - payload: Where in the message it stands.
    ///   - message: The bytes that the range is of.
    /// - Throws: `audit.unavailable`.
    package func digest(
        of payload: Range<Int>, from sender: MessageRecord.Sender, in message: Span<UInt8>
    ) throws(Refusal) {
        begin("digest")
        line.add("from", sender.rawValue)
        line.add("size", payload.count)
        line.add("digest", key.digest(message.extracting(payload)))
        if let call = callWithoutDigest { line.add("call", call) }
        callWithoutDigest = nil
        try write()
    }

    /// Writes that an answer has come, with the line of the call that it answers and how long that took.
    ///
    /// - Parameters:
    ///   - isError: It says that the call failed, be it as a JSON-RPC error or as `isError` of a tool's result.
    ///   - message: The bytes that the record's ranges are of.
    /// - Throws: `audit.unavailable`.
    package func result(_ record: MessageRecord, isError: Bool, in message: Span<UInt8>) throws(Refusal) {
        let caller: MessageRecord.Sender = record.sender == .client ? .server : .client
        let call = record.id.flatMap { openCalls.close($0, by: caller) }
        let time = MonotonicTime.now
        begin("result")
        add(record, message)
        line.add("is-error", isError)
        if let call {
            line.add("call", call.sequence)
            line.add("microseconds", (time - call.time).wholeNanoseconds / 1000)
        }
        try write()
    }

    /// Writes that a message goes nowhere, and why.
    ///
    /// - Parameters:
    ///   - rule: The rule that decided, where it has a name of its own.
    ///   - message: The bytes that the record's ranges are of.
    /// - Throws: `audit.unavailable`.
    package func refused(
        _ record: MessageRecord, with refusal: Refusal, rule: String? = nil, in message: Span<UInt8>
    ) throws(Refusal) {
        begin("refused")
        add(record, message)
        add(refusal)
        if let rule { line.add("rule", rule) }
        try write()
    }

    /// Writes that a message goes on in other bytes than it came in.
    ///
    /// - Parameters:
    ///   - rules: The names of the rules that made it so.
    ///   - message: The bytes that came.
    ///   - rebuilt: The bytes that go on.
    /// - Throws: `audit.unavailable`; the message must not go on then.
    package func rebuilt(
        by rules: [String], from sender: MessageRecord.Sender, _ message: Span<UInt8>, into rebuilt: Span<UInt8>
    ) throws(Refusal) {
        begin("rebuilt")
        line.add("from", sender.rawValue)
        line.add("rules", rules)
        line.add("size", message.count)
        line.add("digest", key.digest(message))
        line.add("new-size", rebuilt.count)
        line.add("new-digest", key.digest(rebuilt))
        try write()
    }

    func add(_ refusal: Refusal) {
        line.add("code", refusal.code.rawValue)
        line.add("reason", refusal.reason)
        if let location = refusal.location { line.add("location", location.description) }
    }

    private func add(_ record: MessageRecord, _ message: Span<UInt8>, withoutDigest: Bool = false) {
        line.add("from", record.sender.rawValue)
        line.add("method", record.method, limit: AuditTrail.nameLimit)
        if let name = record.name,
            !line.add("name", asWritten: message.extracting(name), limit: AuditTrail.nameLimit)
        {
            line.add("name-cut", true)
        }
        switch record.id {
        case .integer(let number): line.add("id", number)
        case .string(let text), .number(let text): line.add("id", text, limit: AuditTrail.idLimit)
        case nil: break
        }
        guard let payload = record.payload else { return }
        let text = message.extracting(payload)
        line.add("size", text.count)
        if !withoutDigest { line.add("digest", key.digest(text)) }
        if settings.arguments == .full, !line.add("text", textOf: text, limit: AuditSettings.textLimit) {
            line.add("text-cut", true)
        }
    }
}
