import Glibc
import Kernel

/// A temporary folder that lives as long as its test.
final class Folder {
    let path: String

    init() {
        var template = Array("/var/tmp/trilatch-audit.XXXXXX".utf8CString)
        let made = unsafe mkdtemp(&template) != nil
        precondition(made, "no temporary folder")
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        // Whatever a test put there, two levels deep at most.
        for name in ["audit.jsonl", "a/b/audit.jsonl", "a/b", "a", "elsewhere", "file", ""] {
            _ = unsafe remove("\(path)/\(name)")
        }
    }

    /// The log's text.
    var log: String {
        guard let bytes = try? Descriptor.reading("\(path)/audit.jsonl").readAll(limit: 1 << 22) else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    func append(_ text: String, to name: String = "audit.jsonl") {
        let number = unsafe open("\(path)/\(name)", O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        _ = unsafe Array(text.utf8).withUnsafeBytes { unsafe write(number, $0.baseAddress, $0.count) }
        close(number)
    }

    static func mode(_ path: String) -> UInt32 {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
    }

    static func exists(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }
}
