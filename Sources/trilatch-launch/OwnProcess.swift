internal import Kernel
internal import LaunchPlan

/// What of `/proc` a server without namespaces may read: a few files about itself.
///
/// Not the whole of its directory: `net`, `mountinfo` and `cgroup` in it are about the host.
enum OwnProcess {
    static let parts: [StaticString] = [
        "auxv", "cmdline", "comm", "environ", "fd", "io", "limits", "maps", "smaps", "stat", "statm", "status",
    ]

    static func path(of part: StaticString, _ number: Int32) -> String { "/proc/\(number)/\(part)" }

    /// Keeps the kernel's nodes of these for as long as the calling process lives: Landlock's rules are about these nodes, and
    /// one that nobody holds is made anew when memory is short.
    static func hold(_ number: Int32) throws(LaunchFailure) {
        for part in parts {
            try step(.superviseServer) { () throws(KernelError) in
                _ = try Descriptor.place(
                    at: Descriptor.workingDirectory, path(of: part, number), resolving: .exact
                ).release()
            }
        }
    }
}
