internal import Egress
internal import Kernel
internal import TLSSessions

/// What passes between the two sessions.
extension InspectedRelay {
    /// - Returns: Whether there will be no more of them.
    func exchangeSome(
        _ inner: Int32, _ outer: Int32, _ space: UnsafeMutableRawBufferPointer
    ) throws(EgressReason) -> Bool {
        var fills = 0
        while stage == .exchanging {
            let hasProgramRoom = try flushProgram(inner)
            let hasHostRoom = flushHost(outer)
            var output = JudgedExchange.Output()
            exchange?.resume(programHasRoom: hasProgramRoom, hostHasRoom: hasHostRoom, into: &output)
            var hasMoved = try apply(&output)
            if stage == .exchanging, exchange?.hearsProgram(hostHasRoom: hasHostRoom) == true {
                hasMoved = try unsafe hearProgram(inner, space, &fills) || hasMoved
            }
            if stage == .exchanging, exchange?.hearsHost(programHasRoom: hasProgramRoom) == true {
                hasMoved = try unsafe hearHost(outer, space, &fills) || hasMoved
            }
            guard hasMoved else { break }
        }
        guard stage == .exchanging else { return true }
        deadline = exchange?.isWithinHead == true ? deadline ?? .now + grant.patience : nil
        return false
    }

    /// - Returns: Whether there was anything to hear.
    func hearProgram(
        _ inner: Int32, _ space: UnsafeMutableRawBufferPointer, _ fills: inout Int
    ) throws(EgressReason) -> Bool {
        var bytes: [UInt8] = []
        swap(&bytes, &waiting.program)
        if bytes.isEmpty {
            guard let program, !hasProgramEnded else { return false }
            switch try unsafe reading(program, space, .tlsFailed) {
            case .bytes(let count): bytes = unsafe Array(space[..<count])
            case .nothing:
                guard fills < InspectedRelay.fills else { return false }
                fills += 1
                return try unsafe fillProgram(inner, space)
            // Where a request ends its own head says, so that nothing hangs on how the connection ends.
            case .ended, nil: hasProgramEnded = true
            }
        }
        var output = JudgedExchange.Output()
        if hasProgramEnded, bytes.isEmpty {
            exchange?.endOfClient(into: &output)
        } else {
            let said = bytes
            let taken = means.withSecret(of: grant.inspection.credential) {
                exchange?.take(client: said.span, secret: $0, into: &output) ?? 0
            }
            waiting.program = Array(said[taken...])
        }
        _ = try apply(&output)
        return true
    }

    /// - Returns: Whether there was anything to hear.
    func hearHost(
        _ outer: Int32, _ space: UnsafeMutableRawBufferPointer, _ fills: inout Int
    ) throws(EgressReason) -> Bool {
        var bytes: [UInt8] = []
        swap(&bytes, &waiting.host)
        var isCut = false
        if bytes.isEmpty {
            guard !hasHostEnded else { return false }
            switch try unsafe reading(host, space, .upstreamTLSFailed) {
            case .bytes(let count):
                bytes = unsafe Array(space[..<count])
                // A host may say the secret that it was told.
                unsafe UnsafeMutableRawBufferPointer(rebasing: space[..<count]).wipe()
            case .nothing:
                guard fills < InspectedRelay.fills else { return false }
                fills += 1
                return try unsafe fillHost(outer, space)
            case .ended: hasHostEnded = true
            case nil:
                hasHostEnded = true
                isCut = true
            }
        }
        var output = JudgedExchange.Output()
        var said: [UInt8] = []
        swap(&said, &bytes)
        defer { said.wipe() }
        means.withSecret(of: grant.inspection.credential) { secret in
            if hasHostEnded, said.isEmpty {
                exchange?.endOfUpstream(isCut: isCut, secret: secret, into: &output)
            } else {
                let taken = exchange?.take(upstream: said.span, secret: secret, into: &output) ?? 0
                waiting.host = Array(said[taken...])
            }
        }
        _ = try apply(&output)
        return true
    }

    /// - Returns: What was read; nil where the connection has ended without a word of it.
    func reading(
        _ side: TLSSide, _ space: UnsafeMutableRawBufferPointer, _ failure: EgressReason
    ) throws(EgressReason) -> TLSSession.Reading? {
        do throws(TLSFault) {
            return try unsafe side.session.read(into: space)
        } catch {
            guard error == .truncated else { throw failure }
            return nil
        }
    }

    /// Puts what an exchange leaves to be done on its way.
    ///
    /// - Returns: Whether there was anything.
    func apply(_ output: inout JudgedExchange.Output) throws(EgressReason) -> Bool {
        // The secret may be in it.
        defer { output.toUpstream.wipe() }
        do throws(TLSFault) {
            try host.session.write(output.toUpstream.span)
            try program?.session.write(output.toClient.span)
        } catch {
            throw .brokerFailed
        }
        for judgement in output.judgements {
            request = judgement
            tell(judgement.rule.map { .passed(rule: UInt16(clamping: $0)) } ?? .noRule)
        }
        for fault in output.faults {
            request = ExchangeInspector.Judgement(method: fault.method, path: fault.path, rule: nil)
            tell(fault.end)
        }
        guard let end = output.end else { return !output.toUpstream.isEmpty || !output.toClient.isEmpty }
        if exchange?.endsWithRequest == false {
            request = ExchangeInspector.Judgement(method: "", path: "", rule: nil)
        }
        tell(end)
        switch end {
        case .done: break
        case .refused: reason = .requestRefused
        case .clientFault(let fault): reason = fault == .strayPlaceholder ? .strayPlaceholder : .requestFault
        case .upstreamFault:
            reason = .answerFault
            // That it is cut must be seen.
            guard exchange?.hasAnswerBegun != true else { throw .answerFault }
        }
        program?.session.end()
        host.session.end()
        stage = .ending
        return true
    }

    func tell(_ end: ExchangeInspector.End) {
        switch end {
        case .done, .refused: break
        case .clientFault(let fault): tell(.fault(fault))
        case .upstreamFault(let fault): tell(.answerFault(fault))
        }
    }

    func tell(_ outcome: BrokerEvent.RequestOutcome) {
        outcomes.append(Outcome(method: request.method, path: request.path, outcome: outcome))
    }
}
