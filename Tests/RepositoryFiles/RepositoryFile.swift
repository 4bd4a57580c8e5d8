import Glibc

/// A file of this repository, for tests that hold text and code together.
package struct RepositoryFile: Sendable, Hashable, CustomStringConvertible {
    /// The path from the repository's root, without a leading slash.
    package let path: String

    package init(_ path: String) { self.path = path }

    package var description: String { path }

    /// The absolute path of the file on this machine.
    package var absolutePath: String { "\(RepositoryFile.root)/\(path)" }

    /// The repository's root: three components above this source file.
    package static let root: String = {
        let components = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return components.dropLast(3).joined(separator: "/")
    }()

    /// The whole file as text.
    ///
    /// - Throws: `Errno` where the file cannot be read.
    package func contents() throws(Errno) -> String {
        String(decoding: try FileBytes.read(absolutePath), as: UTF8.self)
    }

    /// Replaces the file by a text.
    ///
    /// - Throws: `Errno` where the file cannot be written.
    package func replace(with text: String) throws(Errno) {
        guard let stream = unsafe fopen(absolutePath, "w") else { throw Errno() }
        let bytes = Array(text.utf8)
        let written = unsafe fwrite(bytes, 1, bytes.count, stream)
        guard unsafe fclose(stream) == 0, written == bytes.count else { throw Errno() }
    }

    /// Every regular file below a folder of the repository, sorted by path.
    ///
    /// - Throws: `Errno` where the folder cannot be read.
    package static func all(below folder: String, suffix: String) throws(Errno) -> [RepositoryFile] {
        var found: [RepositoryFile] = []
        guard let directory = unsafe opendir("\(root)/\(folder)") else { throw Errno() }
        defer { unsafe closedir(directory) }
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe String(cString: UnsafeRawPointer(field).assumingMemoryBound(to: CChar.self))
            }
            if name.hasPrefix(".") { continue }
            let path = "\(folder)/\(name)"
            if unsafe entry.pointee.d_type == UInt8(DT_DIR) {
                found += try all(below: path, suffix: suffix)
            } else if name.hasSuffix(suffix) {
                found.append(RepositoryFile(path))
            }
        }
        return found.sorted { $0.path < $1.path }
    }
}

/// Whole files of this machine.
package enum FileBytes {
    /// The bytes of a file.
    ///
    /// - Throws: `Errno` where it cannot be read.
    package static func read(_ path: String) throws(Errno) -> [UInt8] {
        guard let stream = unsafe fopen(path, "r") else { throw Errno() }
        defer { unsafe fclose(stream) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe fread(&chunk, 1, chunk.count, stream)
            bytes.append(contentsOf: chunk.prefix(count))
            if count < chunk.count { return bytes }
        }
    }
}

/// The error number of the call that failed last.
package struct Errno: Error, Sendable {
    package let number: Int32

    init() { number = errno }
}
