internal import Glibc
internal import Kernel
internal import Refusals

/// The log file `audit.jsonl`: one JSON object a line, only ever appended to, for its owner's eyes only.
///
/// Several runs write to it at once. Each line is one `write(2)` with `O_APPEND`, which Linux does whole under the file's
/// lock; a line that a full disk cut short is closed by the next run.
struct AuditLog: ~Copyable {
    private let file: Descriptor
    private let path: String

    /// Opens the log, and makes it and its directory where they don't exist.
    ///
    /// - Throws: `audit.unavailable`, also for a directory or file of somebody else.
    init(in directory: String) throws(Refusal) {
        let path = "\(directory)/audit.jsonl"
        do {
            let file = try PrivateFiles.appending(in: try PrivateFiles.directory(directory), "audit.jsonl")
            if try PrivateFiles.endsInsideLine(file) { try file.write([0x0a]) }
            self.file = file
            self.path = path
        } catch {
            throw AuditLog.refusal(path, error)
        }
    }

    /// Appends a whole line.
    borrowing func append(_ line: [UInt8]) throws(Refusal) {
        do {
            try file.write(line)
        } catch {
            throw AuditLog.refusal(path, error)
        }
    }

    private static func refusal(_ path: String, _ error: KernelError) -> Refusal {
        let isForeign = error == KernelError("fstat", EACCES)
        let why = isForeign ? "it or its directory belongs to another user" : "\(error)"
        return Refusal(.auditUnavailable, "\(path) cannot be written: \(why)")
    }
}
