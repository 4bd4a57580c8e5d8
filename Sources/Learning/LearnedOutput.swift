import Glibc
import Kernel
import Policy
package import Refusals

/// The file that a learned profile goes to: made before the server runs, and never in place of another.
package struct LearnedOutput: ~Copyable {
    /// Absolute, or relative to the working directory.
    package let path: String
    private let file: Descriptor
    private var isWritten = false

    /// Makes the file, empty.
    ///
    /// - Throws: `learn.output-exists`, `learn.output-not-writable`.
    package init(_ path: String) throws(Refusal) {
        self.path = path
        do {
            file = try Descriptor.creating(
                at: Descriptor.workingDirectory, path, mode: 0o644, resolving: .noMagicLinks)
        } catch {
            let name = HostPath.readable(path.utf8)
            throw error.code == EEXIST
                ? Refusal(.learnOutputExists, "\(name) exists")
                : Refusal(.learnOutputNotWritable, "\(name) cannot be made: \(error)")
        }
    }

    /// An empty file would be no profile.
    deinit { if !isWritten { unsafe unlink(path) } }

    /// Writes the profile.
    ///
    /// - Throws: `learn.output-not-writable`.
    package mutating func write(_ text: String) throws(Refusal) {
        do {
            try file.write(text)
            isWritten = true
        } catch {
            throw Refusal(
                .learnOutputNotWritable, "\(HostPath.readable(path.utf8)) cannot be written: \(error)")
        }
    }
}
