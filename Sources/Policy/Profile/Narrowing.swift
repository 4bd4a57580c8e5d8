package import Refusals

/// A grant's statement that it does not carry a leg.
///
/// It cannot exist without a reason.
package struct Narrowing: Sendable, Hashable {
    package var claim: Claim
    package var because: Reason
    /// Where the claim is written.
    package var location: SourceLocation

    /// What is claimed.
    package enum Claim: String, Sendable, CaseIterable {
        /// Nobody but the user, or whom the user trusts, writes what is read here.
        case originTrusted = "origin: trusted"
        /// What is read here is nobody's secret.
        case sensitivityPublic = "sensitivity: public"
        /// What is sent here reaches the user alone.
        case audienceOwn = "audience: own"

        /// The leg that the claim drops.
        package var leg: Leg {
            switch self {
            case .originTrusted: .untrustedInput
            case .sensitivityPublic: .privateData
            case .audienceOwn: .egress
            }
        }
    }

    package init(_ claim: Claim, because: Reason, at location: SourceLocation) {
        self.claim = claim
        self.because = because
        self.location = location
    }
}
