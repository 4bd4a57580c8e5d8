package import Policy

/// A path that the server did not get, that the host has, and what that path is.
package struct Finding: Sendable, Hashable {
    /// What a profile would name: the path that was wanted, or the folder that something was to be made in.
    package var path: String
    package var standing: PathStanding
    package var isDirectory: Bool
    package var lack: Sightings.Lack

    /// Whether a person can be asked about it in passing.
    ///
    /// Everything else is shown, and added by hand or not at all.
    package var isOffered: Bool {
        switch standing {
        case .system: !lack.wants.contains(.write)
        case .workspace: lack.kind == .denied
        case .personal, .secret, .closed: false
        }
    }

    /// Whether the whole folder is wanted, and not only something in it.
    var isWhole: Bool { !isDirectory || lack.wants.contains(.list) || lack.wants.contains(.write) }
}

extension Finding {
    /// What of the sightings the host has, judged; sorted by path.
    ///
    /// To be called when no box runs any more: it is the first look at the host.
    package static func all(in sightings: Sightings, by judge: PathJudge) -> [Finding] {
        var findings: [String: Finding] = [:]
        for (path, lack) in sightings.lacks {
            guard let finding = finding(path, lack, judge) else { continue }
            // The box has the whole workspace: what was not there then, the server has made since.
            if finding.standing == .workspace, lack.kind == .missing { continue }
            guard var known = findings[finding.path] else {
                findings[finding.path] = finding
                continue
            }
            known.lack.wants.formUnion(lack.wants)
            known.lack.count += lack.count
            known.lack.programs += lack.programs.filter { !known.lack.programs.contains($0) }
            findings[finding.path] = known
        }
        let sorted = findings.values.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        // A folder that was only looked at on the way to something in it needs no grant of its own.
        return sorted.filter { finding in
            finding.isWhole || !sorted.contains { $0.path.hasPrefix(finding.path + "/") }
        }
    }

    private static func finding(_ path: String, _ lack: Sightings.Lack, _ judge: PathJudge) -> Finding? {
        let isWritten = lack.wants.contains(.write)
        if let found = judge.judge(path, isWritten: isWritten) {
            return Finding(path: path, standing: found.standing, isDirectory: found.isDirectory, lack: lack)
        }
        // What was to be made needs the folder in which it was to be made.
        guard isWritten, let parent = HostPath(path)?.parent?.text,
            let found = judge.judge(parent, isWritten: true), found.isDirectory
        else { return nil }
        return Finding(path: parent, standing: found.standing, isDirectory: true, lack: lack)
    }
}
