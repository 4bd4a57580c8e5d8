package import Refusals

/// A kind of thing that a server offers under names.
package enum OfferKind: String, Sendable, CaseIterable {
    case tool
    case prompt
    case resource
    case template
}

extension WirePolicy {
    /// Which names of a kind pass.
    package func filter(of kind: OfferKind) -> NameFilter {
        switch kind {
        case .tool: tools
        case .prompt: prompts
        case .resource: resources
        case .template: templates
        }
    }

    /// Why a name does not pass; nil where it does.
    ///
    /// The name itself came with a message and is not repeated.
    package func refusal(of name: String, _ kind: OfferKind) -> Refusal? {
        let code: RefusalCode =
            switch kind {
            case .tool: .ruleToolDenied
            case .prompt: .rulePromptDenied
            case .resource, .template: .ruleResourceDenied
            }
        switch filter(of: kind).verdict(for: name) {
        case .allowed: return nil
        case .denied(let pattern):
            return Refusal(code, "the profile denies the \(kind) by `\(pattern.value)`", at: pattern.location)
        case .notListed(let location): return Refusal(code, "the profile does not allow the \(kind)", at: location)
        case .tooLong: return Refusal(code, "the name of the \(kind) is longer than any that passes a filter")
        }
    }

    /// Why the server may not make the client do something; nil where it may.
    package func refusal(of act: ClientAct) -> Refusal? {
        if acts.allows(act) { return nil }
        return Refusal(
            .ruleActNotGranted, "the profile does not grant `client: { \(act.rawValue): true }`",
            at: acts.stated[act]?.location)
    }
}
