/// A package of a registry, as `pypi:mcp-server-time==2025.9.25` or `npm:@scope/name@1.2.3` names it.
package struct RegistryPackage: Sendable, Hashable {
    /// Where packages come from.
    package enum Registry: String, Sendable, CaseIterable {
        case pypi, npm
    }

    package let registry: Registry
    /// In the registry's own spelling: of PyPI in lower case, with `-` for each run of `-`, `_` and `.`.
    package let name: String
    /// Nil where any will do.
    package let version: String?

    /// - Returns: Nil for what is no name or no version of that registry.
    package init?(_ registry: Registry, name: String, version: String?) {
        guard let name = RegistryPackage.normal(name, in: registry) else { return nil }
        if let version, !RegistryPackage.isVersion(version) { return nil }
        self.registry = registry
        self.name = name
        self.version = version
    }

    /// Reads a name with its registry.
    package init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":"), let registry = Registry(rawValue: String(text[..<colon])) else {
            return nil
        }
        self.init(registry, requirement: String(text[text.index(after: colon)...]))
    }

    /// Reads what stands behind the registry: `name==version` of PyPI, `name@version` of npm, or a name alone.
    package init?(_ registry: Registry, requirement text: String) {
        let end: String.Index?
        let length: Int
        switch registry {
        case .pypi: (end, length) = (text.firstRange(of: "==")?.lowerBound, 2)
        // The first `@` may be a scope's.
        case .npm: (end, length) = (text.dropFirst().firstIndex(of: "@"), 1)
        }
        guard let end else {
            self.init(registry, name: text, version: nil)
            return
        }
        self.init(registry, name: String(text[..<end]), version: String(text[end...].dropFirst(length)))
    }

    /// What an installed server of it is called where nothing else is said: without a scope.
    package var plainName: String { name.split(separator: "/").last.map(String.init) ?? name }

    private static let lengthLimit = 100

    /// Source: PEP 508 and PEP 503; for npm, `validate-npm-package-name` 5, new packages.
    private static func normal(_ name: String, in registry: Registry) -> String? {
        guard (1...lengthLimit).contains(name.utf8.count) else { return nil }
        switch registry {
        case .pypi:
            guard isWord(name, besides: "._-") else { return nil }
            let parts = name.lowercased().split { "._-".contains($0) }
            return parts.joined(separator: "-")
        case .npm:
            var parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            if parts.count == 2 {
                guard parts[0].hasPrefix("@") else { return nil }
                parts[0].removeFirst()
            }
            guard parts.count <= 2, parts.allSatisfy({ isWord($0, besides: "._-") && $0 == $0.lowercased() }) else {
                return nil
            }
            return name
        }
    }

    /// Source: PEP 440, epochs and local parts included; for npm, Semantic Versioning 2.0.0.
    private static func isVersion(_ text: String) -> Bool {
        text.utf8.count <= lengthLimit && text.first?.isNumber == true && isWord(text, besides: ".+!_-")
    }

    /// ASCII letters, digits and some others, the first and the last a letter or digit.
    private static func isWord(_ text: String, besides others: String) -> Bool {
        func isPlain(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
        guard let first = text.utf8.first, let last = text.utf8.last, isPlain(first), isPlain(last) else {
            return false
        }
        return text.utf8.allSatisfy { isPlain($0) || others.utf8.contains($0) }
    }
}

extension RegistryPackage: CustomStringConvertible {
    package var description: String { "\(registry.rawValue):\(requirement)" }

    /// What the registry's own tool calls it.
    package var requirement: String {
        guard let version else { return name }
        return name + (registry == .pypi ? "==" : "@") + version
    }
}
