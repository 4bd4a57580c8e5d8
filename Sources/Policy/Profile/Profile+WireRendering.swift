import Refusals

extension ProfileText {
    mutating func add(_ client: ClientGrants) {
        if !client.stated.isEmpty || client.roots != nil { line(0, "client:") }
        for act in ClientAct.allCases {
            if let stated = client.stated[act] { line(1, "\(act.rawValue): \(stated.value)", stated.location) }
        }
        if let roots = client.roots { add("roots", roots.value.map { Located($0.value.description, at: $0.location) }) }
    }

    mutating func add(_ wire: WireSettings) {
        add("tools", wire.tools)
        add("prompts", wire.prompts)
        add("resources", wire.resources)
        add("templates", wire.templates)
        if !wire.rules.isEmpty { line(0, "rules:") }
        for rule in wire.rules { add(rule) }
        if let pin = wire.pin { line(0, "pin: \(pin.value.rawValue)", pin.location) }
        if let methods = wire.unknownMethods { line(0, "unknown-methods: \(methods.value.rawValue)", methods.location) }
        add(wire.results)
        add(wire.audit)
    }

    private mutating func add(_ key: String, _ filter: NameFilter) {
        guard !filter.isOpen else { return }
        line(0, "\(key):")
        if let allow = filter.allow { add("allow", allow.value.map { Located($0.value.description, at: $0.location) }) }
        if !filter.deny.isEmpty {
            add("deny", filter.deny.map { Located($0.value.description, at: $0.location) })
        }
    }

    /// A list below a key of the second level.
    private mutating func add(_ key: String, _ items: [Located<String>]) {
        line(1, items.isEmpty ? "\(key): []" : "\(key):")
        for item in items { line(2, "- \(ProfileText.scalar(item.value))", item.location) }
    }

    private mutating func add(_ rule: RuleStatement) {
        line(1, "- \(rule.subject.key): \(ProfileText.scalar(rule.subject.text))", rule.location)
        if !rule.pointer.steps.isEmpty { line(2, "at: \(ProfileText.scalar("\(rule.pointer)"))") }
        if let under = rule.under {
            line(2, "under:")
            for folder in under { line(3, "- \(ProfileText.scalar("\(folder.value)"))", folder.location) }
        }
        let demands = rule.demands
        if let pattern = demands.pattern { line(2, "matches: \(ProfileText.scalar(pattern.description))") }
        if let values = demands.values {
            line(2, "one-of: [\(values.map(ProfileText.value).joined(separator: ", "))]")
        }
        if let longest = demands.longest { line(2, "max-length: \(longest)") }
        if demands.isRequired { line(2, "required: true") }
        if demands.isAbsent { line(2, "absent: true") }
    }

    private static func value(_ value: RuleValue) -> String {
        switch value {
        case .text(let text): scalar(text)
        case .number(let digits): digits
        case .boolean(let value): "\(value)"
        }
    }

    private mutating func add(_ results: ResultSettings) {
        guard results != ResultSettings() else { return }
        line(0, "results:")
        if let escapes = results.escapes { line(1, "escapes: \(escapes.value.rawValue)", escapes.location) }
        if let invisible = results.invisible { line(1, "invisible: \(invisible.value.rawValue)", invisible.location) }
        add("longest-text", results.longestText)
        add("largest", results.largest)
    }

    private mutating func add(_ audit: AuditSettings) {
        guard audit != AuditSettings() else { return }
        line(0, "audit:")
        if let keeping = audit.keeping { line(1, "keeping: \(keeping.value.rawValue)", keeping.location) }
        if let arguments = audit.arguments { line(1, "arguments: \(arguments.value.rawValue)", arguments.location) }
    }
}
