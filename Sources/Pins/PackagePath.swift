internal import Surface

/// Paths of a package as a person may see them.
enum PackagePath {
    static func shown(_ root: String, _ path: [UInt8]) -> String {
        let inner = String(decoding: path, as: UTF8.self)
        return VisibleText.of(inner.isEmpty ? root : "\(root)/\(inner)", limit: 160)
    }

    /// The first of several, and how many more there are.
    static func list(_ what: String, _ paths: [String]) -> String {
        let rest = paths.count > 4 ? " and \(paths.count - 4) more" : ""
        return "\(what): \(paths.prefix(4).joined(separator: ", "))\(rest)"
    }
}
