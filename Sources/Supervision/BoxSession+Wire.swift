internal import Kernel
internal import Refusals
internal import Wire

/// The bytes between client and server.
extension BoxSession {
    mutating func receiveFromClient(_ client: inout ClientSide) {
        if !client.receive(recordsLater: true) { shutdown.inputEnded(at: .now) }
        sendToServer(&client)
        client.conversation.settleRecord()
    }

    mutating func sendToServer(_ client: inout ClientSide) {
        if !launcher.serverInput.isOpen {
            // The server reads no more. Its client's requests stay in the ledger and are answered at the server's end.
            client.conversation.request.dropForwardable()
            return
        }
        if client.conversation.request.forwardableCount > 0 {
            switch client.conversation.request.send(to: launcher.serverInput) {
            case .moved:
                client.conversation.stall = nil
                stalledBy = client.conversation.request.wantsMore ? nil : .now + times.reading
            case .notNow:
                if stalledBy == nil, !client.conversation.request.wantsMore { stalledBy = .now + times.reading }
            case .ended, .failed:
                launcher.serverInput.close()
                client.conversation.request.dropForwardable()
            }
        }
        if !client.input.isOpen, client.conversation.isForwarded { launcher.serverInput.close() }
    }

    /// Refuses further requests of the client where the server has read nothing for long.
    mutating func actOnStall(_ client: inout ClientSide, at time: MonotonicTime) {
        guard let due = stallDeadline(client), due <= time else { return }
        let refusal = Refusal(
            .wireStalled,
            """
            the server has read nothing for \(times.reading.components.seconds) seconds, and no more requests can wait for it
            """)
        client.conversation.stall = refusal
        client.errorLane.tell(refusal)
    }

    /// When requests are refused, if the server reads nothing until then.
    func stallDeadline(_ client: borrowing ClientSide) -> MonotonicTime? {
        client.conversation.stall == nil && launcher.serverInput.isOpen ? stalledBy : nil
    }

    mutating func receiveFromServer(_ client: inout ClientSide) {
        switch client.conversation.reply.receive(from: launcher.serverOutput) {
        case .moved(let count):
            bytesFromServer += UInt64(count)
            if shutdown.isListening { shutdown.serverSpoke(at: .now) }
            client.errorLane.tell(client.conversation.judgeServer(recordsLater: true))
            // Answers of ours for a server that reads no more; or the last that its client had for it.
            if !launcher.serverInput.isOpen || !client.input.isOpen { sendToServer(&client) }
        case .notNow: return
        case .ended, .failed:
            launcher.serverOutput.close()
            client.errorLane.tell(client.conversation.judgeServer(atEnd: true, recordsLater: true))
            if launcherEnd == nil { farewellBy = .now + times.farewell }
        }
        if client.output.canTryAtOnce { deliver(&client) }
        client.conversation.settleRecord()
    }

    mutating func deliver(_ client: inout ClientSide, isBroken: Bool = false) {
        let sent = client.bytesSent
        let isRead = client.deliver() && !isBroken
        if client.bytesSent > sent { deferDraining() }
        if isRead { return }
        // As without us: the server finds its output broken. One that ignores that is ended.
        clientIsGone = true
        client.output.close()
        launcher.serverOutput.close()
        shutdown.inputEnded(at: .now)
    }

    mutating func receiveErrors(_ client: inout ClientSide) {
        let outcome = unsafe withUnsafeTemporaryAllocation(byteCount: ErrorLane.bound / 4, alignment: 1) { space in
            let outcome = unsafe launcher.serverErrors.read(into: space)
            if case .moved(let count) = outcome {
                unsafe client.errorLane.pass(UnsafeRawBufferPointer(rebasing: space[..<count]))
            }
            return outcome
        }
        switch outcome {
        case .moved, .notNow: break
        case .ended, .failed: launcher.serverErrors.close()
        }
    }

    mutating func deliverErrors(_ client: inout ClientSide) {
        let waiting = client.errorLane.waiting.count
        // As without us: the server finds its standard error broken.
        if !client.deliverErrors() { launcher.serverErrors.close() }
        if client.errorLane.waiting.count < waiting { deferDraining() }
    }

    /// Whoever still takes what is left gets the time to take it all.
    private mutating func deferDraining() {
        if drainedBy != nil { drainedBy = .now + times.delivery }
    }
}
