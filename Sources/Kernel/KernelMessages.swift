internal import CLinux
internal import Glibc

/// What the kernel's ring buffer of messages holds.
package enum KernelMessages {
    /// The longest record (`PRINTK_MESSAGE_MAX`), in bytes.
    private static let longest = 8192

    /// Calls `body` with the text of each message that is still there, the oldest first.
    ///
    /// Source: Linux, Documentation/ABI/testing/dev-kmsg.
    ///
    /// - Throws: `EPERM` where only the administrator may read them, `ENOENT` where there is no `/dev/kmsg`.
    package static func read(_ body: (Substring) -> Void) throws(KernelError) {
        let flags = UInt64(O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        let file = Descriptor(
            owning: try checked("openat2", unsafe trilatch_openat2(AT_FDCWD, "/dev/kmsg", flags, 0, 0)))
        while true {
            let record: [UInt8]
            do throws(KernelError) {
                record = try file.readSome(upTo: longest)
            } catch {
                // Messages that are gone were overwritten while this was reading: it goes on with the oldest one left.
                if error.code == EPIPE { continue }
                if error.code == EAGAIN { return }
                throw error
            }
            guard !record.isEmpty else { return }
            // `priority,number,time,flags;text`, then lines of more that begin with a space.
            let line = String(decoding: record.prefix { $0 != 0x0a }, as: UTF8.self)
            if let mark = line.firstIndex(of: ";") { body(line[line.index(after: mark)...]) }
        }
    }
}
