import Policy
import Running

/// What was found, for a person.
package struct FindingReport {
    package var findings: [Finding]
    package var sightings: Sightings

    package init(_ findings: [Finding], _ sightings: Sightings) {
        self.findings = findings
        self.sightings = sightings
    }

    package var text: String {
        var text = ""
        if findings.isEmpty {
            text += "The server named no path of this machine that the box does not give it.\n"
        } else {
            var table = Table(widest: 48)
            for finding in findings {
                table.add(
                    finding.lack.kind.word, finding.path.readable, finding.lack.wants.words, finding.standing.words,
                    "\(finding.lack.count)×, \(FindingReport.programs(finding.lack.programs))")
            }
            text += "Paths that the server named and did not get:\n" + table.text
        }
        if !sightings.executed.isEmpty {
            text += "Programs that it executed:\n"
            text += FindingReport.list(sightings.executed.map { ($0.key, $0.value) })
        }
        if !sightings.names.isEmpty {
            text += "Hosts that it looked up, and got no answer for:\n"
            text += FindingReport.list(sightings.names.map { ($0.key, $0.value) })
        }
        if !sightings.addresses.isEmpty {
            text += "Addresses that it connected to or listened on, inside the box:\n"
            text += FindingReport.list(sightings.addresses.map { ($0.key.words, $0.value) })
        }
        if sightings.overflow > 0 { text += "\(sightings.overflow) more were too many to be kept.\n" }
        if sightings.unreadable > 0 { text += "\(sightings.unreadable) calls could not be read.\n" }
        return text
    }

    private static func list(_ rows: [(String, Sightings.Mention)]) -> String {
        var table = Table(widest: 60)
        for (name, mention) in rows.sorted(by: { $0.0 < $1.0 }) {
            table.add(name.readable, "\(mention.count)×, \(programs(mention.programs))")
        }
        return table.text
    }

    static func programs(_ programs: [String]) -> String {
        "by " + programs.map(\.readable).joined(separator: ", ")
    }
}

extension Sightings.Lack.Kind {
    var word: String {
        switch self {
        case .missing: "missing"
        case .denied: "denied"
        case .hidden: "hidden"
        }
    }
}

extension PathStanding {
    var words: String {
        switch self {
        case .system: "system"
        case .workspace: "workspace"
        case .personal: "private"
        case .secret: "looks like a secret"
        case .closed: "never granted"
        }
    }
}

extension NetworkEndpoint {
    var words: String {
        let act = act == .connect ? "connect" : "listen"
        guard let port else { return "\(act) unix:\(address)" }
        return "\(act) \(address.contains(":") ? "[\(address)]" : address):\(port)"
    }
}
