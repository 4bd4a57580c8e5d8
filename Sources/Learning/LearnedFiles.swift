import PolicyYAML
import Policy
import Supervision

/// The host's profiles, and one more that is not written anywhere yet.
struct LearnedFiles: ProfileFiles {
    /// What messages and the audit log call it.
    static let path = "/learned.yaml"

    private let text: [UInt8]
    private let host = KernelProfileFiles()

    init(_ text: String) { self.text = Array(text.utf8) }

    func read(_ path: String, atMost limit: Int) throws(ProfileFileError) -> ProfileFile? {
        guard path == LearnedFiles.path else { return try host.read(path, atMost: limit) }
        guard text.count <= limit else { throw .tooLarge(limit: limit) }
        return ProfileFile(path: path, bytes: text)
    }

    func readRootsOwn(_ path: String, atMost limit: Int) throws(ProfileFileError) -> ProfileFile? {
        try host.readRootsOwn(path, atMost: limit)
    }

    func list(_ directory: String) -> [String] { host.list(directory) }
}
