internal import LaunchPlan

extension BrokerEvent {
    /// The event as a frame.
    package func encoded() -> [UInt8] {
        var writer = PlanWriter()
        switch self {
        case .lookup(let name, let verdict):
            writer.write(UInt8(1))
            writer.write(name)
            writer.write(verdict.rawValue)
        case .opened(let connection, let address):
            writer.write(UInt8(2))
            connection.write(to: &writer)
            writer.write(address)
        case .refused(let connection, let reason):
            writer.write(UInt8(3))
            connection.write(to: &writer)
            writer.write(reason.rawValue)
        case .closed(let connection, let reason, let bytesOut, let bytesIn, let milliseconds):
            writer.write(UInt8(4))
            connection.write(to: &writer)
            writer.write(reason.rawValue)
            writer.write(bytesOut)
            writer.write(bytesIn)
            writer.write(milliseconds)
        case .suppressed(let lookups, let refusals):
            writer.write(UInt8(6))
            writer.write(lookups)
            writer.write(refusals)
        case .wantsResolverFiles: writer.write(UInt8(5))
        case .asked(let name):
            writer.write(UInt8(9))
            writer.write(name)
        case .undecided(let name):
            writer.write(UInt8(10))
            writer.write(name)
        case .authority(let certificate):
            writer.write(UInt8(7))
            writer.write(certificate)
        case .request(let connection, let method, let path, let outcome, let count):
            writer.write(UInt8(8))
            connection.write(to: &writer)
            writer.write(method)
            writer.write(
                path.utf8.count > BrokerEvent.longestPath ? path.prefix(BrokerEvent.longestPath) + "..." : path)
            outcome.write(to: &writer)
            writer.write(count)
        }
        return writer.bytes
    }

    /// Reads a frame; nil for what is none, a text that is no host's name among it.
    ///
    /// What sends it may have been taken over by what it read: nothing of it reaches a log or a terminal that is more than
    /// a name and numbers.
    package init?(frame: [UInt8]) {
        do throws(PlanCodecError) {
            try self.init(reading: frame)
        } catch {
            return nil
        }
    }

    private init(reading frame: [UInt8]) throws(PlanCodecError) {
        var reader = PlanReader(frame)
        switch try reader.read(UInt8.self) {
        case 1:
            let name = try reader.readNameIfAny()
            self = .lookup(name: name, try reader.readCase())
        case 2:
            let connection = try Connection(from: &reader)
            self = .opened(connection, to: try reader.readAddress())
        case 3:
            let connection = try Connection(from: &reader)
            self = .refused(connection, try reader.readCase())
        case 4:
            let connection = try Connection(from: &reader)
            self = .closed(
                connection, try reader.readCase(), bytesOut: try reader.read(UInt64.self),
                bytesIn: try reader.read(UInt64.self), milliseconds: try reader.read(UInt64.self))
        case 5: self = .wantsResolverFiles
        case 6: self = .suppressed(lookups: try reader.read(UInt64.self), refusals: try reader.read(UInt64.self))
        case 7:
            let certificate = try reader.readString()
            guard certificate.hasPrefix("-----BEGIN CERTIFICATE-----\n"),
                certificate.hasSuffix("\n-----END CERTIFICATE-----\n"), certificate.utf8.allSatisfy(isOfText)
            else { throw .invalidValue }
            self = .authority(certificate: certificate)
        case 8:
            let connection = try Connection(from: &reader)
            let (method, path) = (try reader.readString(), try reader.readString())
            guard method.utf8.allSatisfy(HTTPByte.isVisible), path.utf8.allSatisfy(HTTPByte.isVisible),
                path.utf8.count <= BrokerEvent.longestPath + 3
            else { throw .invalidValue }
            self = .request(
                connection, method: method, path: path, try RequestOutcome(from: &reader),
                count: try reader.read(UInt32.self))
        case 9: self = .asked(try reader.readName())
        case 10: self = .undecided(try reader.readName())
        default: throw .invalidValue
        }
        guard reader.isAtEnd else { throw .trailingBytes }
    }
}

private func isOfText(_ byte: UInt8) -> Bool { byte == 0x0a || byte == 0x20 || HTTPByte.isVisible(byte) }

extension BrokerEvent.RequestOutcome {
    fileprivate func write(to writer: inout PlanWriter) {
        switch self {
        case .passed(let rule):
            writer.write(UInt8(0))
            writer.write(rule)
        case .noRule: writer.write(UInt8(1))
        case .fault(let fault):
            writer.write(UInt8(2))
            writer.write(fault.rawValue)
        case .answerFault(let fault):
            writer.write(UInt8(3))
            writer.write(fault.rawValue)
        }
    }

    fileprivate init(from reader: inout PlanReader) throws(PlanCodecError) {
        switch try reader.read(UInt8.self) {
        case 0: self = .passed(rule: try reader.read(UInt16.self))
        case 1: self = .noRule
        case 2: self = .fault(try reader.readCase())
        case 3: self = .answerFault(try reader.readCase())
        default: throw .invalidValue
        }
    }
}

extension BrokerEvent.Connection {
    fileprivate func write(to writer: inout PlanWriter) {
        writer.write(id)
        writer.write(destination)
        writer.write(port)
        writer.write(name)
    }

    fileprivate init(from reader: inout PlanReader) throws(PlanCodecError) {
        self.init(
            id: try reader.read(UInt64.self), destination: try reader.readAddress(),
            port: try reader.read(UInt16.self), name: try reader.readNameIfAny())
    }
}
