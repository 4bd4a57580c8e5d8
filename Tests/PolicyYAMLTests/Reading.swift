import Policy
import PolicyYAML
import Refusals

/// Reads text as the profile `t.yaml`.
func read(_ text: String, variables: Set<String> = []) -> ProfileReader.Outcome {
    ProfileReader.read(Array(text.utf8), file: "t.yaml", variables: variables)
}

/// The refusals for text after the line that every profile begins with, as `line:column code`.
func faults(_ text: String, variables: Set<String> = []) -> [String] {
    read("version: 1\n" + text, variables: variables).refusals.map { refusal in
        "\(refusal.location.map { "\($0.line):\($0.column)" } ?? "nowhere") \(refusal.code.rawValue)"
    }
}

/// A fixture of files in memory.
struct MemoryFiles: ProfileFiles {
    var files: [String: String]
    /// Links: what is read at the key is the file at the value.
    var links: [String: String] = [:]
    /// What others than root can change.
    var exposed: Set<String> = []

    func read(_ path: String, atMost limit: Int) throws(ProfileFileError) -> ProfileFile? {
        let path = links[path] ?? path
        guard let text = files[path] else { return nil }
        guard text.utf8.count <= limit else { throw .tooLarge(limit: limit) }
        return ProfileFile(path: path, bytes: Array(text.utf8))
    }

    func readRootsOwn(_ path: String, atMost limit: Int) throws(ProfileFileError) -> ProfileFile? {
        let file = try read(path, atMost: limit)
        if file != nil, let part = exposed.first(where: path.hasPrefix) { throw .notRootsAlone(path: part) }
        return file
    }

    func list(_ directory: String) -> [String] {
        files.keys.filter { $0.hasPrefix(directory + "/") }.map { String($0.dropFirst(directory.count + 1)) }
    }
}
