/// Where a command's program is.
package enum ProgramPlace {
    /// The canonical path of the program that a command names, found as `trilatch run` would find it; nil where there is
    /// none, or its path is not text.
    ///
    /// - Parameters:
    ///   - command: The program, by name or by path.
    ///   - environment: Whose `PATH` is searched.
    ///   - workingDirectory: Absolute.
    package static func canonical(
        _ command: String, environment: [String: String], workingDirectory: String, host: any HostView
    ) -> String? {
        let lookup = CommandLookup(HostLookup(host), environment: environment, workingDirectory: workingDirectory)
        // What cannot be found is nowhere.
        return (try? lookup.find(command))?.canonical.path.text
    }
}
