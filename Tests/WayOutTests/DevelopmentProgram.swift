import Glibc
import InstalledTrilatch
import RepositoryFiles
import Testing

/// A program in one of the environments of `make deps`.
func developmentProgram(_ name: String) throws -> String {
    let root = environmentVariable("TRILATCH_DEV") ?? "\(RepositoryFile.root)/.trilatch-dev"
    let folder = String(name.prefix { $0 != "/" })
    var resolved = [CChar](repeating: 0, count: Int(PATH_MAX))
    try #require(
        unsafe realpath("\(root)/\(folder)", &resolved) != nil, "\(root)/\(folder) is missing: run `make deps`")
    let path = String(decoding: resolved.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path + name.dropFirst(folder.count)
}
