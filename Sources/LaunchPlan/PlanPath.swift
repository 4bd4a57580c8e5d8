/// What every path of a plan is: absolute and normalised, so that text comparison of paths means something.
package enum PlanPath {
    /// Whether a path starts at the root and has no empty, `.` or `..` component, no trailing slash and no NUL.
    package static func isNormalised(_ path: String) -> Bool {
        // One pass over the bytes: every path of every plan goes through here, on both sides.
        let slash = UInt8(ascii: "/")
        var length = 0
        var component = 0
        var onlyDots = true
        for byte in path.utf8 {
            length += 1
            if byte == 0 || (length == 1 && byte != slash) { return false }
            if byte != slash {
                component += 1
                onlyDots = onlyDots && byte == UInt8(ascii: ".")
                continue
            }
            if length > 1 && !isComponent(component, onlyDots: onlyDots) { return false }
            component = 0
            onlyDots = true
        }
        return length == 1 || (length < 4096 && isComponent(component, onlyDots: onlyDots))
    }

    private static func isComponent(_ length: Int, onlyDots: Bool) -> Bool {
        (1...255).contains(length) && !(onlyDots && length <= 2)
    }

    /// Whether `path` is `ancestor` or lies below it; both normalised.
    package static func contains(_ ancestor: String, _ path: String) -> Bool {
        if ancestor == "/" { return true }
        guard path.utf8.starts(with: ancestor.utf8) else { return false }
        let rest = path.utf8.dropFirst(ancestor.utf8.count)
        return rest.isEmpty || rest.first == UInt8(ascii: "/")
    }
}
