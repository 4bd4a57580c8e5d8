import Glibc
import Kernel

/// A temporary folder that lives as long as its test.
package final class Folder {
    package let path: String

    package init() {
        var template = Array("/var/tmp/trilatch-audit.XXXXXX".utf8CString)
        let made = unsafe mkdtemp(&template) != nil
        precondition(made, "no temporary folder")
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        // Whatever a test put there, two levels deep at most.
        for folder in ["\(path)/a/b", "\(path)/a", path] {
            for name in Folder.names(in: folder) { _ = unsafe remove("\(folder)/\(name)") }
            _ = unsafe remove(folder)
        }
    }

    /// The names in a folder, in order; none where it is no folder.
    package static func names(in path: String) -> [String] {
        guard let folder = try? Replacing.openDirectory(path) else { return [] }
        let names = try? DirectoryNames.read(in: folder, limit: 1000) { $0 != "." && $0 != ".." }
        return (names ?? []).sorted()
    }

    /// The log's text.
    package var log: String { text(of: "audit.jsonl") }

    /// A file's text; empty where there is none.
    package func text(of name: String) -> String {
        guard let bytes = try? Descriptor.reading("\(path)/\(name)").readAll(limit: 1 << 26) else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes a file anew.
    package func replace(_ text: String, in name: String = "audit.jsonl") {
        unsafe unlink("\(path)/\(name)")
        append(text, to: name)
    }

    package func append(_ text: String, to name: String = "audit.jsonl") { append(bytes: Array(text.utf8), to: name) }

    package func append(bytes: [UInt8], to name: String) {
        let number = unsafe open("\(path)/\(name)", O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        _ = unsafe bytes.withUnsafeBytes { unsafe write(number, $0.baseAddress, $0.count) }
        close(number)
    }

    package static func mode(_ path: String) -> UInt32 {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
    }

    package static func exists(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }
}
