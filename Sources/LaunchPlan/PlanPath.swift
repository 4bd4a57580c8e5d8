/// What every path of a plan is: absolute and normalised, so that text comparison of paths means something.
package enum PlanPath {
    /// Whether a path starts at the root and has no empty, `.` or `..` component, no trailing slash and no NUL.
    package static func isNormalised(_ path: String) -> Bool {
        let bytes = path.utf8
        guard bytes.first == UInt8(ascii: "/"), bytes.count < 4096, !bytes.contains(0) else { return false }
        if bytes.count == 1 { return true }
        return bytes.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy {
            component in
            let dot = UInt8(ascii: ".")
            return !component.isEmpty && component.count <= 255
                && !component.elementsEqual([dot]) && !component.elementsEqual([dot, dot])
        }
    }

    /// Whether `path` is `ancestor` or lies below it; both normalised.
    package static func contains(_ ancestor: String, _ path: String) -> Bool {
        if ancestor == "/" { return true }
        guard path.utf8.starts(with: ancestor.utf8) else { return false }
        let rest = path.utf8.dropFirst(ancestor.utf8.count)
        return rest.isEmpty || rest.first == UInt8(ascii: "/")
    }
}
