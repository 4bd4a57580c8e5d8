import InstalledTrilatch
import Kernel
import Testing

/// Where a program of a box cannot go, whatever it asks the kernel for.
@Suite struct DestinationTests {
    /// Every address that was tried, at a port that is granted to a name, at one that is granted to nobody, and at one
    /// from 1024 on.
    private static let addresses: [String: String] = {
        var expected: [String: String] = [:]
        for address in [
            "11.11.11.11", "2606:4700::11", "169.254.169.254", "fd00:ec2::254", "10.0.0.1", "127.0.0.1", "::1",
            "0.0.0.0", "::ffff:11.11.11.11", "64:ff9b::b0b:b0b",
        ] {
            expected["tcp \(address) 80"] = "ECONNRESET"
            expected["tcp \(address) 81"] = "ECONNREFUSED"
            expected["tcp \(address) 8099"] = "ECONNREFUSED"
        }
        // The kernel's own word on groups of hosts.
        for port in [80, 81, 8099] { expected["tcp 224.0.0.1 \(port)"] = "EINVAL" }
        for address in ["11.11.11.11", "2606:4700::11", "198.18.1.1", "127.0.0.1"] {
            expected["udp \(address) 443"] = "ECONNREFUSED"
        }
        for resolver in ["8.8.8.8", "2001:4860:4860::8888", "127.0.0.53", "198.18.0.1"] {
            for way in ["", "over TCP "] {
                expected["ask \(resolver) \(way)for api.example.org"] = "198.18.1.1"
                expected["ask \(resolver) \(way)for www.example.com"] = "NXDOMAIN"
            }
        }
        return expected
    }()

    @Test(arguments: Caller.available)
    func `An address that no grant names is reached by nobody, and every resolver is the box's own`(caller: Caller)
        throws
    {
        let upstreams = try Upstreams(caller, network: Upstreams.granted)
        let seen = try upstreams.attempt("addresses")
        #expect(seen.end == .exited(0), "\(seen.errors)")
        expect(seen.outcomes, are: Self.addresses)
        #expect(seen.hosts.isEmpty, "no host has heard of it")
        let refused = seen.audit.of("connection-refused").map { $0.members("destination", "port", "reason") }
        #expect(
            Set(refused) == [
                "11.11.11.11 80 address-not-granted", "2606:4700::11 80 address-not-granted",
                "169.254.169.254 80 address-not-granted", "fd00:ec2::254 80 address-not-granted",
                "10.0.0.1 80 address-not-granted", "64:ff9b::b0b:b0b 80 address-not-granted",
                "127.0.0.1 80 loopback-address", "::1 80 loopback-address",
            ])
        #expect(seen.audit.of("connection").isEmpty)

        let control = try upstreams.attempt("addresses", at: .outside).outcomes
        for address in ["11.11.11.11", "2606:4700::11", "169.254.169.254", "fd00:ec2::254", "10.0.0.1", "127.0.0.1"] {
            #expect(control["tcp \(address) 80"] == "HTTP/1.1 200 OK", "\(address) is there")
        }
        #expect(control["tcp 127.0.0.1 8099"] == "GET / HTTP/1.0")
    }

    @Test(arguments: Caller.available)
    func `There is no other way out than TCP, and the box's network cannot be changed`(caller: Caller) throws {
        let upstreams = try Upstreams(caller, network: Upstreams.granted)
        let seen = try upstreams.attempt("protocols")
        #expect(seen.end == .exited(0), "\(seen.errors)")
        expect(
            seen.outcomes,
            are: [
                "raw ICMP": "EPROTONOSUPPORT", "raw ICMPv6": "EPROTONOSUPPORT", "raw IP": "EPROTONOSUPPORT",
                "ping": "EPROTONOSUPPORT", "sctp": "EPROTONOSUPPORT", "udp-lite": "EPROTONOSUPPORT",
                "multipath": "EPROTONOSUPPORT", "fast open": "ECONNRESET", "packet": "EAFNOSUPPORT",
                "vsock": "EAFNOSUPPORT", "unix": "EAFNOSUPPORT", "bluetooth": "EAFNOSUPPORT",
                "add an address": "EPERM", "add a route": "EPERM", "change lo": "EPERM",
            ])
        #expect(seen.hosts.isEmpty)

        let control = try upstreams.attempt("protocols", at: .outside).outcomes
        for act in ["raw ICMP", "raw ICMPv6", "raw IP", "udp-lite", "packet", "vsock", "unix"] {
            #expect(control[act] == "made", "\(act)")
        }
        for act in ["add an address", "add a route", "change lo"] { #expect(control[act] == "done", "\(act)") }
        for act in ["multipath", "fast open"] { #expect(control[act] == "HTTP/1.1 200 OK", "\(act)") }
    }
}
