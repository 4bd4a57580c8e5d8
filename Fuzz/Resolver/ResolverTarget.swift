import Addresses
import Egress
import FuzzProperties

/// Reads bytes as what servers outside reply to the resolver, and as the host's own files.
@c(LLVMFuzzerTestOneInput)
public func resolverTarget(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    readFiles(input)
    var lookup = DrivenLookup()
    lookup.run(input)
    return 0
}

private func readFiles(_ input: [UInt8]) {
    let configuration = ResolverConfiguration.read(input.span)
    require((1...3).contains(configuration.servers.count), "there is somebody to ask, and not too many")
    require((1...5).contains(configuration.attempts), "attempts are bounded")
    require(configuration.timeout >= .seconds(1) && configuration.timeout <= .seconds(30), "time is bounded")
    var kept: Set<DNSName> = []
    let hosts = HostsFile.read(input.span) { name in
        require(DNSName(name.description) == name, "a name is read again as itself")
        kept.insert(name)
        return true
    }
    for name in kept {
        requireHarmless(name.description)
        let addresses = hosts[name]
        require((1...HostsFile.mostAddresses).contains(addresses.count), "what is kept has addresses")
        for address in addresses { require(IPAddress(address.description) == address, "an address reads as itself") }
    }
}
