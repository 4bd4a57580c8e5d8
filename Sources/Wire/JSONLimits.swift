/// How much structure one JSON text may have.
///
/// The length of the whole text is not among them: a lane drops what is too long while it arrives.
package struct JSONLimits: Sendable, Hashable {
    /// The most objects and arrays inside each other.
    package var depth = 64
    /// The longest number, in bytes as written; at least 32.
    package var numberLength = 128
    /// The most members of an object, those that stand before it in the objects around it included.
    ///
    /// So it bounds the memory that finding duplicates takes: some 16 bytes each.
    package var members = 1 << 16
    /// The longest key, in bytes as written; at least 32.
    package var keyLength = 4096

    package init() {}
}
