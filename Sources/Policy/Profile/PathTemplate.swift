import LaunchPlan

/// A path of a profile: absolute once its variables have values.
///
/// It starts with `/`, with `~` (which stands for `${home}`) or with a variable. `${workspace}`, `${home}` and
/// `${cache}` stand only at the start, before a `/` or the end; a variable of `--set` may stand anywhere.
package struct PathTemplate: Sendable, Hashable, CustomStringConvertible {
    package let template: Template

    /// Reads a path.
    ///
    /// - Throws: `PathTemplateError`.
    package init(_ text: String) throws(PathTemplateError) {
        var text = text
        if text == "~" || text.hasPrefix("~/") { text = "${home}" + text.dropFirst() }
        do { template = try Template(text) } catch { throw .template(error) }
        guard template.segments.first != nil else { throw .relative }
        if case .literal(let literal) = template.segments[0], !literal.hasPrefix("/") { throw .relative }
        for (index, segment) in template.segments.enumerated() {
            guard case .variable(let name) = segment else { continue }
            guard name != "user" else { throw .misplacedVariable(name) }
            guard Variables.builtIn.contains(name) else { continue }
            guard index == 0 else { throw .misplacedVariable(name) }
            if template.segments.count > 1 {
                guard case .literal(let next) = template.segments[1], next.hasPrefix("/") else {
                    throw .misplacedVariable(name)
                }
            }
        }
        // A stand-in of one component shows the shape that every good value leads to.
        var shape = ""
        for (index, segment) in template.segments.enumerated() {
            switch segment {
            case .literal(let literal): shape += literal
            case .variable: shape += index == 0 ? "/v" : "v"
            }
        }
        guard PlanPath.isNormalised(shape) else { throw .notNormalised }
    }

    /// The variable that the path starts with, such as `workspace`; nil where it starts with `/`.
    package var root: String? {
        if case .variable(let name) = template.segments[0] { name } else { nil }
    }

    /// Whether the text alone says that this lies in a workspace or a home, where everything counts as personal.
    package var isPersonal: Bool {
        switch root {
        case nil: PathTemplate.isPersonal(template.segments[0].text)
        case let root?: Variables.builtIn.contains(root)
        }
    }

    /// Whether only the host can tell if this is personal, because a variable of `--set` is in it.
    package var dependsOnSet: Bool { template.variables.contains { !Variables.builtIn.contains($0) } }

    /// Whether an absolute path lies where homes are by custom, or holds them.
    package static func isPersonal(_ path: String) -> Bool {
        ["/home", "/root", "/var/home", "/run/user"].contains {
            PlanPath.contains($0, path) || PlanPath.contains(path, $0)
        }
    }

    /// The absolute, normalised path; nil where a variable has no value or its value does not lead to such a path.
    package func expanded(with variables: Variables) -> String? {
        guard let path = template.expanded(with: variables), PlanPath.isNormalised(path) else { return nil }
        return path
    }

    package var description: String { template.description }
}

/// Why text is not a path that a profile may hold.
package enum PathTemplateError: Error, Sendable, Equatable {
    case template(TemplateError)
    /// Neither `/`, `~/` nor a variable at the start.
    case relative
    /// An empty, `.` or `..` component, a slash at the end, or too long.
    case notNormalised
    /// A built-in variable that does not stand where it makes a path.
    case misplacedVariable(String)
}

/// A path below the root of a grant, such as `.git/hooks`: relative and normalised.
package struct RelativePath: Sendable, Hashable, CustomStringConvertible {
    package let text: String

    /// Takes a relative path; nil for one that is absolute, empty, or not normalised.
    package init?(_ text: String) {
        guard !text.isEmpty, PlanPath.isNormalised("/" + text) else { return nil }
        self.text = text
    }

    package var description: String { text }
}
