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

    /// Connections of the box wait for a person to allow this name.
    case asked(DNSName)
    /// They have waited for too long, and are refused.
    case undecided(DNSName)

    /// The authority that the box is to trust, in PEM; its key comes along in a descriptor, for brokers of the box that
    /// follow this one.
    case authority(certificate: String)
    /// So many requests, one after the other, that were the same: what was asked of an inspected host, and what came of it.
    ///
    /// The method and the path, without its query, are empty where they could not be read.
    case request(Connection, method: String, path: String, RequestOutcome, count: UInt32)

    /// What became of a request to an inspected host.
    package enum RequestOutcome: Sendable, Hashable {
        /// This rule of the grant let it pass.
        case passed(rule: UInt16)
        /// No rule lets it pass; it was answered in the host's place.
        case noRule
        /// It was no request that passes; the host has not seen it whole.
        case fault(HTTPFault)
        /// The host's answer was not one that passes.
        case answerFault(HTTPFault)
    }

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

    /// A path that is longer is told up to here, and `...`.
    package static let longestPath = 512

    /// No frame is longer.
    package static let maximumLength = 2048
}
