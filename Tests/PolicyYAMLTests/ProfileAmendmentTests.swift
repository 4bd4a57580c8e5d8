import PolicyYAML
import Testing

/// A host that is written into a person's own profile.
@Suite struct ProfileAmendmentTests {
    private static func adding(_ text: String) -> String? {
        ProfileAmendment.adding(host: "new.example.net", comment: "Asked for.", to: Array(text.utf8)).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// Texts before and after; a line that begins with `+` is new.
    private static let texts = [
        """
        version: 1
        network:
          - host: a.example.org
        +  # Asked for.
        +  - host: new.example.net
        """,
        """
        version: 1
        network: # what it needs

          # the first
          - host: a.example.org
            ports: [443]   # - host: no.example.org
            because: |
              a text
                - host: of.lines
          - unknown-host: ask
        +  # Asked for.
        +  - host: new.example.net

        # What follows.
        limits: { memory: 64MiB }
        """,
        """
        network:
        - { unknown-host: ask }
        +# Asked for.
        +- host: new.example.net
        summary: at the margin
        """,
        """
        version: 1
        summary: without any
        +network:
        +  # Asked for.
        +  - host: new.example.net
        """,
    ]

    @Test(arguments: texts)
    func `The entry comes to stand at the end of the list, and all else stays as it stands`(text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let before = lines.filter { !$0.hasPrefix("+") }.joined(separator: "\n") + "\n"
        let after = lines.map { $0.hasPrefix("+") ? $0.dropFirst() : $0 }.joined(separator: "\n") + "\n"
        #expect(Self.adding(before) == after)
    }

    @Test func `A last line without its break is one all the same`() {
        #expect(
            Self.adding("network:\n  - host: a.example.org")
                == "network:\n  - host: a.example.org\n  # Asked for.\n  - host: new.example.net\n")
    }

    @Test(arguments: [
        "network: [{ host: a.example.org }]\n", "network: none\n", "network:\n",
        "network: &a\n  - host: a.example.org\n",
        "network:\n  hosts: []\n", "network:\r\n  - host: a.example.org\r\n",
    ])
    func `What is written in another way is left alone`(text: String) { #expect(Self.adding(text) == nil) }
}
