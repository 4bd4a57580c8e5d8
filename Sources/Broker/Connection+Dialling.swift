internal import Addresses
internal import Egress
internal import Kernel

/// From addresses that were judged to a host that answers.
extension Connection {
    func dial(_ addresses: [IPAddress], _ broker: Broker) throws(KernelError) {
        phase = .dialling
        race = AddressRace(addresses, at: MonotonicTime.now.sinceBeginning)
        try run(broker)
    }

    /// Dials what is to be dialled by now.
    func run(_ broker: Broker) throws(KernelError) {
        raceLook = nil
        while true {
            let now = MonotonicTime.now.sinceBeginning
            switch race.step(at: now) {
            case .lost: return refuse(.unreachable, broker)
            case .wait(let time):
                raceLook = time.map { MonotonicTime(sinceBeginning: $0) }
                if let raceLook { broker.look(at: raceLook) }
                return
            case .dial(let address):
                do throws(KernelError) {
                    guard let endpoint = Endpoint(address.bytes, port: port) else { throw KernelError("connect", 22) }
                    lastAttempt += 1
                    let socket = Socket(
                        try InternetSocket.connect(to: endpoint, isStream: true),
                        Token(.outer, id << Connection.attemptBits | lastAttempt))
                    try socket.want(.writable, in: broker.queue)
                    attempts[lastAttempt] = (socket, address)
                } catch {
                    race.fail(at: now)
                }
            }
        }
    }

    func attendAttempt(_ number: UInt64, _ broker: Broker) throws(KernelError) {
        guard let (socket, address) = attempts[number] else { return }
        do throws(KernelError) {
            try InternetSocket.outcome(of: socket.number)
        } catch {
            attempts[number] = nil
            race.fail(at: MonotonicTime.now.sinceBeginning)
            return try run(broker)
        }
        attempts = [:]
        outer = socket
        phase = .relaying
        lastActivity = .now
        broker.tell(.opened(described, to: address))
        if case .granted(let grant, _, .name(let name)) = opening, let inspection = grant.inspection {
            return try inspect(inspection, name, broker)
        }
        out = Flow(beginningWith: head)
        head = []
        try move(broker, after: nil, [])
    }
}
