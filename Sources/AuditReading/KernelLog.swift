internal import Audit
internal import Kernel

/// What the kernel says of denials on this host: in its own messages and, where an audit daemon takes them, in its file.
package struct KernelLog {
    /// The oldest first.
    package private(set) var denials: [KernelDenial] = []
    /// Why there may be more that nobody could read; empty where all could be.
    package private(set) var unread: [String] = []

    private static let daemonFile = "/var/log/audit/audit.log"
    /// The most that are kept.
    private static let limit = 100_000

    /// Reads what there is.
    package init() {
        var reader = KernelDenials()
        var found: [KernelDenial] = []
        func take(_ line: Substring) {
            guard let denial = reader.take(line), found.count < KernelLog.limit else { return }
            found.append(denial)
        }
        do throws(KernelError) {
            try KernelMessages.read(take)
        } catch {
            unread.append("/dev/kmsg: \(error)")
        }
        do throws(KernelError) {
            var lines = LineReader(try Replacing.open(KernelLog.daemonFile))
            while let line = try lines.next() { take(Substring(String(decoding: line.bytes, as: UTF8.self))) }
        } catch {
            // Most hosts have no audit daemon.
            if error.code != ErrorNumber.noEntry { unread.append("\(KernelLog.daemonFile): \(error)") }
        }
        // Whoever stands in both was told by the kernel once.
        found.sort { ($0.time, $0.reason) < ($1.time, $1.reason) }
        for denial in found where denial != denials.last { denials.append(denial) }
    }
}
