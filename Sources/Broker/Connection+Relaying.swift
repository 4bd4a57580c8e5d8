internal import Egress
internal import Kernel

/// What passes between a program and its host, as it is or looked into.
extension Connection {
    /// - Parameter token: The side that the events are of; nil moves what there is both ways.
    func move(
        _ broker: Broker, after token: Token?, _ events: EventQueue.Events
    ) throws(KernelError) {
        guard let outer else { return }
        lastActivity = .now
        if let relay { return try move(relay, outer, broker) }
        let isOfInner = token?.kind == .inner
        let isOfBoth = token == nil || !events.isDisjoint(with: [.broken, .hungUp])
        let space = unsafe broker.relaySpace
        for isOut in [true, false] {
            guard isOfBoth || events.contains(isOut == isOfInner ? .readable : .writable) else { continue }
            let step =
                unsafe isOut
                ? out.move(from: inner.number, to: outer.number, through: space)
                : back.move(from: outer.number, to: inner.number, through: space)
            guard case .failed(let error) = step else { continue }
            // Whoever failed to be read from, or to be written to.
            let isInner = isOut == (error.call.description == "recv")
            return close(isInner ? .reset : .upstreamReset, broker)
        }
        guard !out.isDone || !back.isDone else { return close(.ended, broker) }
        try inner.want(Connection.wanted(reading: out, writing: back), in: broker.queue)
        try outer.want(Connection.wanted(reading: back, writing: out), in: broker.queue)
        if let reason = account(broker) { return close(reason, broker) }
        lookAtTime(broker)
    }

    /// What a side is waited for; nil for nothing, so that its hang-up, which is known, wakes nobody.
    private static func wanted(reading: Flow, writing: Flow) -> EventQueue.Events? {
        var events: EventQueue.Events = []
        if reading.wantsToRead { events.insert(.readable) }
        if writing.wantsToWrite { events.insert(.writable) }
        return events.isEmpty ? nil : events
    }

    // MARK: Inspection

    func inspect(_ inspection: Inspection, _ name: DNSName, _ broker: Broker) throws(KernelError) {
        guard let outer, let rules = broker.rules else { return }
        let grant = InspectedRelay.Grant(
            authority: HTTPAuthority(name: name, port: port, isTLS: true), inspection: inspection,
            placeholders: rules.placeholders, patience: openingTime(broker))
        do throws(EgressReason) {
            relay = try InspectedRelay(grant, hello: head, offering: protocols, broker.means)
        } catch {
            return close(error, broker)
        }
        head = []
        if let relay { try move(relay, outer, broker) }
    }

    func move(_ relay: InspectedRelay, _ outer: Socket, _ broker: Broker) throws(KernelError) {
        let step: InspectedRelay.Step
        do throws(EgressReason) {
            step = try unsafe relay.move(inner: inner.number, outer: outer.number, through: broker.smallSpace)
        } catch {
            tell(relay, broker)
            return close(error, broker)
        }
        tell(relay, broker)
        switch step {
        case .over(let reason): close(reason, isOrderly: true, broker)
        case .goesOn:
            try inner.want(relay.wantedOfProgram, in: broker.queue)
            try outer.want(relay.wantedOfHost, in: broker.queue)
            if let reason = account(broker) { return close(reason, broker) }
            lookAtTime(broker)
        }
    }

    func tell(_ relay: InspectedRelay, _ broker: Broker) {
        for found in relay.takeOutcomes() {
            broker.tell(.request(described, method: found.method, path: found.path, found.outcome, count: 1))
        }
    }
}
