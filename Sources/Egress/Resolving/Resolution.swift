package import Addresses

/// What a name was found to be.
package enum Resolution: Sendable, Hashable {
    /// At least one, IPv6 first, and for how many seconds they may be kept.
    case addresses([IPAddress], secondsToLive: UInt32)
    case failed(ResolutionFault)
}

/// Why a name has no addresses.
package enum ResolutionFault: UInt8, Error, Sendable, Hashable, CaseIterable {
    case noSuchName = 1
    /// The name exists, and has no address.
    case noAddresses
    /// Servers refuse, or answer what cannot be read.
    case serverFailure
    /// No server answers.
    case timedOut
}
