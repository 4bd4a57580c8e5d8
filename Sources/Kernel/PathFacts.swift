internal import CLinux

/// What the kernel says of a path without opening it.
package enum PathFacts {
    /// Whether a path lies in a cgroup v2 hierarchy.
    ///
    /// The corresponding C function is `statfs`.
    package static func isInControlGroups(_ path: String) -> Bool { unsafe trilatch_is_control_groups(path) != 0 }

    /// Whether an extended attribute of a path has exactly this value.
    ///
    /// The corresponding C function is `getxattr`.
    package static func attribute(_ name: String, of path: String, is value: String) -> Bool {
        var found = [CChar](repeating: 0, count: value.utf8.count + 1)
        let length = unsafe trilatch_attribute(path, name, &found, found.count)
        return length == value.utf8.count && found.prefix(value.utf8.count).elementsEqual(value.utf8.map(CChar.init))
    }
}
