package import Addresses

/// Whom the host asks for addresses, and how (`resolv.conf(5)`, glibc 2.36).
///
/// `search` and `ndots` are passed over, since granted names are absolute; so is `nsswitch.conf`: the hosts file comes
/// first, then DNS.
package struct ResolverConfiguration: Sendable, Hashable {
    /// Up to three, in the order of the file; all on port 53.
    package var servers: [IPAddress]
    /// How long a server has for one try.
    package var timeout: Duration
    /// How often each server is asked.
    package var attempts: Int
    /// Whether lookups begin with one server after the other, and not always with the first.
    package var rotates: Bool
    /// Whether UDP is not used at all.
    package var usesTCPOnly: Bool

    /// What holds where the file says nothing, or is not there.
    package init(
        servers: [IPAddress] = [.v4(0x7f00_0001)], timeout: Duration = .seconds(5), attempts: Int = 2,
        rotates: Bool = false, usesTCPOnly: Bool = false
    ) {
        self.servers = servers
        self.timeout = timeout
        self.attempts = attempts
        self.rotates = rotates
        self.usesTCPOnly = usesTCPOnly
    }

    private static let mostServers = 3

    /// Reads the file; what it does not understand it passes over, as every resolver does.
    ///
    /// A server with a zone (`fe80::1%eth0`) is passed over too.
    package static func read(_ file: Span<UInt8>) -> ResolverConfiguration {
        var configuration = ResolverConfiguration(servers: [])
        var lines = TextLines()
        while let words = lines.next(of: file) {
            guard let key = words.first else { continue }
            if TextLines.equals(key, "nameserver", in: file), words.count >= 2 {
                guard configuration.servers.count < mostServers,
                    let server = IPAddress(text: file.extracting(words[1]))
                else { continue }
                configuration.servers.append(server)
            } else if TextLines.equals(key, "options", in: file) {
                for word in words.dropFirst() { configuration.take(option: word, of: file) }
            }
        }
        if configuration.servers.isEmpty { configuration.servers = ResolverConfiguration().servers }
        return configuration
    }

    private mutating func take(option word: Range<Int>, of file: Span<UInt8>) {
        // The bounds are those of `resolv.conf(5)`.
        if let seconds = Self.number(word, after: "timeout:", upTo: 30, in: file) {
            timeout = .seconds(max(1, seconds))
        } else if let count = Self.number(word, after: "attempts:", upTo: 5, in: file) {
            attempts = max(1, count)
        } else if TextLines.equals(word, "rotate", in: file) {
            rotates = true
        } else if TextLines.equals(word, "use-vc", in: file) {
            usesTCPOnly = true
        }
    }

    /// The number behind a key, no more than a bound.
    private static func number(
        _ word: Range<Int>, after key: StaticString, upTo bound: Int, in file: Span<UInt8>
    ) -> Int? {
        guard TextLines.hasPrefix(word, key, in: file) else { return nil }
        var number = 0
        for index in word.dropFirst(key.utf8CodeUnitCount) {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(file[index]) else { return nil }
            number = min(bound, number * 10 + Int(file[index] & 0x0f))
        }
        return number
    }
}
