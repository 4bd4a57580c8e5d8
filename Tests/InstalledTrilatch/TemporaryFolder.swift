import Glibc
private import Synchronization

/// A folder for the length of one test, that every user may enter.
///
/// It lies below `/var/tmp`: a box has a `/tmp` of its own.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init(_ name: String) {
        path = TemporaryFolder.make(name)
    }

    deinit { TemporaryFolder.remove(path) }

    /// A folder that is removed when this program ends.
    package static func create(_ name: String) -> String {
        let path = make(name)
        let isFirst = removedAtExit.withLock { paths in
            paths.append(path)
            return paths.count == 1
        }
        if isFirst { atexit { TemporaryFolder.removedAtExit.withLock { $0 }.forEach(TemporaryFolder.remove) } }
        return path
    }

    private static let removedAtExit = Mutex<[String]>([])

    private static func make(_ name: String) -> String {
        var template = Array("/var/tmp/\(name).XXXXXX".utf8CString)
        precondition(unsafe mkdtemp(&template) != nil, "mkdtemp below /var/tmp failed")
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        unsafe chmod(path, 0o755)
        return path
    }

    private static func remove(_ path: String) {
        _ = try? Subprocess.run(["/bin/rm", "-rf", "--", path], environment: [:])  // a leftover harms nobody
    }
}
