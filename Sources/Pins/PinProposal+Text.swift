internal import Surface

extension PinProposal {
    /// All of it for a person, without a line break at the end.
    ///
    /// - Parameters:
    ///   - entry: The server's own.
    ///   - sibling: One of the same name with another program, where nothing of this one was approved yet.
    package func text(in entry: PinEntry, besides sibling: PinEntry?) -> String {
        var lines: [String] = []
        if let package { lines += PinProposal.lines(package, instead: entry.package) }
        if reviewsPackage, let package = entry.package {
            lines.append("package: taken at first use")
            lines += package.lines.map { "  \($0)" }
        }
        let base = entry.items.isEmpty ? sibling : nil
        if let base {
            let shown = VisibleText.of(base.key.program, limit: 160)
            lines.append("compared with what was approved of \(shown)")
            let same = held.filter { identity, change in
                if case .shown(let item) = change { base.items[identity]?.digest == item.digest } else { false }
            }
            if !same.isEmpty { lines.append("\(same.count) of \(held.count) items are the same") }
        }
        let difference = difference(from: base?.items ?? entry.items)
        if !difference.isEmpty { lines.append(difference.text()) }
        for item in unreviewed {
            lines.append("\(item.identity): taken at first use")
            lines += ItemChange(added: item).lines().dropFirst()
        }
        return lines.joined(separator: "\n")
    }

    private static func lines(_ package: PackagePin, instead approved: PackagePin?) -> [String] {
        guard let approved else { return ["package: not approved yet"] + package.lines.map { "  \($0)" } }
        return ["package: changed"]
            + package.difference.map { "  \(VisibleText.of($0))" }
            + approved.lines.map { "  - \($0)" } + package.lines.map { "  + \($0)" }
    }
}

extension PackagePin {
    /// The package in lines for a person.
    package var lines: [String] {
        ["sha256:\(digest)", "\(files) files, \(bytes) bytes"] + roots.map { "in \(VisibleText.of($0))" }
            + omissions.map { VisibleText.of($0) }
    }
}
