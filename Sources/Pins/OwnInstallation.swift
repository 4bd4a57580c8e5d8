internal import Kernel

/// What of `/usr` no package manager of the system answers for: what root put there with npm or pip, or by hand.
///
/// A program there needs no grant, for every box sees `/usr`, and so it would be in no package.
struct OwnInstallation {
    /// `/usr`.
    let prefix: String

    init(below prefix: String = "/usr") { self.prefix = prefix }

    /// The trees and files that a program is made of; none for one that the system installed, or that is elsewhere.
    ///
    /// - Parameter program: Absolute path.
    func roots(of program: String) throws(KernelError) -> [String] {
        let file = try Replacing.open(program)
        let path = try Replacing.path(of: file)
        guard path.hasPrefix(prefix + "/") else { return [] }
        if let package = nodePackage(of: path) { return [package] }
        guard path.hasPrefix(prefix + "/local/") else { return [] }
        return OwnInstallation.startsPython(try file.readSome(upTo: 256)) ? [path] + (try pythonPackages()) : [path]
    }

    /// The package that a file below `lib/node_modules` belongs to: `npm -g` puts packages there, each with those that it
    /// depends on inside.
    private func nodePackage(of path: String) -> String? {
        let parts = path.split(separator: "/")
        guard let modules = parts.firstIndex(of: "node_modules"), modules > 0, parts[modules - 1] == "lib" else {
            return nil
        }
        let length = modules + (parts.dropFirst(modules + 1).first?.hasPrefix("@") == true ? 3 : 2)
        return parts.count > length ? "/" + parts.prefix(length).joined(separator: "/") : nil
    }

    private static func startsPython(_ start: [UInt8]) -> Bool {
        start.starts(with: "#!".utf8) && String(decoding: start.prefix { $0 != 0x0a }, as: UTF8.self).contains("python")
    }

    /// Where pip puts packages when root calls it.
    private func pythonPackages() throws(KernelError) -> [String] {
        let library = "\(prefix)/local/lib"
        let versions = try names(in: library) { $0.hasPrefix("python3") }
        var folders: [String] = []
        for version in versions.sorted() {
            for name in try names(
                in: "\(library)/\(version)", where: { $0 == "dist-packages" || $0 == "site-packages" })
            {
                folders.append("\(library)/\(version)/\(name)")
            }
        }
        return folders
    }

    private func names(in folder: String, where isWanted: (String) -> Bool) throws(KernelError) -> [String] {
        do throws(KernelError) {
            return try DirectoryNames.read(in: try Replacing.openDirectory(folder), limit: 100, where: isWanted)
        } catch {
            guard error.code == ErrorNumber.noEntry else { throw error }
            return []
        }
    }
}
