package import Refusals

/// What a pin says of one item, or of a package.
package enum PinVerdict: Sendable, Equatable {
    /// As it was approved; or nothing is pinned.
    case pinned
    /// Met for the first time, and taken as it is: it is to be recorded before it is used.
    case recorded
    /// Not shown to the client and refused when it is used, for this reason.
    case held(Refusal)
}
