package import Addresses

/// The addresses that the host's own file has for names (`hosts(5)`), of which the broker needs those of granted names.
package struct HostsFile: Sendable, Hashable {
    private var addresses: [DNSName: [IPAddress]] = [:]

    /// As many addresses of a name are kept.
    package static let mostAddresses = 16

    package init() {}

    /// Reads the file, and keeps the names that are wanted: such files may have a hundred thousand.
    ///
    /// Lines of something else are passed over, and so are addresses with a zone.
    package static func read(_ file: Span<UInt8>, keeping isWanted: (DNSName) -> Bool) -> HostsFile {
        var hosts = HostsFile()
        var lines = TextLines()
        while let words = lines.next(of: file) {
            guard words.count >= 2, let address = IPAddress(text: file.extracting(words[0])) else { continue }
            for word in words.dropFirst() {
                guard let name = DNSName(text: file.extracting(word)), isWanted(name) else { continue }
                hosts.add(address, to: name)
            }
        }
        return hosts
    }

    /// The addresses of a name, in the order of the file; empty where it has none.
    package subscript(name: DNSName) -> [IPAddress] { addresses[name] ?? [] }

    private mutating func add(_ address: IPAddress, to name: DNSName) {
        let known = addresses[name] ?? []
        guard known.count < Self.mostAddresses, !known.contains(address) else { return }
        addresses[name] = known + [address]
    }
}
