/// The compiled programs, chosen by what a box may do.
///
/// They are made ahead of time by `trilatch-compile-syscalls`, from the same tables that are named here.
package enum SyscallPrograms {
    /// The program for a server.
    ///
    /// `unixSockets` lets `socket` make unix sockets, `internetSockets` TCP, UDP and route netlink sockets.
    package static func server(
        unixSockets: Bool, internetSockets: Bool, on architecture: SyscallArchitecture = .current
    ) -> BPFProgram {
        switch (architecture, unixSockets, internetSockets) {
        case (.x86_64, false, false): BPFProgram(CompiledForX86_64.server)
        case (.x86_64, true, false): BPFProgram(CompiledForX86_64.serverUnix)
        case (.x86_64, false, true): BPFProgram(CompiledForX86_64.serverInternet)
        case (.x86_64, true, true): BPFProgram(CompiledForX86_64.serverUnixInternet)
        case (.aarch64, false, false): BPFProgram(CompiledForAArch64.server)
        case (.aarch64, true, false): BPFProgram(CompiledForAArch64.serverUnix)
        case (.aarch64, false, true): BPFProgram(CompiledForAArch64.serverInternet)
        case (.aarch64, true, true): BPFProgram(CompiledForAArch64.serverUnixInternet)
        }
    }

    /// The program for a server in a box without namespaces.
    package static func serverWithoutNamespaces(on architecture: SyscallArchitecture = .current) -> BPFProgram {
        switch architecture {
        case .x86_64: BPFProgram(CompiledForX86_64.serverWithoutNamespaces)
        case .aarch64: BPFProgram(CompiledForAArch64.serverWithoutNamespaces)
        }
    }

    /// The program that refuses mappings which are both writable and executable, loaded after the server's own.
    ///
    /// Of the answers of both the more restrictive wins.
    package static func writeXorExecute(on architecture: SyscallArchitecture = .current) -> BPFProgram {
        switch architecture {
        case .x86_64: BPFProgram(CompiledForX86_64.writeXorExecute)
        case .aarch64: BPFProgram(CompiledForAArch64.writeXorExecute)
        }
    }

    /// The program that tells calls to the supervisor of a learning launch, loaded after all others.
    package static func recorder(on architecture: SyscallArchitecture = .current) -> BPFProgram {
        switch architecture {
        case .x86_64: BPFProgram(CompiledForX86_64.recorder)
        case .aarch64: BPFProgram(CompiledForAArch64.recorder)
        }
    }

    /// All programs of a server, in the order of loading.
    package static func programs(
        unixSockets: Bool, internetSockets: Bool, writeXorExecute: Bool,
        on architecture: SyscallArchitecture = .current
    ) -> [BPFProgram] {
        let server = server(unixSockets: unixSockets, internetSockets: internetSockets, on: architecture)
        return writeXorExecute ? [server, SyscallPrograms.writeXorExecute(on: architecture)] : [server]
    }

    /// The tables that `programs` with the same switches stands for, in the same order.
    package static func tables(
        unixSockets: Bool, internetSockets: Bool, writeXorExecute: Bool
    ) -> [SyscallTable] {
        let server = SyscallTable.server(unixSockets: unixSockets, internetSockets: internetSockets)
        return writeXorExecute ? [server, .writeXorExecute] : [server]
    }

    /// The program for pid 1 of the box.
    package static var reaper: BPFProgram { reaper(on: .current) }

    /// The program for pid 1 of a box on that architecture.
    package static func reaper(on architecture: SyscallArchitecture) -> BPFProgram {
        switch architecture {
        case .x86_64: BPFProgram(CompiledForX86_64.reaper)
        case .aarch64: BPFProgram(CompiledForAArch64.reaper)
        }
    }

    /// The program for a box's broker.
    package static func broker(on architecture: SyscallArchitecture = .current) -> BPFProgram {
        switch architecture {
        case .x86_64: BPFProgram(CompiledForX86_64.broker)
        case .aarch64: BPFProgram(CompiledForAArch64.broker)
        }
    }

    /// Every table that has a program.
    package static var allTables: [SyscallTable] {
        [
            .server(unixSockets: false, internetSockets: false), .server(unixSockets: true, internetSockets: false),
            .server(unixSockets: false, internetSockets: true), .server(unixSockets: true, internetSockets: true),
            .serverWithoutNamespaces, .writeXorExecute, .recorder, .reaper, .broker,
        ]
    }
}
