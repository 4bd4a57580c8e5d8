internal import Egress

/// What a box has taken of one grant.
struct GrantUse {
    /// At the moment.
    var connections: UInt32 = 0
    /// Since the broker began.
    var bytesOut: UInt64 = 0
    var bytesIn: UInt64 = 0

    /// Why there is no further connection; nil where there is one.
    func objection(under limits: GrantLimits) -> EgressReason? {
        if let most = limits.connections, connections >= most { return .tooMany }
        if let most = limits.bytesOut, bytesOut >= most { return .sentTooMuch }
        if let most = limits.bytesIn, bytesIn >= most { return .receivedTooMuch }
        return nil
    }

    /// Why connections that there are must end; nil where they go on.
    func excess(over limits: GrantLimits) -> EgressReason? {
        if let most = limits.bytesOut, bytesOut > most { return .sentTooMuch }
        if let most = limits.bytesIn, bytesIn > most { return .receivedTooMuch }
        return nil
    }
}
