import Testing
import Wire

/// Every known id gets an answer: the ledger knows which wait for one.
@Suite struct RequestLedgerTests {
    private func request(_ id: RequestID) -> ScannedMessage { .single(Envelope(id: id, hasMethod: true)) }
    private func response(_ id: RequestID) -> ScannedMessage { .single(Envelope(id: id, hasResult: true)) }

    @Test func `a request is open from its line until a response with its id`() {
        var ledger = RequestLedger()
        ledger.open(request(.integer(1)))
        ledger.open(request(.string("1")))
        #expect(ledger.count == 2)
        ledger.close(response(.integer(1)))
        #expect(ledger.closeAll() == [.string("1")])
        #expect(ledger.isEmpty)
    }

    @Test(arguments: [
        Envelope(hasMethod: true), Envelope(id: .integer(1)), Envelope(id: .integer(1), hasResult: true),
        Envelope(id: .integer(1), hasError: true),
    ])
    func `only what has a method and an id waits for an answer`(envelope: Envelope) {
        var ledger = RequestLedger()
        ledger.open(.single(envelope))
        #expect(ledger.isEmpty)
    }

    @Test func `a request of the server with the same number answers nothing`() {
        var ledger = RequestLedger()
        ledger.open(request(.integer(1)))
        ledger.close(request(.integer(1)))
        #expect(ledger.count == 1)
    }

    @Test func `a batch opens and closes each of its messages`() {
        var ledger = RequestLedger()
        let ids = (0..<5).map { RequestID.integer($0) }
        ledger.open(.batch(ids.map { Envelope(id: $0, hasMethod: true) } + [Envelope(hasMethod: true)]))
        ledger.close(.batch([Envelope(id: ids[3], hasError: true), Envelope(id: ids[0], hasResult: true)]))
        #expect(ledger.closeAll() == [ids[1], ids[2], ids[4]])
    }

    @Test func `the ledger is bounded, and forgets the oldest first`() {
        var ledger = RequestLedger()
        let count = Int64(RequestLedger.capacity)
        for number in 0...count { ledger.open(request(.integer(number))) }
        #expect(ledger.count <= RequestLedger.capacity)
        let ids = ledger.closeAll()
        #expect(ids.first == .integer(count / 4))
        #expect(ids.last == .integer(count))
    }

    @Test func `a request whose id is open already does not take its place`() {
        var ledger = RequestLedger()
        let opened = [ledger.open(.integer(1), .callTool), ledger.open(.integer(1), .listTools)]
        #expect(opened == [true, false])
        #expect(ledger.onlyOne == .integer(1))
        let closed = [ledger.close(.integer(1)), ledger.close(.integer(1))]
        #expect(closed == [.callTool, nil])
    }
}
