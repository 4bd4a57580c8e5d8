package import Refusals

/// Which legs a box holds, and what gave each.
///
/// It is made by `Legs.derive` alone. The legs come from the grants; a narrowing drops one only where it is permitted.
package struct LegDerivation: Sendable, Equatable {
    /// Every grant that gives a leg, by leg and then in the order of the profile.
    package let evidence: [LegEvidence]
    /// Every narrowing that dropped a leg.
    package let narrowings: [AppliedNarrowing]
    /// Grants through which data leaves later, by a person's hand; shown and not counted.
    package let deferred: [LegEvidence]
    /// Why the box may not start: narrowings that are not permitted, then the trifecta.
    ///
    /// Empty where it may.
    package let refusals: [Refusal]

    /// The legs that the box holds.
    package var legs: Set<Leg> { Set(evidence.map(\.leg)) }

    /// The first reason why the box may not start.
    package var refusal: Refusal? { refusals.first }
}

/// A grant that gives a leg.
package struct LegEvidence: Sendable, Hashable {
    package let leg: Leg
    /// The grant as a profile writes it, such as `read: ${workspace}`.
    package let grant: String
    /// Where the grant is written; nil for one that the program brought along.
    package let location: SourceLocation?
}

/// A narrowing that dropped a leg of a grant.
package struct AppliedNarrowing: Sendable, Hashable {
    /// The grant as a profile writes it.
    package let grant: String
    package let narrowing: Narrowing

    /// The leg that the grant does not carry.
    package var leg: Leg { narrowing.claim.leg }
}
