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
        case .secretMissing:
            CatalogueEntry(
                cause: """
                    the source of a secret gives no value: the file is not there or cannot be read, the variable is not \
                    set, or Trilatch does not run in a service that was given the credential
                    """,
                fix: "put the value where the profile's line says, or change the line")
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
        case .secretUnusable:
            CatalogueEntry(
                cause: """
                    the value of a secret is empty, too long, has other bytes than visible ASCII, has fewer than sixteen \
                    letters and digits, stands in the box's own command line or environment, or is not as long as it was \
                    when the box was started
                    """,
                fix: """
                    keep just the value in its source, with at most one newline behind it, and give it to the server nowhere \
                    else; after a change start the server again
                    """)
        case .secretCommandFailed:
            CatalogueEntry(
                cause: """
                    the command of a secret cannot be run, ends with another status than 0, prints too much or takes more \
                    than half a minute
                    """,
                fix: """
                    run the command by hand in a directory of no meaning, without a terminal: it gets no input, and what it \
                    says on standard error is not shown, for it could be the value
                    """)
        case .secretNotLocked:
            CatalogueEntry(
                cause: """
                    memory that is never written to a disk cannot be had for a secret: the limit of locked memory is too small
                    """,
                fix: """
                    raise the limit (`ulimit -l`, `LimitMEMLOCK=` of a service, `--ulimit memlock=` of a container): each \
                    secret takes two pages
                    """)
        default: preconditionFailure("\(self) is no code of a secret")
        }
    }
}
