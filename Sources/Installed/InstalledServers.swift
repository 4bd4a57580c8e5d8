internal import Kernel
internal import Policy
package import Refusals

/// The servers that `trilatch install` has put in place: a folder each, by name.
package struct InstalledServers: Sendable {
    /// Absolute; need not exist.
    package let folder: String

    private static let recordLimit = 4 << 20
    private static let countLimit = 1000

    /// - Parameter data: Where Trilatch keeps the user's data.
    package init(data: String) { folder = "\(data)/servers" }

    /// The server of a name; nil where there is none.
    ///
    /// - Throws: `install.record-invalid`.
    package func server(_ name: InstalledName) throws(Refusal) -> InstalledServer? {
        // A home may be a link, and what is looked at and run is at its end.
        var place = "\(folder)/\(name)"
        let bytes: [UInt8]
        do throws(KernelError) {
            let directory = try Replacing.openDirectory(place)
            place = try Replacing.path(of: directory)
            bytes = try PrivateFiles.unforged(in: directory, InstalledServer.recordName)
                .readAll(limit: InstalledServers.recordLimit)
        } catch {
            if error.isForAbsence { return nil }
            throw invalid(place, "\(error)")
        }
        guard let record = InstallRecord(bytes) else { throw invalid(place, "it is none that this version knows") }
        return InstalledServer(name: name, folder: place, record: record)
    }

    private func invalid(_ place: String, _ why: String) -> Refusal {
        Refusal(.installRecordInvalid, "\(place)/\(InstalledServer.recordName) cannot be used: \(why)")
    }

    /// All of them, by name.
    ///
    /// - Throws: `install.record-invalid`.
    package func all() throws(Refusal) -> [InstalledServer] {
        let names: [String]
        do throws(KernelError) {
            names = try DirectoryNames.read(
                in: Replacing.openDirectory(folder), limit: InstalledServers.countLimit
            ) { InstalledName($0) != nil }
        } catch {
            if error.isForAbsence { return [] }
            throw Refusal(.installRecordInvalid, "\(folder) cannot be read: \(error)")
        }
        var servers: [InstalledServer] = []
        for name in names.compactMap(InstalledName.init).sorted() {
            if let server = try server(name) { servers.append(server) }
        }
        return servers
    }

    /// The server that a path leads into, by the path's own words.
    private func name(in path: String) -> InstalledName? {
        let parts = path.split(separator: "/")
        guard let tree = parts.lastIndex(of: Substring(InstalledServer.tree)), tree > 0 else { return nil }
        let parent = parts[..<(tree - 1)].map { "/\($0)" }.joined()
        // What is nowhere is no server's.
        guard let name = InstalledName(String(parts[tree - 1])),
            parent == folder || (try? Replacing.path(of: Replacing.openDirectory(folder))) == parent
        else { return nil }
        return name
    }

    /// Where a server of a name lies, or would; the folder is made where it is missing.
    ///
    /// - Throws: `install.unavailable`.
    package func place(of name: InstalledName) throws(Refusal) -> String {
        do throws(KernelError) {
            return "\(try Replacing.path(of: PrivateFiles.directory(folder)))/\(name)"
        } catch {
            throw Refusal(.installUnavailable, "\(folder) cannot be written to: \(error)")
        }
    }

    /// What stands for a command here: an installed server of that name, or of the package that the command would fetch.
    ///
    /// - Returns: The server and the words that start it; nil for a command that means none.
    /// - Throws: `install.record-invalid`.
    package func standIn(for command: [String]) throws(Refusal) -> (server: InstalledServer, words: [String])? {
        guard let first = command.first else { return nil }
        if first.hasPrefix("/"), let name = name(in: first), let server = try server(name) {
            // By its path it is the same server.
            return (server, command)
        }
        if !first.contains("/"), let name = InstalledName(first), let server = try server(name) {
            return (server, [server.program] + command.dropFirst())
        }
        guard let wanted = PackageCommand(command) else { return nil }
        let fitting = try all().filter { $0.serves(wanted) }
        let server = fitting.first { $0.name.description == wanted.package.plainName } ?? fitting.first
        return server.map { ($0, [$0.program] + wanted.arguments) }
    }
}

extension InstalledServer {
    /// Whether this is what a command would fetch and run.
    fileprivate func serves(_ wanted: PackageCommand) -> Bool {
        guard record.package.registry == wanted.package.registry, record.package.name == wanted.package.name,
            wanted.package.version == nil || wanted.package.version == record.package.version
        else { return false }
        return wanted.program == nil || record.program.split(separator: "/").last.map(String.init) == wanted.program
    }
}
