/// The compiled programs, chosen by what a box may do.
///
/// They are made ahead of time by `trilatch-compile-syscalls`, from the same tables that are named here.
package enum SyscallPrograms {
    /// The programs for a server, in the order of loading.
    ///
    /// All of them are loaded; of their answers the most restrictive wins. `unixSockets` lets `socket` make unix sockets, `internetSockets` TCP, UDP and route netlink sockets;
    /// `writeXorExecute` refuses mappings that are both writable and executable.
    package static func programs(
        unixSockets: Bool, internetSockets: Bool, writeXorExecute: Bool,
        on architecture: SyscallArchitecture = .current
    ) -> [BPFProgram] {
        let server =
            switch (architecture, unixSockets, internetSockets) {
            case (.x86_64, false, false): CompiledForX86_64.server
            case (.x86_64, true, false): CompiledForX86_64.serverUnix
            case (.x86_64, false, true): CompiledForX86_64.serverInternet
            case (.x86_64, true, true): CompiledForX86_64.serverUnixInternet
            case (.aarch64, false, false): CompiledForAArch64.server
            case (.aarch64, true, false): CompiledForAArch64.serverUnix
            case (.aarch64, false, true): CompiledForAArch64.serverInternet
            case (.aarch64, true, true): CompiledForAArch64.serverUnixInternet
            }
        guard writeXorExecute else { return [BPFProgram(server)] }
        let second =
            switch architecture {
            case .x86_64: CompiledForX86_64.writeXorExecute
            case .aarch64: CompiledForAArch64.writeXorExecute
            }
        return [BPFProgram(server), BPFProgram(second)]
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

    /// Every table that has a program.
    package static var allTables: [SyscallTable] {
        [
            .server(unixSockets: false, internetSockets: false), .server(unixSockets: true, internetSockets: false),
            .server(unixSockets: false, internetSockets: true), .server(unixSockets: true, internetSockets: true),
            .writeXorExecute, .reaper,
        ]
    }
}
