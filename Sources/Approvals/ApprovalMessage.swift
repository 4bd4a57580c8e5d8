package import Egress
internal import LaunchPlan

/// What a person's command asks of a running box.
package enum ApprovalRequest: Sendable, Hashable {
    /// What the server asked for.
    case show
    /// Lets the server reach a host, or not.
    ///
    /// `isKept`: the profile says so from now on.
    case decide(DNSName, isAllowed: Bool, isKept: Bool)

    package func encoded() -> [UInt8] {
        var writer = PlanWriter()
        switch self {
        case .show: writer.write(UInt8(1))
        case .decide(let name, let isAllowed, let isKept):
            writer.write(UInt8(2))
            writer.write(name.description)
            writer.write(isAllowed)
            writer.write(isKept)
        }
        return writer.bytes
    }

    /// Reads a frame; nil for what is none.
    package init?(frame: [UInt8]) {
        var reader = PlanReader(frame)
        do throws(PlanCodecError) {
            switch try reader.read(UInt8.self) {
            case 1: self = .show
            case 2:
                self = .decide(
                    try reader.readHost(), isAllowed: try reader.readBool(), isKept: try reader.readBool())
            default: return nil
            }
        } catch {
            return nil
        }
        guard reader.isAtEnd else { return nil }
    }

    /// No frame is longer.
    static let maximumLength = 1024
}

/// A running box whose server may ask for hosts, as a person is told of it.
package struct AskingBox: Sendable, Hashable {
    /// The run's name in the audit log.
    package var run: String
    /// What messages call the server.
    package var server: String
    /// The profile as it was named.
    package var profile: String
    /// The file that the profile came from.
    package var file: String
    /// The legs that the box holds, whatever a person allows: that it may be anything is counted from the start.
    package var legs: [String]
    /// The names of the values that its command line gives to the profile.
    package var settings: [String]
    /// The hosts that were asked for, in the order of that.
    package var hosts: [Host]

    package init(
        run: String, server: String, profile: String, file: String, legs: [String] = [], settings: [String] = [],
        hosts: [Host] = []
    ) {
        self.run = run
        self.server = server
        self.profile = profile
        self.file = file
        self.legs = legs
        self.settings = settings
        self.hosts = hosts
    }

    package struct Host: Sendable, Hashable {
        package var name: DNSName
        package var state: State
        /// How long connections still wait; 0 in every other state.
        package var secondsLeft: UInt16

        package init(_ name: DNSName, _ state: State, secondsLeft: UInt16 = 0) {
            self.name = name
            self.state = state
            self.secondsLeft = secondsLeft
        }
    }

    package enum State: UInt8, Sendable, CaseIterable {
        case waiting = 1
        case undecided
        case allowed
        case denied
    }

    package func encoded() -> [UInt8] {
        var writer = PlanWriter()
        for text in [run, server, profile, file] { writer.write(text) }
        writer.write(legs)
        writer.write(settings)
        writer.write(UInt32(hosts.count))
        for host in hosts {
            writer.write(host.name.description)
            writer.write(host.state.rawValue)
            writer.write(host.secondsLeft)
        }
        return writer.bytes
    }

    /// Reads a frame; nil for what is none.
    package init?(frame: [UInt8]) {
        var reader = PlanReader(frame)
        do throws(PlanCodecError) {
            self.init(
                run: try reader.readString(), server: try reader.readString(), profile: try reader.readString(),
                file: try reader.readString(), legs: try reader.readStrings(),
                settings: try reader.readStrings())
            for _ in 0..<(try reader.readCount()) {
                let name = try reader.readHost()
                guard let state = State(rawValue: try reader.read(UInt8.self)) else { return nil }
                hosts.append(Host(name, state, secondsLeft: try reader.read(UInt16.self)))
            }
        } catch {
            return nil
        }
        guard reader.isAtEnd else { return nil }
    }

    /// No frame is longer: four texts of paths' length, and the hosts.
    static let maximumLength = 64 << 10
}

extension PlanReader {
    /// A name in its one spelling.
    fileprivate mutating func readHost() throws(PlanCodecError) -> DNSName {
        let text = try readString()
        guard let name = DNSName(text), name.description == text else { throw .invalidValue }
        return name
    }
}
