package import Refusals

/// A value and the place in a profile where it was written.
///
/// `Value` is not required to be `Hashable`: that would have the runtime look the conformance up for each kind of value,
/// which took a quarter of the time of reading the first profile.
package struct Located<Value: Sendable>: Sendable {
    package var value: Value
    package var location: SourceLocation

    package init(_ value: Value, at location: SourceLocation) {
        self.value = value
        self.location = location
    }
}

extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}

/// A person's reason for something that a profile may not do in silence; never blank.
package struct Reason: Sendable, Hashable {
    package let text: String

    /// Takes the text of a `because:`; nil where it is blank.
    package init?(_ text: String) {
        guard text.utf8.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\n") }) else { return nil }
        self.text = text
    }
}
