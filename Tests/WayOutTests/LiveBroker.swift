import BoxHarness
import Glibc

/// A running broker, seen from the host.
struct LiveBroker {
    let number: Int32

    func status(_ field: String) throws -> String { try ProcessTable.status("\(number)", field) }

    /// A figure of its memory.
    func kibibytes(_ field: String) throws -> Int {
        try Int(status(field).prefix { $0 != " " }) ?? .max
    }

    /// What its descriptors are, by their numbers; for root alone.
    var descriptors: [String: String] {
        var found: [String: String] = [:]
        for name in ProcessTable.names(in: "/proc/\(number)/fd") {
            found[name] = ProcessTable.readLink("/proc/\(number)/fd/\(name)")
        }
        return found
    }
}

extension Upstreams {
    /// The broker of a run.
    func broker(of run: LiveProcess) throws -> LiveBroker {
        LiveBroker(number: try process("trilatch-broker", of: run))
    }

    /// A process of a run, by the name of its program.
    func process(_ name: String, of run: LiveProcess) throws -> Int32 {
        try Clock.wait(seconds: 5) {
            // One that has ended meanwhile is none of them.
            ProcessTable.tree(of: run.number).first { (try? ProcessTable.text("/proc/\($0)/comm")) == name + "\n" }
        }
    }

    /// The network in which a run's hosts are.
    func network(of run: LiveProcess) -> String? { ProcessTable.readLink("/proc/\(run.number)/ns/net") }
}
