import Addresses
import Egress
import Testing

@Suite struct AddressRaceTests {
    private static func addresses(_ texts: [String]) throws -> [IPAddress] {
        try texts.map { try #require(IPAddress($0)) }
    }

    /// All addresses, each after its head start.
    private static func order(_ addresses: [IPAddress]) -> [String] {
        var race = AddressRace(addresses, at: .zero)
        var now = Duration.zero
        var order: [String] = []
        while true {
            switch race.step(at: now) {
            case .dial(let address): order.append(address.description)
            case .wait(until: let time?): now = time
            case .wait(until: nil), .lost: return order
            }
        }
    }

    @Test func `families take turns, IPv6 first, each in the resolver's order and every address once`() throws {
        #expect(
            Self.order(try Self.addresses(["1.1.1.1", "1.1.1.2", "1.1.1.3", "2000::1", "2000::2", "1.1.1.1"]))
                == ["2000::1", "1.1.1.1", "2000::2", "1.1.1.2", "1.1.1.3"])
        #expect(Self.order(try Self.addresses(["1.1.1.2", "1.1.1.1"])) == ["1.1.1.2", "1.1.1.1"])
        #expect(Self.order((0..<40).map { .v4($0) }).count == AddressRace.longest)
    }

    @Test func `an address has a head start of a quarter of a second on the next, which ends when it fails`() throws {
        var race = AddressRace(try Self.addresses(["2000::1", "1.1.1.1", "2000::2"]), at: .seconds(9))
        let start = Duration.seconds(9)
        let quarter = Duration.milliseconds(250)
        #expect(race.step(at: start) == .dial(try #require(IPAddress("2000::1"))))
        #expect(race.step(at: start) == .wait(until: start + quarter))
        #expect(race.step(at: start + quarter - .nanoseconds(1)) == .wait(until: start + quarter))
        #expect(race.step(at: start + quarter) == .dial(try #require(IPAddress("1.1.1.1"))))
        race.fail(at: start + quarter + .milliseconds(1))
        let third = start + quarter + .milliseconds(1)
        #expect(race.step(at: third) == .dial(try #require(IPAddress("2000::2"))))
        #expect(race.step(at: third) == .wait(until: nil))
        race.fail(at: third)
        #expect(race.step(at: third) == .wait(until: nil))
        race.fail(at: third)
        #expect(race.step(at: third) == .lost)
    }

    @Test func `without an address it is lost from the start`() {
        var race = AddressRace([], at: .zero)
        #expect(race.step(at: .zero) == .lost)
    }
}
