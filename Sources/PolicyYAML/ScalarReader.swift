import Policy
import Refusals

/// Reads single values, each of one type; what is another type is reported, never converted.
struct ScalarReader {
    let findings: Findings
    /// The variables that a template may use.
    let variables: Set<String>

    /// Text on one line, not empty.
    func text(_ node: YAMLNode, _ what: String) -> String? {
        guard let text = possiblyEmptyText(node, what) else { return nil }
        guard !text.isEmpty else {
            findings.report(.profileInvalidValue, "\(what) is empty", at: node.location)
            return nil
        }
        return text
    }

    /// Text on one line, also none between quotes.
    func possiblyEmptyText(_ node: YAMLNode, _ what: String) -> String? {
        guard let scalar = scalar(node, "\(what) is text") else { return nil }
        guard scalar.style != .block, !scalar.isMultiline else {
            findings.report(.profileWrongType, "\(what) goes over more than one line", at: node.location)
            return nil
        }
        return clean(scalar.text, node, what)
    }

    /// A sentence for people, which may go over several lines; they are joined by spaces.
    func prose(_ node: YAMLNode, _ what: String) -> String? {
        guard let scalar = scalar(node, "\(what) is text") else { return nil }
        let words = scalar.text.utf8.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: " ") }
        var joined = ""
        for word in words {
            if !joined.isEmpty { joined += " " }
            joined += Substring(word)
        }
        guard !joined.isEmpty else {
            findings.report(.profileInvalidValue, "\(what) is empty", at: node.location)
            return nil
        }
        return clean(joined, node, what)
    }

    /// A reason; nil where it is absent or was reported.
    func reason(_ node: YAMLNode?) -> Reason? {
        guard let node, let text = prose(node, "`because`") else { return nil }
        return Reason(text)
    }

    /// `true` or `false`, and no other spelling.
    func boolean(_ node: YAMLNode?, _ what: String) -> Bool? {
        guard let node else { return nil }
        if case .scalar(let scalar) = node.content, case .boolean(let value) = PlainMeaning(scalar) { return value }
        findings.report(
            .profileWrongType, "\(what) is `true` or `false`, and here is \(node.kind)", at: node.location,
            hint: "write `true` or `false`, without quotes")
        return nil
    }

    /// A whole decimal number without sign, leading zero or quotes.
    func integer<Value: FixedWidthInteger>(_ node: YAMLNode?, _ what: String, in range: ClosedRange<Value>) -> Value? {
        guard let node else { return nil }
        guard case .scalar(let scalar) = node.content, case .number = PlainMeaning(scalar),
            scalar.text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            scalar.text == "0" || !scalar.text.hasPrefix("0")
        else {
            findings.report(
                .profileWrongType, "\(what) is a whole number, and here is \(node.kind)", at: node.location,
                hint: "write decimal digits alone, without quotes")
            return nil
        }
        return inRange(Value(scalar.text), range, node, what)
    }

    /// Text on one line, a whole decimal number, or `true` or `false`.
    func plain(_ node: YAMLNode, _ what: String) -> RuleValue? {
        if case .scalar(let scalar) = node.content {
            switch PlainMeaning(scalar) {
            case .boolean(let value): return .boolean(value)
            case .number: return integer(node, what, in: UInt32(0)...UInt32.max).map { .number("\($0)") }
            case .nothing, .word, .text: break
            }
        }
        return possiblyEmptyText(node, what).map { .text($0) }
    }

    /// A number of bytes with its unit.
    func size(_ node: YAMLNode?, _ what: String, in range: ClosedRange<ByteCount>) -> ByteCount? {
        guard let node, let scalar = sizeScalar(node, what) else { return nil }
        guard let size = ByteCount(parsing: scalar.text) else {
            findings.report(
                .profileInvalidValue, "\(what) is not a size", at: node.location,
                hint: "write a whole number and a unit, such as `64MiB`; the units are B, KiB, MiB and GiB")
            return nil
        }
        return inRange(size, range, node, what)
    }

    /// A decimal number of processors with at most three places.
    func processors(_ node: YAMLNode?, _ what: String) -> ProcessorShare? {
        guard let node else { return nil }
        guard case .scalar(let scalar) = node.content, case .number = PlainMeaning(scalar),
            let thousandths = ScalarReader.thousandths(scalar.text)
        else {
            findings.report(
                .profileWrongType, "\(what) is a number of processors, and here is \(node.kind)", at: node.location,
                hint: "write a decimal number such as `1.5`, with at most three places")
            return nil
        }
        return inRange(
            thousandths.map { ProcessorShare(thousandths: $0) }, ProfileRange.processors, node, what)
    }

    /// One of a few words.
    func word<Value: CaseIterable & RawRepresentable<String>>(_ node: YAMLNode?, _ what: String, _: Value.Type)
        -> Value?
    {
        word(node, what, Dictionary(uniqueKeysWithValues: Value.allCases.map { ($0.rawValue, $0) }))
    }

    /// One of a few words, with what each means.
    ///
    /// Where only these can stand, `off` is no boolean of YAML 1.1.
    func word<Value>(_ node: YAMLNode?, _ what: String, _ values: [String: Value]) -> Value? {
        guard let node else { return nil }
        if case .scalar(let scalar) = node.content, case .word = PlainMeaning(scalar), let value = values[scalar.text] {
            return value
        }
        guard let text = text(node, what) else { return nil }
        guard let value = values[text] else {
            findings.report(
                .profileInvalidValue, "\(ProfileBytes.shown(text)) is not a value of \(what)", at: node.location,
                hint: Suggestion.hint(for: text, among: Array(values.keys)))
            return nil
        }
        return value
    }

    /// The items of a list; an empty one has none.
    func list(_ node: YAMLNode?, _ what: String) -> [YAMLNode]? {
        guard let node else { return nil }
        if case .sequence(let items) = node.content { return items }
        findings.report(
            .profileWrongType, "\(what) is a list, and here is \(node.kind)", at: node.location,
            hint: "write `[…]`, or lines that start with `- `; an empty list is `[]`")
        return nil
    }

    /// A path with variables.
    func path(_ node: YAMLNode?, _ what: String) -> PathTemplate? {
        guard let node, let text = text(node, what) else { return nil }
        do {
            let path = try PathTemplate(text)
            return check(path.template, node) ? path : nil
        } catch {
            switch error {
            case .template(let error): report(error, node)
            case .relative:
                findings.report(
                    .profileInvalidValue, "\(what) is not an absolute path", at: node.location,
                    hint: "start with `/`, `~/` or a variable such as `${workspace}`")
            case .notNormalised:
                findings.report(
                    .profileInvalidValue, "\(what) has an empty part, `.`, `..` or a slash at its end, or is too long",
                    at: node.location, hint: "write the shortest spelling of the path")
            case .misplacedVariable(let name):
                findings.report(
                    .profileInvalidValue, "`${\(name)}` cannot stand here in a path", at: node.location,
                    hint: "`${workspace}`, `${home}` and `${cache}` stand at the start of a path, before a `/`")
            }
            return nil
        }
    }

    /// Text with variables, for a value of the environment.
    func template(_ node: YAMLNode, _ what: String) -> Template? {
        guard let text = possiblyEmptyText(node, what) else { return nil }
        do {
            let template = try Template(text)
            return check(template, node) ? template : nil
        } catch {
            report(error, node)
            return nil
        }
    }

    /// A path below a grant's root.
    func relativePath(_ node: YAMLNode, _ what: String) -> Located<RelativePath>? {
        guard let text = text(node, what) else { return nil }
        guard let path = RelativePath(text) else {
            findings.report(
                .profileInvalidValue, "\(what) is not a path below the grant", at: node.location,
                hint: "write a path such as `.git/hooks`: no `/` at either end, no `.` and no `..` as a part")
            return nil
        }
        return Located(path, at: node.location)
    }

    private func report(_ error: TemplateError, _ node: YAMLNode) {
        switch error {
        case .loneDollar:
            findings.report(
                .profileInvalidValue, "a `$` stands for nothing here", at: node.location,
                hint: "a variable is written `${name}`; a plain `$` cannot be part of a value")
        case .invalidVariable(let name):
            findings.report(
                .profileUnknownVariable, "\(ProfileBytes.shown(name)) is not a variable's name", at: node.location,
                hint: "names have lower-case letters, digits and `-`, a letter first")
        }
    }

    private func check(_ template: Template, _ node: YAMLNode) -> Bool {
        let known = variables.union(Variables.builtIn)
        guard let unknown = template.variables.first(where: { !known.contains($0) }) else { return true }
        let nearest = Suggestion.nearest(to: unknown, among: known).map { "did you mean `${\($0)}`? Or " } ?? ""
        findings.report(
            .profileUnknownVariable, "`${\(unknown)}` is not a variable", at: node.location,
            hint: "\(nearest)give it a value with `--set \(unknown)=…`")
        return false
    }

    private func scalar(_ node: YAMLNode, _ expectation: String) -> YAMLNode.Scalar? {
        if case .scalar(let scalar) = node.content, case .text = PlainMeaning(scalar) { return scalar }
        var hint = "write it out"
        if case .scalar(let scalar) = node.content {
            hint =
                scalar.text.isEmpty
                ? "give the key a value, or take it out" : "put it into quotes if it is meant as text"
        }
        findings.report(
            .profileWrongType, "\(expectation), and here is \(node.kind)", at: node.location, hint: hint)
        return nil
    }

    private func sizeScalar(_ node: YAMLNode, _ what: String) -> YAMLNode.Scalar? {
        if case .scalar(let scalar) = node.content, scalar.style == .plain, !scalar.text.isEmpty { return scalar }
        findings.report(
            .profileWrongType, "\(what) is a size, and here is \(node.kind)", at: node.location,
            hint: "write a whole number and a unit without quotes, such as `64MiB`")
        return nil
    }

    /// Escapes of a quoted scalar can make characters that the bytes of the file did not have.
    private func clean(_ text: String, _ node: YAMLNode, _ what: String) -> String? {
        if text.utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) { return text }
        for scalar in text.unicodeScalars {
            guard let problem = scalar == "\n" ? ("there is a line break", "take it out") : ProfileBytes.problem(scalar)
            else { continue }
            findings.report(.profileInvalidValue, "in \(what) \(problem.0)", at: node.location, hint: problem.1)
            return nil
        }
        return text
    }

    private func inRange<Value: Comparable>(
        _ value: Value?, _ range: ClosedRange<Value>, _ node: YAMLNode, _ what: String
    ) -> Value? {
        if let value, range.contains(value) { return value }
        findings.report(
            .profileInvalidValue, "\(what) is out of range", at: node.location,
            hint: "it is between \(range.lowerBound) and \(range.upperBound)")
        return nil
    }

    /// Reads a decimal number as thousandths: nil for another spelling, `.some(nil)` for one that is too large.
    private static func thousandths(_ text: String) -> UInt32?? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }),
            parts[0] == "0" || !parts[0].hasPrefix("0")
        else { return nil }
        let fraction = parts.count == 2 ? parts[1] : "0"
        guard fraction.utf8.count <= 3 else { return nil }
        return .some(UInt32(parts[0] + fraction + String(repeating: "0", count: 3 - fraction.utf8.count)))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
