import Glibc
import Kernel
package import Refusals

/// Where this very program is installed, and what belongs to it.
///
/// Everything is found beside the running program and nowhere else: nothing in the environment names another launcher.
package struct Installation {
    /// The folder that holds `bin`, `libexec` and `share`: absolute, canonical.
    package let prefix: String

    package var launcher: String { "\(prefix)/libexec/trilatch/trilatch-launch" }
    package var broker: String { "\(prefix)/libexec/trilatch/trilatch-broker" }
    package var probe: String { "\(prefix)/libexec/trilatch/trilatch-probe" }
    var profiles: String { "\(prefix)/share/trilatch/profiles" }
    /// The AppArmor profile for the launcher.
    package var appArmorProfile: String { "\(prefix)/share/trilatch/apparmor/trilatch-launch" }
    package var commit: String { "\(prefix)/share/trilatch/commit" }

    private var commands: String { "\(prefix)/libexec/trilatch/trilatch-command" }

    /// Finds the installation that this program runs from.
    ///
    /// - Throws: `host.incomplete-installation` where the program does not lie where an installation has it.
    package static func locate() throws(Refusal) -> Installation {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
        guard length > 0, length < buffer.count,
            let path = String(validating: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
        else {
            throw Refusal(
                .hostIncompleteInstallation, "the running program cannot be found in /proc",
                hint: "mount /proc, and install Trilatch below a path that is UTF-8")
        }
        for place in ["/bin/trilatch", "/libexec/trilatch/trilatch-command"] where path.hasSuffix(place) {
            return Installation(prefix: String(path.dropLast(place.count)))
        }
        throw Refusal(
            .hostIncompleteInstallation, "\(path) does not lie in a folder bin with libexec and share beside it")
    }

    /// Becomes the program that has all commands, with this one's arguments.
    ///
    /// - Returns: Why that cannot be: `host.incomplete-installation`.
    package static func executeCommands() -> Refusal {
        do throws(Refusal) {
            let path = try locate().commands
            _ = unsafe execv(path, CommandLine.unsafeArgv)
            return Refusal(.hostIncompleteInstallation, "\(path) cannot be executed: \(ErrorNumber.name(errno))")
        } catch {
            return error
        }
    }
}
