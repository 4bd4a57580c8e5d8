import Addresses
import Audit
import Egress

/// Each event of a broker's once, with each member that it can have.
enum WayOutEvents {
    static func write(to trail: AuditTrail) throws {
        let connection = BrokerEvent.Connection(
            id: 1, destination: .v4(0xc612_0101), port: 443, name: "api.example.org")
        try trail.broker(.lookup(name: "api.example.org", .answered))
        try trail.broker(.opened(connection, to: .v6(1)))
        try trail.broker(.refused(connection, .noTLS))
        try trail.broker(.closed(connection, .ended, bytesOut: 1, bytesIn: 2, milliseconds: 3))
        try trail.broker(.request(connection, method: "GET", path: "/", .passed(rule: 0), count: 2))
        try trail.broker(.request(connection, method: "GET", path: "/", .noRule, count: 1))
        try trail.broker(.request(connection, method: "", path: "", .fault(.badTarget), count: 1))
        try trail.broker(.request(connection, method: "GET", path: "/", .answerFault(.badLength), count: 1))
        try trail.broker(.suppressed(lookups: 4, refusals: 5))
        try trail.brokerRestarted()
        guard let name = DNSName("files.example.net") else { fatalError("a name") }
        try trail.broker(.asked(name))
        try trail.broker(.undecided(name))
        try trail.decided(name, isAllowed: true, isKept: true, by: 1000)
        try trail.decided(name, isAllowed: false, isKept: false, by: 0)
    }
}
