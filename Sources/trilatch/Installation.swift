import Glibc
import Kernel
import Refusals

/// Where this very program is installed, and what belongs to it.
///
/// Everything is found beside the running program and nowhere else: nothing in the environment names another launcher.
struct Installation {
    /// The folder that holds `bin`, `libexec` and `share`: absolute, canonical.
    let prefix: String

    var launcher: String { "\(prefix)/libexec/trilatch/trilatch-launch" }
    var probe: String { "\(prefix)/libexec/trilatch/trilatch-probe" }
    var profiles: String { "\(prefix)/share/trilatch/profiles" }
    var commit: String { "\(prefix)/share/trilatch/commit" }

    /// Finds the installation that this program runs from.
    ///
    /// - Throws: `host.incomplete-installation` where the program does not lie in a folder `bin`.
    static func locate() throws(Refusal) -> Installation {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
        let suffix = "/bin/trilatch"
        guard length > 0, length < buffer.count,
            let path = String(validating: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
        else {
            throw Refusal(
                .hostIncompleteInstallation, "the running program cannot be found in /proc",
                hint: "mount /proc, and install Trilatch below a path that is UTF-8")
        }
        guard path.hasSuffix(suffix) else {
            throw Refusal(
                .hostIncompleteInstallation, "\(path) does not lie in a folder bin with libexec and share beside it")
        }
        return Installation(prefix: String(path.dropLast(suffix.count)))
    }
}
