internal import Glibc
internal import Kernel

/// All processes of one user, whatever started them.
package enum UserProcesses {
    /// Their threads, as the kernel counts them against a limit of processes that no user namespace counts apart.
    ///
    /// Those that this host does not show are not counted; then a limit is reached sooner.
    package static func threadCount(of user: UInt32) -> UInt64 {
        guard let stream = unsafe opendir("/proc") else { return 0 }
        defer { unsafe closedir(stream) }
        var count: UInt64 = 0
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe String(cString: UnsafeRawPointer(field).assumingMemoryBound(to: CChar.self))
            }
            guard name.utf8.first.map({ (0x30...0x39).contains($0) }) ?? false else { continue }
            // A process may end between any two calls.
            guard
                let bytes = try? Descriptor.reading("/proc/\(name)/status", resolving: .exact).readAll(limit: 64 << 10)
            else { continue }
            var fields = (owner: nil as UInt64?, threads: 0 as UInt64)
            for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
                let words = line.split(whereSeparator: \.isWhitespace)
                guard words.count > 1 else { continue }
                // The first of four is the real user, whom the kernel counts for.
                if words[0] == "Uid:" { fields.owner = UInt64(words[1]) }
                if words[0] == "Threads:" { fields.threads = UInt64(words[1]) ?? 0 }
            }
            if fields.owner == UInt64(user) { count += fields.threads }
        }
        return count
    }
}
