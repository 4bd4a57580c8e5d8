internal import Addresses
internal import LaunchPlan

/// The fields that plans and events of the broker have in common.
extension PlanWriter {
    mutating func write(_ name: DNSName) { write(name.description) }

    mutating func write(_ address: IPAddress) { write(address.bytes) }
}

extension PlanReader {
    /// A name in its one spelling, so that what is read is written again as the same bytes.
    mutating func readName() throws(PlanCodecError) -> DNSName {
        let text = try readString()
        guard let name = DNSName(text), name.description == text else { throw .invalidValue }
        return name
    }

    /// The text of a name in its one spelling, or none.
    mutating func readNameIfAny() throws(PlanCodecError) -> String {
        let text = try readString()
        guard text.isEmpty || DNSName(text)?.description == text else { throw .invalidValue }
        return text
    }

    mutating func readAddress() throws(PlanCodecError) -> IPAddress {
        let bytes = try readBytes()
        guard let address = IPAddress(bytes: bytes.span) else { throw .invalidValue }
        return address
    }

    mutating func readCase<Value: RawRepresentable<UInt8>>() throws(PlanCodecError) -> Value {
        guard let value = Value(rawValue: try read(UInt8.self)) else { throw .invalidValue }
        return value
    }
}
