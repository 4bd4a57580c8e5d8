/// The hosts that a box reaches anyway, so that a link to one of them tells nobody anything new.
package struct GrantedHosts: Sendable, Hashable {
    /// Small letters, without a dot at the end.
    private let exact: Set<String>
    /// What stands behind `*.`.
    private let parents: [String]

    /// - Parameter patterns: `example.org`, or `*.example.org` for the names below it.
    package init(_ patterns: [String]) {
        let small = patterns.map { $0.lowercased() }
        exact = Set(small.filter { !$0.hasPrefix("*.") })
        parents = small.filter { $0.hasPrefix("*.") }.map { String($0.dropFirst(2)) }
    }

    /// Whether a host as an address names it is granted; what is not written in plain ASCII never is.
    func contains(_ host: String) -> Bool {
        exact.contains(host) || parents.contains { host.hasSuffix("." + $0) && host.utf8.count > $0.utf8.count + 1 }
    }
}
