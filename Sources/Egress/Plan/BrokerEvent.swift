package import Addresses

/// What the broker tells the supervisor, one frame an event, for the log and for a person.
package enum BrokerEvent: Sendable, Hashable {
    /// The box asked for a name; the text is as it was read, and empty for what is no host's name.
    case lookup(name: String, Lookup.Verdict)
    /// A connection of the box was made to a host.
    case opened(Connection, to: IPAddress)
    /// A connection of the box was refused, and never made.
    case refused(Connection, EgressReason)
    /// A connection that was made has ended.
    case closed(Connection, EgressReason, bytesOut: UInt64, bytesIn: UInt64, milliseconds: UInt64)
    /// So many lookups and refused connections were not told one by one, because there were too many of them.
    case suppressed(lookups: UInt64, refusals: UInt64)
    /// The broker wants the host's resolver files again: what it has is old.
    case wantsResolverFiles

    /// Which connection.
    package struct Connection: Sendable, Hashable {
        /// The broker's number for it.
        package var id: UInt64
        /// Where the box wanted it to go: the address that it dialled.
        package var destination: IPAddress
        package var port: UInt16
        /// The granted name that stands for it; empty where there is none.
        package var name: String

        package init(id: UInt64, destination: IPAddress, port: UInt16, name: String) {
            self.id = id
            self.destination = destination
            self.port = port
            self.name = name
        }
    }

    /// No frame is longer: two counted texts of at most 255 bytes, and numbers.
    package static let maximumLength = 1024
}
