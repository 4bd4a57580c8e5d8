import Policy

/// The demand that a path lies in one of some folders, whichever way a server reads it.
struct FolderRule {
    let paths: BoxPaths
    let folders: [HostPath]
    let host: any HostView

    /// Checks every reading of a text.
    ///
    /// - Parameter looks: How often the host may still be asked; counted down.
    /// - Throws: `RuleObjection`.
    func check(_ text: String, looks: inout Int) throws(RuleObjection) {
        var readings = PathReadings(paths)
        do { try readings.add(Array(text.utf8)) } catch { throw .path(error) }
        for reading in readings.found {
            if let folder = reading.onlyBelow, try !isPresent(folder, &looks) { continue }
            try check(reading.bytes, &looks)
            // Programs that tidy a path up by its text, before they use it, end somewhere else behind a link.
            if let tidied = HostPath.root.lexically(reading.bytes) { try check(tidied.bytes, &looks) }
        }
    }

    private func check(_ spelled: [UInt8], _ looks: inout Int) throws(RuleObjection) {
        let path: HostPath
        do { path = try paths.resolve(spelled, host: host, looks: &looks) } catch { throw .unresolved(error) }
        guard folders.contains(where: { $0.contains(path) }) else { throw .outside }
    }

    /// Whether the host has something at a path; what it does not say counts as present.
    private func isPresent(_ path: HostPath, _ looks: inout Int) throws(RuleObjection) -> Bool {
        looks -= 1
        guard looks >= 0 else { throw .unresolved(.tooMuchToLookUp) }
        do { return try host.inspect(path) != nil } catch { return true }
    }
}
