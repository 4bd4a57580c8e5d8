/// An absolute, normalised path of the host, compared byte by byte.
///
/// Swift compares strings by canonical equivalence and a file system does not: two names that differ only in how an
/// accent is encoded are two files. The bytes need not be UTF-8; only a path whose bytes are can stand in a plan.
package struct HostPath: Sendable {
    /// `/` alone, or components that each follow a `/`; no empty, `.` or `..` component and no NUL.
    package let bytes: [UInt8]

    private static let slash = UInt8(ascii: "/")

    package static let root = HostPath(unchecked: [slash])

    /// Takes a path as it stands; nil where it is not absolute and normalised.
    package init?(_ bytes: [UInt8]) {
        guard bytes.first == HostPath.slash, !bytes.contains(0) else { return nil }
        if bytes.count > 1 {
            for component in bytes.dropFirst().split(separator: HostPath.slash, omittingEmptySubsequences: false)
            where component.isEmpty || component.elementsEqual(".".utf8) || component.elementsEqual("..".utf8) {
                return nil
            }
        }
        self.bytes = bytes
    }

    /// Takes a path as it stands; nil where it is not absolute and normalised.
    package init?(_ text: String) { self.init(Array(text.utf8)) }

    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    package var isRoot: Bool { bytes.count == 1 }

    /// The path as a string; nil where its bytes are not UTF-8.
    package var text: String? { String(validating: bytes, as: UTF8.self) }

    /// The last component; empty for the root.
    package var name: ArraySlice<UInt8> {
        guard let last = bytes.lastIndex(of: HostPath.slash) else { return [] }
        return bytes[(last + 1)...]
    }

    /// The directory that holds it; nil for the root.
    package var parent: HostPath? {
        guard !isRoot, let last = bytes.lastIndex(of: HostPath.slash) else { return nil }
        return last == 0 ? .root : HostPath(unchecked: Array(bytes[..<last]))
    }

    /// The components, from the root on.
    package var components: [ArraySlice<UInt8>] { bytes.split(separator: HostPath.slash) }

    /// The path of one entry of this directory.
    ///
    /// The name is one that a directory can hold.
    package func appending(_ name: some Collection<UInt8>) -> HostPath {
        var bytes = isRoot ? [] : self.bytes
        bytes.reserveCapacity(bytes.count + 1 + name.count)
        bytes.append(HostPath.slash)
        bytes.append(contentsOf: name)
        return HostPath(unchecked: bytes)
    }

    /// The path of something below this directory, by a relative, normalised path.
    package func appending(_ relative: String) -> HostPath { appending(relative.utf8) }

    /// What a name leads to from this directory by its text alone, with `.` and `..` worked out and no link followed;
    /// nil for a name with a NUL.
    package func lexically(_ name: String) -> HostPath? { lexically(Array(name.utf8)) }

    /// What a name leads to from this directory by its bytes alone.
    package func lexically(_ name: [UInt8]) -> HostPath? {
        guard !name.contains(0) else { return nil }
        var path = name.first == HostPath.slash ? HostPath.root : self
        for component in name.split(separator: HostPath.slash) {
            if component.elementsEqual(".".utf8) { continue }
            path = component.elementsEqual("..".utf8) ? path.parent ?? .root : path.appending(component)
        }
        return path
    }

    /// Whether `other` is this path or lies below it.
    package func contains(_ other: HostPath) -> Bool {
        if isRoot { return true }
        guard other.bytes.starts(with: bytes) else { return false }
        return other.bytes.count == bytes.count || other.bytes[bytes.count] == HostPath.slash
    }

    /// The directories strictly between this one and `descendant`, outermost first.
    package func between(_ descendant: HostPath) -> [HostPath] {
        var steps: [HostPath] = []
        var current = descendant.parent
        while let step = current, step != self, contains(step) {
            steps.append(step)
            current = step.parent
        }
        return steps.reversed()
    }
}

extension HostPath: Hashable {
    package func hash(into hasher: inout Hasher) {
        // One call for all bytes: the array's own hash takes them one by one.
        unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    }
}

extension HostPath: Comparable {
    /// The order of a walk: a directory comes before all that is below it, and that before its later siblings.
    package static func < (first: HostPath, second: HostPath) -> Bool {
        first.bytes.lexicographicallyPrecedes(second.bytes) { left, right in
            // No path holds a NUL, so that it can stand for the slash.
            (left == slash ? 0 : left) < (right == slash ? 0 : right)
        }
    }
}

extension HostPath: ExpressibleByStringLiteral {
    /// A path that is written in our own source.
    package init(stringLiteral value: String) {
        guard let path = HostPath(value) else { preconditionFailure("\(value) is not an absolute, normalised path") }
        self = path
    }
}

extension HostPath: CustomStringConvertible {
    /// The path for a person: control and formatting characters, and bytes that are not UTF-8, are escaped.
    package var description: String { HostPath.readable(bytes) }

    /// Text of the host for a person.
    ///
    /// Names in a workspace are the attacker's: they must not move a terminal's cursor.
    package static func readable(_ bytes: some Collection<UInt8>) -> String {
        if bytes.allSatisfy({ (0x20..<0x7f).contains($0) }) { return String(decoding: bytes, as: UTF8.self) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return bytes.map { (0x20..<0x7f).contains($0) ? String(UnicodeScalar($0)) : escape(UInt32($0)) }.joined()
        }
        return text.unicodeScalars.map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                escape(scalar.value)
            default: String(scalar)
            }
        }.joined()
    }

    private static func escape(_ value: UInt32) -> String { "\\u{" + String(value, radix: 16) + "}" }
}
