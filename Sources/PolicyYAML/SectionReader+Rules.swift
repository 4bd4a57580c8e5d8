import Policy
import Refusals

extension SectionReader {
    /// Reads an entry of `rules:`, which is a rule for each place that it names; one that demands nothing, or nothing
    /// that can hold, is reported.
    func rules(_ node: YAMLNode) -> [RuleStatement] {
        guard let fields = Fields(node, .rule, findings), let subject = subject(fields) else { return [] }
        let demands = demands(fields)
        let under = folders(fields["under"])
        guard let pointers = pointers(fields, subject), check(demands, subject, fields) else { return [] }
        return pointers.map { RuleStatement(subject, at: $0, demands, under: under, location: fields.location) }
    }

    private func subject(_ fields: Fields) -> RuleSubject? {
        let keys = ProfileWord.subjects.filter { fields[$0] != nil }
        guard let key = keys.first, let node = fields[key] else {
            findings.report(
                .profileMissingKey, "the rule does not say what it is about", at: fields.location,
                hint: "begin it with `tool: NAME`, `prompt: NAME`, `resource: URI` or `request: METHOD`")
            return nil
        }
        guard keys.count == 1 else {
            findings.report(
                .profileConflict, "`\(key)` and `\(keys[1])` stand in one rule",
                at: fields.location(of: keys[1]) ?? fields.location, hint: "make two rules")
            return nil
        }
        if key == "request" { return scalars.word(node, "`request`", ServerRequest.self).map { .request($0) } }
        guard let name = pattern(node, "`\(key)`") else { return nil }
        switch key {
        case "tool": return .tool(name)
        case "prompt": return .prompt(name)
        default: return .resource(name)
        }
    }

    private func pointers(_ fields: Fields, _ subject: RuleSubject) -> [ArgumentPointer]? {
        if case .resource = subject {
            guard let location = fields.location(of: "at") else { return [.root] }
            findings.report(
                .profileInvalidValue, "a rule for resources looks at their URI, and `at` names something else",
                at: location, hint: "take it out")
            return nil
        }
        guard let node = fields["at"] else {
            findings.report(
                .profileMissingKey, "the rule does not say what of the arguments it is about", at: fields.location,
                hint: "add `at: /NAME`")
            return nil
        }
        guard case .sequence(let items) = node.content else { return pointer(node, "`at`").map { [$0] } }
        if items.isEmpty {
            findings.report(
                .profileInvalidValue, "`at` is empty, so the rule is about nothing", at: node.location,
                hint: "name a place, or take the rule out")
        }
        return items.compactMap { pointer($0, "an entry of `at`") }
    }

    private func pointer(_ node: YAMLNode, _ what: String) -> ArgumentPointer? {
        guard let text = scalars.text(node, what) else { return nil }
        guard let pointer = ArgumentPointer(text) else {
            findings.report(
                .profileInvalidValue, "\(ProfileBytes.shown(text)) is not a JSON pointer", at: node.location,
                hint: "write `/name` or `/files/*/path`; a `*` stands for every element, `~1` for a `/` in a name, "
                    + "and `~0` for a `~`; there are at most \(ArgumentPointer.mostSteps) parts")
            return nil
        }
        return pointer
    }

    private func folders(_ node: YAMLNode?) -> [Located<PathTemplate>]? {
        guard let node else { return nil }
        guard case .sequence(let items) = node.content else {
            return located(scalars.path(node, "`under`"), node).map { [$0] } ?? []
        }
        if items.isEmpty {
            findings.report(
                .profileInvalidValue, "`under` is empty, so no path passes", at: node.location,
                hint: "name a folder, or write `absent: true`")
        }
        return items.compactMap { located(scalars.path($0, "an entry of `under`"), $0) }
    }

    private func demands(_ fields: Fields) -> RuleDemands {
        var demands = RuleDemands()
        demands.isRequired = scalars.boolean(fields["required"], "`required`") ?? false
        demands.isAbsent = scalars.boolean(fields["absent"], "`absent`") ?? false
        demands.pattern = textPattern(fields["matches"])
        demands.longest = scalars.integer(fields["max-length"], "`max-length`", in: ProfileRange.textLength)
        if let node = fields["one-of"], let items = scalars.list(node, "`one-of`") {
            if items.isEmpty {
                findings.report(
                    .profileInvalidValue, "`one-of` is empty, so no value passes", at: node.location,
                    hint: "name a value, or write `absent: true`")
            }
            demands.values = items.compactMap { scalars.plain($0, "an entry of `one-of`") }
        }
        return demands
    }

    private func textPattern(_ node: YAMLNode?) -> TextPattern? {
        guard let node, let text = scalars.possiblyEmptyText(node, "`matches`") else { return nil }
        do {
            return try TextPattern(text)
        } catch {
            switch error {
            case .tooLong:
                findings.report(
                    .profileInvalidValue, "the pattern is too long, or comes to too much with what it repeats",
                    at: node.location, hint: "shorten it, or make its numbers smaller")
            case .syntax(let problem, let place):
                findings.report(
                    .profileInvalidValue, "in `matches`, at character \(place): \(problem)", at: node.location,
                    hint: "docs/profiles.md, “Patterns”, has all that a pattern may hold")
            }
            return nil
        }
    }

    /// What only makes sense together with something else.
    private func check(_ demands: RuleDemands, _ subject: RuleSubject, _ fields: Fields) -> Bool {
        let stated = ["under", "matches", "one-of", "max-length"].filter { fields[$0] != nil }
        if demands.isAbsent, let other = demands.isRequired ? "required" : stated.first {
            findings.report(
                .profileConflict, "what is absent has nothing that `\(other)` could be about",
                at: fields.location(of: other) ?? fields.location, hint: "take one of the two out")
            return false
        }
        if case .resource = subject, let key = demands.isAbsent ? "absent" : demands.isRequired ? "required" : nil {
            findings.report(
                .profileInvalidValue, "a resource always has a URI, so that `\(key)` says nothing",
                at: fields.location(of: key) ?? fields.location, hint: "take it out")
            return false
        }
        guard demands.isAbsent || demands.isRequired || !stated.isEmpty else {
            findings.report(
                .profileMissingKey, "the rule demands nothing", at: fields.location,
                hint: "add `under`, `matches`, `one-of`, `max-length`, `required` or `absent`")
            return false
        }
        return true
    }
}
