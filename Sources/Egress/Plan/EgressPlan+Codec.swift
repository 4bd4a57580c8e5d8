internal import Addresses
package import LaunchPlan

extension EgressPlan {
    /// "Trilatch", egress plan, version 3.
    private static let magic: UInt64 = 0x0003_6767_6865_7254

    /// The plan as bytes.
    package func encoded() -> [UInt8] {
        var writer = PlanWriter()
        writer.write(EgressPlan.magic)
        writer.write(poolSize)
        writer.write(literalsByName)
        writer.write(limits.connections)
        writer.write(limits.idleSeconds)
        writer.write(limits.openingSeconds)
        writer.write(askSeconds)
        writer.write(UInt32(grants.count))
        for grant in grants {
            switch grant.host {
            case .name(let name):
                writer.write(UInt8(0))
                writer.write(name)
            case .below(let name):
                writer.write(UInt8(1))
                writer.write(name)
            case .address(let address):
                writer.write(UInt8(2))
                writer.write(address)
            }
            writer.write(UInt32(grant.ports.count))
            for port in grant.ports { writer.write(port) }
            writer.write(UInt32(grant.ranges.count))
            for range in grant.ranges {
                writer.write(range.first)
                writer.write(UInt8(range.prefixLength))
            }
            writer.write(grant.tls.rawValue)
            writer.write(grant.inspection != nil)
            grant.inspection?.write(to: &writer)
            writer.write(grant.limits.connections)
            writer.write(grant.limits.idleSeconds)
            writer.write(grant.limits.totalSeconds)
            writer.write(grant.limits.bytesOut)
            writer.write(grant.limits.bytesIn)
        }
        return writer.bytes
    }

    /// Reads a plan back; all of the bytes must be one.
    ///
    /// - Throws: `PlanCodecError`, for any bytes that `encoded` does not give.
    package init(decoding bytes: [UInt8]) throws(PlanCodecError) {
        var reader = PlanReader(bytes)
        guard try reader.read(UInt64.self) == EgressPlan.magic else { throw .wrongMagic }
        let poolSize = try reader.read(UInt16.self)
        let literalsByName = try reader.readBool()
        let limits = EgressLimits(
            connections: try reader.read(UInt32.self), idleSeconds: try reader.read(UInt32.self),
            openingSeconds: try reader.read(UInt32.self))
        let askSeconds = try reader.read(UInt16.self)
        let count = try reader.readCount()
        guard count <= EgressPlan.maximumGrants else { throw .invalidValue }
        var grants: [EgressGrant] = []
        for _ in 0..<count { grants.append(try EgressGrant(from: &reader)) }
        guard reader.isAtEnd else { throw .trailingBytes }
        self.init(
            grants: grants, poolSize: poolSize, literalsByName: literalsByName, limits: limits, askSeconds: askSeconds)
        guard Int(poolSize) + count + EgressPlan.mostUnknownNames <= NameTable.longest, limits.connections > 0,
            limits.openingSeconds > 0
        else {
            throw .invalidValue
        }
    }
}

extension EgressGrant {
    fileprivate init(from reader: inout PlanReader) throws(PlanCodecError) {
        let host: Host
        switch try reader.read(UInt8.self) {
        case 0: host = .name(try reader.readName())
        case 1: host = .below(try reader.readName())
        case 2: host = .address(try reader.readAddress())
        default: throw .invalidValue
        }
        var ports: [UInt16] = []
        for _ in 0..<(try reader.readCount()) { ports.append(try reader.read(UInt16.self)) }
        var ranges: [AddressRange] = []
        for _ in 0..<(try reader.readCount()) {
            let first = try reader.readAddress()
            guard let range = AddressRange(first, prefixLength: Int(try reader.read(UInt8.self))) else {
                throw .invalidValue
            }
            ranges.append(range)
        }
        let tls: TLS = try reader.readCase()
        let inspection = try reader.readBool() ? try Inspection(from: &reader) : nil
        let limits = GrantLimits(
            connections: try reader.readOptional(UInt32.self), idleSeconds: try reader.readOptional(UInt32.self),
            totalSeconds: try reader.readOptional(UInt32.self), bytesOut: try reader.readOptional(UInt64.self),
            bytesIn: try reader.readOptional(UInt64.self))
        guard !ports.isEmpty, !ports.contains(0) else { throw .invalidValue }
        if inspection != nil {
            // Without a name nobody could be asked to prove who answers.
            if case .address = host { throw .invalidValue }
            guard tls == .required else { throw .invalidValue }
        }
        self.init(host: host, ports: ports, ranges: ranges, tls: tls, inspection: inspection, limits: limits)
    }
}
