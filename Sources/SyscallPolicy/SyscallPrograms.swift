/// The compiled programs, chosen by what a box may do. They are made ahead of time by `trilatch-compile-syscalls`.
package enum SyscallPrograms {
    /// The programs for a server, in the order of loading. All of them are loaded; the most restrictive answer wins.
    package static func programs(
        unixSockets: Bool, internetSockets: Bool, writeXorExecute: Bool
    ) -> [BPFProgram] {
        [Self.nothing]
    }

    /// The program for pid 1 of the box.
    package static var reaper: BPFProgram { Self.nothing }

    /// Kills at the first call.
    private static let nothing = BPFProgram([0x8000_0000_0000_0006])
}
