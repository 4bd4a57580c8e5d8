import Glibc
import Kernel
import LaunchPlan
package import Policy
package import Refusals

/// Who runs the command, where, and with which environment.
package struct Surroundings {
    package var caller: Caller
    /// The caller's environment.
    ///
    /// Variables whose name or value is not UTF-8 are not in it.
    package var environment: [String: String]
    /// Absolute.
    package var workingDirectory: String
    /// Where the user's own profiles and settings lie: `$XDG_CONFIG_HOME/trilatch`, or below `~/.config`.
    package var configuration: String
    /// Where the audit log lies: `$XDG_STATE_HOME/trilatch`, or below `~/.local/state`.
    package var state: String
    /// Where installed servers lie: `$XDG_DATA_HOME/trilatch`, or below `~/.local/share`.
    package var data: String
    /// Where servers keep what outlives their box: `$XDG_CACHE_HOME/trilatch`, or below `~/.cache`.
    package var cache: String

    /// Describes this process.
    ///
    /// - Parameter dedicatedIdentifier: for a root caller, the id of the host that the box runs as.
    /// - Throws: `host.unsupported-caller`.
    package init(dedicatedIdentifier: UInt32?) throws(Refusal) {
        // Otherwise the environment is another user's than the rights are.
        guard let user = Processes.onlyUser(), let group = Processes.onlyGroup(), !Processes.hasGainedRights() else {
            throw Refusal(
                .hostUnsupportedCaller, "this program was started with set-user-ID, set-group-ID or file capabilities")
        }
        environment = try Surroundings.readEnvironment()
        workingDirectory = try Surroundings.currentDirectory()
        let entry = UserDatabase.entry(of: user)
        guard let home = try Surroundings.path(of: "HOME", in: environment) ?? entry?.home, PlanPath.isNormalised(home)
        else {
            throw Refusal(
                .hostUnsupportedCaller, "user \(user) has no home directory: HOME is not set, nor is it in /etc/passwd")
        }
        caller = Caller(
            user: user, group: group, name: entry?.name ?? "user", home: home, dedicatedIdentifier: dedicatedIdentifier)
        let below = home == "/" ? "" : home
        configuration =
            try (Surroundings.path(of: "XDG_CONFIG_HOME", in: environment) ?? "\(below)/.config") + "/trilatch"
        state = try (Surroundings.path(of: "XDG_STATE_HOME", in: environment) ?? "\(below)/.local/state") + "/trilatch"
        data = try (Surroundings.path(of: "XDG_DATA_HOME", in: environment) ?? "\(below)/.local/share") + "/trilatch"
        cache = try (Surroundings.path(of: "XDG_CACHE_HOME", in: environment) ?? "\(below)/.cache") + "/trilatch"
    }

    /// A path of the command line with a `~` at its start replaced: a client's configuration has no shell to do it.
    package func expandingHome(_ path: String) -> String {
        path == "~" || path.hasPrefix("~/") ? caller.home + path.dropFirst() : path
    }

    /// A path of the command line, from the root.
    package func absolute(_ path: String) -> String {
        let expanded = expandingHome(path)
        return expanded.hasPrefix("/") ? expanded : "\(workingDirectory)/\(expanded)"
    }

    /// A directory that a variable names; nil where it is not set, or empty, which the XDG base directory specification
    /// makes the same.
    ///
    /// - Throws: `host.unsupported-caller` for a path that is not absolute: it would mean another place in every directory.
    private static func path(of variable: String, in environment: [String: String]) throws(Refusal) -> String? {
        guard var path = environment[variable], !path.isEmpty else { return nil }
        while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
        guard PlanPath.isNormalised(path) else {
            throw Refusal(
                .hostUnsupportedCaller, "\(variable) is not an absolute path without '.', '..' and empty components",
                hint: "set \(variable) to an absolute path, or unset it")
        }
        return path
    }

    /// This process's initial environment.
    ///
    /// Where a name stands twice the first counts, as for getenv(3).
    private static func readEnvironment() throws(Refusal) -> [String: String] {
        let bytes: [UInt8]
        do {
            bytes = try Descriptor.reading("/proc/self/environ").readAll(limit: 8 << 20)
        } catch {
            throw Refusal(.hostUnsupportedCaller, "the environment cannot be read: \(error)", hint: "mount /proc")
        }
        // Room for all of them at once: growing costs more than filling.
        var environment = [String: String](minimumCapacity: 128)
        for entry in bytes.split(separator: 0) {
            guard let equals = entry.firstIndex(of: UInt8(ascii: "=")), equals > entry.startIndex,
                let name = String(validating: entry[..<equals], as: UTF8.self),
                let value = String(validating: entry[(equals + 1)...], as: UTF8.self)
            else { continue }
            if environment[name] == nil { environment[name] = value }
        }
        return environment
    }

    private static func currentDirectory() throws(Refusal) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard let pointer = unsafe getcwd(&buffer, buffer.count), let path = unsafe String(validatingCString: pointer),
            PlanPath.isNormalised(path)
        else {
            throw Refusal(
                .hostUnsupportedCaller, "the working directory is gone, or has no path that is UTF-8",
                hint: "change to another directory first")
        }
        return path
    }
}
