/// Which addresses may be dialled: those of the public internet, and those in ranges that a grant lists.
///
/// It is asked after resolution, of the very address that is dialled then.
package struct AddressRules: Sendable, Hashable {
    /// The ranges that are open besides the public internet.
    package let granted: [AddressRange]

    package init(granted: [AddressRange] = []) { self.granted = granted }

    /// Why the address must not be dialled; nil where it may be.
    package func objection(to address: IPAddress) -> SpecialPurpose? {
        guard let purpose = SpecialPurpose(of: address) else { return nil }
        guard purpose.canBeGranted else { return purpose }
        let isGranted = granted.contains { range in
            // A range that was written for a network's hosts does not speak of the credentials of its machines.
            range.contains(address) && (purpose != .metadata || range.isSingle)
        }
        return isGranted ? nil : purpose
    }
}
