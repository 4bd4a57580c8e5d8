extension RefusalCode {
    /// What the catalogue says of a code of the secrets of a profile.
    ///
    /// - Precondition: The code is one of these.
    // Backquotes are Markdown's: docs/errors.md carries the same text, and a test holds the two together.
    var secretEntry: CatalogueEntry {
        switch self {
        case .secretNotBound:
            CatalogueEntry(
                cause: """
                    no host uses an entry of `secrets`, or a `credential` names a secret that its own file does not have
                    """,
                fix: """
                    name the secret at the host that needs it, in the same file: a profile sends no secret of its parent's \
                    to a host of its own
                    """)
        case .secretExposed:
            CatalogueEntry(
                cause: """
                    somebody else than its owner could read the value of a secret, or change the program that prints it: \
                    others have access to the file, a link leads to it, or it lies in what the box is granted
                    """,
                fix: """
                    keep the value in a file of yours with mode 0600 (`chmod 600 FILE`), outside of the workspace and of every \
                    grant, and name it by the path where it really is
                    """)
        default: preconditionFailure("\(self) is no code of a secret")
        }
    }
}
