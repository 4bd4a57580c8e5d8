/// Text of a profile with variables in it, such as `${workspace}/build`.
///
/// A variable is written `${name}`; no other `$` is allowed, so that nobody takes a profile for a shell script. Values
/// come from the supervisor and from `--set`, never from the server.
package struct Template: Sendable, Hashable {
    /// The pieces in order; no two literals stand side by side, and none is empty.
    package let segments: [Segment]

    package enum Segment: Sendable, Hashable {
        case literal(String)
        case variable(String)

        /// The piece as a profile writes it.
        package var text: String {
            switch self {
            case .literal(let text): text
            case .variable(let name): "${\(name)}"
            }
        }
    }

    /// The names of the variables, in order of use.
    package var variables: [String] {
        segments.compactMap { if case .variable(let name) = $0 { name } else { nil } }
    }

    /// Reads text with variables.
    ///
    /// - Throws: `TemplateError`.
    package init(_ text: String) throws(TemplateError) {
        var segments: [Segment] = []
        var rest = Substring(text)
        while let dollar = rest.firstIndex(of: "$") {
            let literal = rest[..<dollar]
            let name = rest[dollar...].dropFirst()
            guard name.first == "{", let close = name.firstIndex(of: "}") else { throw .loneDollar }
            let variable = String(name[..<close].dropFirst())
            guard Variables.isName(variable) else { throw .invalidVariable(variable) }
            if !literal.isEmpty { segments.append(.literal(String(literal))) }
            segments.append(.variable(variable))
            rest = name[close...].dropFirst()
        }
        if !rest.isEmpty { segments.append(.literal(String(rest))) }
        self.segments = segments
    }

    /// The text with every variable replaced; nil where a variable has no value.
    package func expanded(with variables: Variables) -> String? {
        var text = ""
        for segment in segments {
            switch segment {
            case .literal(let literal): text += literal
            case .variable(let name):
                guard let value = variables[name] else { return nil }
                text += value
            }
        }
        return text
    }
}

extension Template: CustomStringConvertible {
    /// The text with its variables, as a profile writes it.
    package var description: String {
        segments.map(\.text).joined()
    }
}

/// Why text is not a template.
package enum TemplateError: Error, Sendable, Equatable {
    /// A `$` that does not begin `${name}`.
    case loneDollar
    /// `${…}` around something that is no name.
    case invalidVariable(String)
}
