package import Egress
internal import Kernel
package import Policy
package import Refusals

/// The secrets of one box on their way from their sources to its broker.
///
/// Their values are here from the start of the box until its broker has them, and again for a moment when another broker
/// follows: then they are read once more. All that stays are their placeholders.
package final class BoxSecrets {
    private let secrets: [BoxSecret]
    private let reader: SecretReader
    /// What was read and is not handed over.
    private var values: [Value]
    /// What the box has in their place, in their order.
    package let placeholders: [Egress.Placeholder]

    private final class Value {
        let bytes: LockedBytes

        init(_ bytes: consuming LockedBytes) { self.bytes = bytes }
    }

    /// Reads the values, and makes a placeholder for each.
    ///
    /// From here on nobody can trace this process, and it leaves no core dump.
    ///
    /// - Throws: those of `SecretReader.read`.
    package init(_ secrets: [BoxSecret], reader: SecretReader) throws(Refusal) {
        self.secrets = secrets
        self.reader = reader
        do throws(KernelError) {
            try Processes.refuseTracing()
        } catch {
            throw Refusal(.secretNotLocked, "this process cannot be kept from others: \(error)")
        }
        var random = SystemRandomNumberGenerator()
        var values: [Value] = []
        var placeholders: [Egress.Placeholder] = []
        for secret in secrets {
            let value = Value(try reader.read(secret))
            let placeholder = value.bytes.withSpan { (bytes: Span<UInt8>) in
                Egress.Placeholder(standingFor: bytes, random: &random)
            }
            guard let placeholder else { fatalError("the reader takes no value without a placeholder") }
            values.append(value)
            placeholders.append(placeholder)
        }
        self.values = values
        self.placeholders = placeholders
    }

    /// Refuses a plan that gives the box a value by its command line, its environment or a name.
    ///
    /// - Throws: `secret.unusable`.
    package func check(_ encodedPlan: [UInt8]) throws(Refusal) {
        for (secret, value) in zip(secrets, values) {
            let isThere = value.bytes.withSpan { (bytes: Span<UInt8>) in encodedPlan.span.holds(bytes) }
            guard !isThere else {
                throw Refusal(
                    .secretUnusable,
                    "the value of the secret \(secret.name) stands in the command or the environment of the box as well",
                    at: secret.location, hint: "take it out there: \(secret.variable) holds what stands for it")
            }
        }
    }

    /// Hands the values over to a broker that has its plan, each in a pipe, and lets go of them.
    ///
    /// - Throws: those of `SecretReader.read` where they must be read again; `secret.unusable` where one is not as long as
    ///   its placeholder any more.
    func give(over line: borrowing Descriptor) throws(Refusal) {
        if values.isEmpty { for secret in secrets { values.append(Value(try reader.read(secret))) } }
        defer { values = [] }
        for (index, secret) in secrets.enumerated() {
            guard values[index].bytes.count == placeholders[index].bytes.count else {
                throw Refusal(
                    .secretUnusable, "the value of the secret \(secret.name) is not as long as it was",
                    at: secret.location, hint: "start the server again")
            }
            do throws(KernelError) {
                try BoxSecrets.send(values[index], UInt16(index), over: line)
            } catch {
                throw Refusal(
                    .egressBrokerFailed, "the secret \(secret.name) did not reach the broker: \(error)",
                    at: secret.location)
            }
        }
    }

    /// A pipe takes a value whole, and nothing on the way has a copy of it in memory.
    private static func send(_ value: Value, _ index: UInt16, over line: borrowing Descriptor) throws(KernelError) {
        let pipe = try Pipe()
        try value.bytes.withSpan { (bytes: Span<UInt8>) throws(KernelError) in try pipe.writing.write(bytes) }
        let reading = pipe.keepReading()
        try Frames.send(BrokerOrder.secret(index: index).encoded(), with: reading, over: line)
    }
}

extension Span<UInt8> {
    /// Whether other bytes stand in these.
    fileprivate func holds(_ other: Span<UInt8>) -> Bool {
        guard other.count <= count else { return false }
        return (0...(count - other.count)).contains { start in
            (0..<other.count).allSatisfy { self[start + $0] == other[$0] }
        }
    }
}
