/// One end of the wire.
package enum Side: Sendable {
    case client, server

    var name: String { self == .client ? "the client" : "the server" }
    var other: Side { self == .client ? .server : .client }
}
