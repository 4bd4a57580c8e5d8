/// Pieces of text that are no words: markup that imitates a model's own, and shell idioms.
struct Mark: Sendable {
    var rule: PoisonRule
    /// Small ASCII letters, single spaces.
    var text: String
    /// Whether it is a finding by itself, as with ``PhraseTable/alone``.
    var isAlone: Bool

    /// Looked for in ``FoldedText/plain``.
    static let all: [Mark] =
        [
            "<|im_start|>", "<|im_end|>", "<|system|>", "<|user|>", "<|assistant|>", "<|endoftext|>", "[inst]",
            "[/inst]",
            "<<sys>>", "</tool_description>", "</description>", "<system>", "</system>", "<system_prompt>", "<secret>",
            "</secret>", "<hidden>", "<admin>", "<system-reminder>", "<system_instruction>", "<system_instructions>",
            "<hidden_instruction>", "<override>",
        ].map { Mark(rule: .addressesModel, text: $0, isAlone: true) }
        + [
            "<important>", "</important>", "<critical>", "<instructions>", "<instruction>", "<mandatory>", "<priority>",
            "[system]", "[important]", "[hidden]", "<!--", "system:", "assistant:", "<internal>", "<urgent>",
            "<warning>",
        ].map { Mark(rule: .addressesModel, text: $0, isAlone: false) }
        + [
            "|sh ", "| sh ", "|bash ", "| bash", "|zsh ", "/dev/tcp/", "base64 -d", "base64 --decode", "rm -rf ~",
            "rm -rf /",
        ].map { Mark(rule: .runsCommands, text: $0, isAlone: true) }
        + ["rm -rf", "chmod 777", "nc -"].map { Mark(rule: .runsCommands, text: $0, isAlone: false) }

    /// ``all``, to be found in one pass.
    static let needles = ByteNeedles(all.map { Array($0.text.utf8) })
    /// ``runs``, likewise.
    static let runNeedles = ByteNeedles(runs.map { Array($0.text.utf8) })

    /// Looked for in ``FoldedText/letters``: what is written with other characters between its letters, or with none.
    static let runs: [Mark] =
        [
            "ignorepreviousinstruction", "ignoreallprevious", "ignoreallprior", "ignorepriorinstruction",
            "disregardprevious", "disregardallprevious", "disregardprior", "forgetpreviousinstruction",
            "forgetallprevious", "overridesystemprompt",
        ].map { Mark(rule: .overridesInstructions, text: $0, isAlone: true) }

    /// Where a closing tag stands whose name is a shout: `</HIDDEN>`, `</GLOBAL_OVERRIDE>`; nil where there is none.
    ///
    /// A placeholder, `<REGION>`, is not closed.
    static func shoutedTag(in text: Substring) -> String.Index? {
        let bytes = text.utf8
        return bytes.indices.first { start in
            guard bytes[start] == UInt8(ascii: "<") else { return false }
            let rest = bytes[start...].dropFirst()
            guard rest.first == UInt8(ascii: "/") else { return false }
            let name = rest.dropFirst().prefix { (0x41...0x5a).contains($0) || $0 == UInt8(ascii: "_") }
            return name.count >= 4 && name.endIndex < bytes.endIndex && bytes[name.endIndex] == UInt8(ascii: ">")
        }
    }
}
