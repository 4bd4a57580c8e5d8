package import Kernel
internal import Refusals
package import Wire

/// The client's end of a run: its three streams, and the conversation on them.
package struct ClientSide: ~Copyable {
    package var input: StreamEnd
    package var output: StreamEnd
    package var errors: StreamEnd
    package var conversation: Conversation
    package var errorLane: ErrorLane
    private var isAbsent = false
    /// The output ends as soon as what waits for it is written.
    private var outputIsEnding = false
    package private(set) var bytesReceived: UInt64 = 0
    package private(set) var bytesSent: UInt64 = 0

    package init(
        input: consuming StreamEnd, output: consuming StreamEnd, errors: consuming StreamEnd, messageLimit: Int,
        judge: (any MessageJudge)? = nil
    ) {
        errorLane = ErrorLane(isTerminal: errors.kind == .terminal)
        self.input = input
        self.output = output
        self.errors = errors
        conversation = Conversation(messageLimit: messageLimit, judge: judge)
    }

    /// This process's own standard streams.
    ///
    /// - Parameter judge: What decides on each message; nil only for a client that is refused from the start.
    package static func standard(messageLimit: Int, judge: (any MessageJudge)? = nil) throws(KernelError) -> ClientSide
    {
        let input = try StreamEnd(inherited: 0, writing: false)
        let output = try StreamEnd(inherited: 1, writing: true)
        input.widen(to: LauncherProcess.pipeCapacity)
        output.widen(to: LauncherProcess.pipeCapacity)
        return ClientSide(
            input: input, output: output, errors: try StreamEnd(inherited: 2, writing: true),
            messageLimit: messageLimit, judge: judge)
    }

    /// A side where nobody is: nothing comes, and what is sent is gone.
    ///
    /// Standard error is this process's own.
    package static func absent(messageLimit: Int, judge: any MessageJudge) throws(KernelError) -> ClientSide {
        var client = ClientSide(
            input: try StreamEnd(own: try Descriptor.silent()), output: try StreamEnd(own: try Descriptor.null()),
            errors: try StreamEnd(inherited: 2, writing: true), messageLimit: messageLimit, judge: judge)
        client.isAbsent = true
        return client
    }

    /// A person types, or nobody is there, and no client: answers in JSON-RPC would reach nobody.
    package var isPerson: Bool { input.kind == .terminal || isAbsent }

    /// Whether nothing waits for the client any more.
    package var isDelivered: Bool {
        (conversation.reply.forwardableCount == 0 || !output.isOpen) && (errorLane.waiting.isEmpty || !errors.isOpen)
    }

    /// Reads once.
    ///
    /// Returns false at the end of the input, which is closed then.
    ///
    /// - Parameter recordsLater: As for `Conversation.judgeClient`.
    package mutating func receive(recordsLater: Bool = false) -> Bool {
        switch conversation.request.receive(from: input) {
        case .moved(let count):
            bytesReceived += UInt64(count)
            judge(recordsLater: recordsLater)
            return true
        case .notNow: return true
        // An input that cannot be read has ended, whatever the reason.
        case .ended, .failed:
            input.close()
            judge(atEnd: true, recordsLater: recordsLater)
            return false
        }
    }

    /// Reads what the client has written by now, for the requests in it; no server gets it any more.
    mutating func receiveWhatWaits() {
        // A client that writes without end is not followed for ever.
        var rounds = 64
        while input.isOpen, rounds > 0 {
            let before = bytesReceived
            _ = receive()
            conversation.request.dropForwardable()
            if bytesReceived == before { return }
            rounds -= 1
        }
    }

    private mutating func judge(atEnd: Bool = false, recordsLater: Bool) {
        errorLane.tell(conversation.judgeClient(atEnd: atEnd, recordsLater: recordsLater))
    }

    /// No answers come any more, though the server lives: the client gets the refusal for what is open, and the end.
    mutating func endOutput(with refusal: Refusal) {
        if !conversation.ledger.isEmpty { errorLane.tell(refusal) }
        conversation.answerOpenRequests(with: refusal)
        outputIsEnding = true
        if conversation.reply.forwardableCount == 0 { output.close() }
    }

    /// Writes what the client has room for.
    ///
    /// Returns false when it reads no more; its stream is closed then.
    package mutating func deliver() -> Bool {
        guard conversation.reply.forwardableCount > 0 else { return true }
        guard output.isOpen else {
            conversation.reply.dropForwardable()
            return true
        }
        switch conversation.reply.send(to: output) {
        case .moved(let count):
            bytesSent += UInt64(count)
            if outputIsEnding, conversation.reply.forwardableCount == 0 { output.close() }
            return true
        case .notNow: return true
        case .ended, .failed:
            output.close()
            conversation.reply.dropForwardable()
            return false
        }
    }

    /// Writes what standard error has room for.
    ///
    /// Returns false when nobody reads it.
    package mutating func deliverErrors() -> Bool {
        guard !errorLane.waiting.isEmpty else { return true }
        let outcome = unsafe errorLane.waiting.withUnsafeBytes { unsafe errors.write($0) }
        switch outcome {
        case .moved(let count):
            errorLane.written(count)
            return true
        case .notNow: return true
        case .ended, .failed:
            errors.close()
            errorLane.drop()
            return false
        }
    }
}

extension MessageLane {
    /// Reads once from a stream into the lane.
    mutating func receive(from stream: borrowing StreamEnd) -> StreamEnd.Outcome {
        var outcome = StreamEnd.Outcome.notNow
        unsafe withFreeSpace { space in
            outcome = unsafe stream.read(into: space)
            return outcome.count
        }
        return outcome
    }

    /// Writes once to a stream from the lane.
    mutating func send(to stream: borrowing StreamEnd) -> StreamEnd.Outcome {
        var outcome = StreamEnd.Outcome.notNow
        unsafe withForwardable { bytes in
            outcome = unsafe stream.write(bytes)
            return outcome.count
        }
        return outcome
    }
}
