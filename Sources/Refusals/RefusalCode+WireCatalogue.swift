extension RefusalCode {
    /// What the catalogue says of a code of the wire or the audit log.
    ///
    /// - Precondition: The code is one of these.
    // Backquotes are Markdown's: docs/errors.md carries the same text, and a test holds the two together.
    var wireEntry: CatalogueEntry {
        switch self {
        // The wire.
        case .wireMessageTooLong:
            CatalogueEntry(
                cause: "one message is longer than the profile's `limits: { message: … }`",
                fix: "raise `message:` if the server's results are really that long")
        case .wireStalled:
            CatalogueEntry(
                cause: """
                    one side does not read: the server has taken nothing for half a minute, and as much waits for it as \
                    may wait; or the server has ended, and the client did not read what was left for it
                    """,
                fix: """
                    a server that is busy gets what waits when it reads again, and one that never does is broken: end it \
                    and see its own log; a client must read all that it is sent
                    """)
        case .wireInvalidJSON:
            CatalogueEntry(
                cause:
                    "a message is not JSON by RFC 8259, so that one reader may take it for something, and another not",
                fix: """
                    look at the byte that the message names, and have the sender's author write JSON: no comments, no \
                    `NaN`, no byte order mark, and control characters escaped
                    """)
        case .wireInvalidUTF8:
            CatalogueEntry(
                cause: "a message has bytes that are not UTF-8; readers drop them, replace them or give up",
                fix:
                    "have the sender decode what it reads before it sends it on; file names and old files are often Latin-1"
            )
        case .wireLoneSurrogate:
            CatalogueEntry(
                cause: "a string has half a surrogate pair, as `\\ud83d` alone, which is no character",
                fix: "have the sender cut texts between characters, not between UTF-16 code units")
        case .wireDuplicateKey:
            CatalogueEntry(
                cause: """
                    a key stands twice in one object, perhaps once escaped; some readers take the first and some the \
                    last, so that what is judged need not be what is done
                    """,
                fix: "have the sender write each key once")
        case .wireNumberOutOfRange:
            CatalogueEntry(
                cause:
                    "a number is larger than any double, about 1.8e308; some readers fail at it, and some read infinity",
                fix: "have the sender write such a number as a string")
        case .wireTooDeep:
            CatalogueEntry(
                cause:
                    "a message has more than 64 objects and arrays inside each other; readers give up at different depths",
                fix: "have the sender use less nesting, or send such data as text")
        case .wireTooMuchStructure:
            CatalogueEntry(
                cause: """
                    an object of a message has more than 65536 members, or a key more than 4096 bytes, or a number more \
                    than 128; see `docs/wire.md`
                    """,
                fix: "have the sender use arrays for long lists and strings for long numbers")
        case .wireInvalidMessage:
            CatalogueEntry(
                cause: """
                    a message is JSON but no message of MCP: its `jsonrpc` is not "2.0", its id is none that every reader \
                    takes for the same, it is a request and an answer at once, or a batch outside of revision 2025-03-26
                    """,
                fix:
                    "report it to who makes the sender; nothing that readers could take for different things is forwarded"
            )
        case .wireUnknownMethod:
            CatalogueEntry(
                cause: "a request or notification has a method that no revision of MCP gives its sender",
                fix: "allow it with `unknown-methods: pass` in the profile if you know what the method does")
        case .wireUnexpectedAnswer:
            CatalogueEntry(
                cause: "an answer has the id of no open request: it was answered before, or was never asked",
                fix: "report it to who makes the sender; every request gets one answer")
        case .wireStrayOutput:
            CatalogueEntry(
                cause: "a server that speaks MCP on its standard output printed something else there, often a log",
                fix: "nothing is lost: it stands on standard error; have the server log there itself")
        case .wireNotListed:
            CatalogueEntry(
                cause: "a tool or prompt was called that the server's last list does not have",
                fix: "ask the server for its list again; call what is in it")

        // What a server claims and answers.
        case .poisonRefused:
            CatalogueEntry(
                cause: """
                    what a server says of a tool, a prompt or itself has characters that no person sees, or a name that \
                    passes for another
                    """,
                fix: "do not use it; `docs/poisoning.md` says what each rule found, and why it has no honest use")
        case .poisonHeld:
            CatalogueEntry(
                cause: """
                    what a server says of a tool, a prompt or itself reads like instructions to the model, asks for \
                    secrets, or speaks of other servers' tools
                    """,
                fix: "read it with `trilatch lock diff`, and accept it with `trilatch lock approve` if it is honest")
        case .resultRefused:
            CatalogueEntry(
                cause: "a result has what the profile's `results:` refuses",
                fix: "let it be neutralised instead: `results: {…: neutralise}` in the profile")
        case .resultTooLarge:
            CatalogueEntry(
                cause: "a result, or one text of it, is longer than the profile's `results:` allows",
                fix: "ask for less, or raise the bound in the profile")

        // What a server asks of the client.
        case .clientSecretAsked:
            CatalogueEntry(
                cause: "the server asked the user for a password, a key or the like, by a form",
                fix: "type no secret into a form of a server's; it gets what it needs from its profile")

        // Pins.
        case .pinSurfaceChanged:
            CatalogueEntry(
                cause: """
                    a tool, prompt, template, the instructions or another part of what the server claims is not what was \
                    approved; it is hidden from the client and refused, and the rest goes on
                    """,
                fix: """
                    look at the change with `trilatch lock diff NAME`, and accept it with `trilatch lock approve NAME` if it is \
                    what you want; otherwise install the version that you had
                    """)
        case .pinNewItem:
            CatalogueEntry(
                cause: "the server shows a tool, prompt or template that it did not have when it was approved",
                fix: "look at it with `trilatch lock diff NAME`, and accept it with `trilatch lock approve NAME`")
        case .pinPackageChanged:
            CatalogueEntry(
                cause: """
                    the files that the server is made of are not those that were approved: it was updated, or somebody changed \
                    them; its tools, prompts and templates are held
                    """,
                fix: """
                    if you have updated it, look at the change with `trilatch lock diff NAME` and accept it with \
                    `trilatch lock approve NAME`; otherwise find out who did
                    """)
        case .pinPackageMoved:
            CatalogueEntry(
                cause: """
                    the server lies elsewhere than when it was approved, and its package is the same; so what was approved holds as \
                    before, and nothing is held
                    """,
                fix: "nothing, if you have moved or reinstalled it; otherwise find out who did")
        case .pinPackageUnreadable:
            CatalogueEntry(
                cause: "the files that the server is made of cannot be read, or change while they are",
                fix: "make them readable for you, and wait until an installation has finished")
        case .pinRequired:
            CatalogueEntry(
                cause: "the profile says `pin: required`, and nobody has approved what the server shows",
                fix: "look at it with `trilatch lock diff NAME`, and accept it with `trilatch lock approve NAME`")
        case .pinTooLarge:
            CatalogueEntry(
                cause: "what the server shows is more, longer or deeper than a lock file holds",
                fix: "say `pin: off` in the profile if the server must be used all the same")
        case .pinFileInvalid:
            CatalogueEntry(
                cause: """
                    the lock file is damaged, was edited by hand and is not what it should be, or is of another version; while \
                    it is so nobody can say what was approved
                    """,
                fix: "repair the place that the message names, or move the file away and approve the servers again")
        case .pinFileUntrusted:
            CatalogueEntry(
                cause: "the lock file is a link, belongs to another user, or others may write to it",
                fix: "make it a regular file of your own that only you may write to, as with `chmod go-w FILE`")
        case .pinUnavailable:
            CatalogueEntry(
                cause: "the lock file cannot be read or written, and without it nobody can say what was approved",
                fix: "make its directory yours and writable, free space on its file system, or say `pin: off`")
        case .pinNotFound:
            CatalogueEntry(
                cause: "the lock file has no server, or the server no item, of that name",
                fix: "see `trilatch lock list` and `trilatch lock show NAME` for what there is")
        case .pinNotShown:
            CatalogueEntry(
                cause: "what is to be approved is not what was shown: it changed in between, or was not shown at all",
                fix: "look at it again with `trilatch lock diff NAME`")

        // The rules of a profile, on the wire.
        case .pinArchivesChanged:
            CatalogueEntry(
                cause: """
                    what the registry gives for an installed server is not what it gave when it was installed: another version \
                    was asked for, something it depends on has a new version, or files of a published version were replaced
                    """,
                fix: """
                    look at the difference, and say `trilatch install` again with `--yes` if it is what you want; files that \
                    were replaced under their old names are a reason to ask the package's authors first
                    """)
        case .ruleToolDenied:
            CatalogueEntry(
                cause: "the profile's `tools` does not let this tool pass, so that it is neither shown nor called",
                fix: "use another tool; whoever keeps the profile can change the line that the message names")
        case .rulePromptDenied:
            CatalogueEntry(
                cause: "the profile's `prompts` does not let this prompt pass, so that it is neither shown nor used",
                fix: "use another prompt; whoever keeps the profile can change the line that the message names")
        case .ruleResourceDenied:
            CatalogueEntry(
                cause: """
                    the profile's `resources` or `templates` does not let this resource pass, so that it is neither shown \
                    nor read
                    """,
                fix: "read another resource; whoever keeps the profile can change the line that the message names")
        case .ruleArgumentRefused:
            CatalogueEntry(
                cause:
                    "an argument of the call is not what a rule of the profile allows; the server never saw the call",
                fix: """
                    call again with what the rule allows; whoever keeps the profile can change the line that the message \
                    names
                    """)
        case .ruleRequestRefused:
            CatalogueEntry(
                cause: "the server asked the client for something that a rule of the profile does not allow",
                fix:
                    "whoever keeps the profile can change the line that the message names, if the server may ask for it"
            )
        case .ruleActNotGranted:
            CatalogueEntry(
                cause: """
                    the server asked the client for something that its profile does not grant, such as to question the \
                    model or to send the user to an address
                    """,
                fix: """
                    do without it; else grant it under `client:` in the profile, with the legs that this means for the \
                    box
                    """)

        // The audit log.
        case .auditUnavailable:
            CatalogueEntry(
                cause: """
                    the audit log cannot be opened for appending, or its directory belongs to another user, as when \
                    `sudo` kept a `HOME`; no box runs unrecorded
                    """,
                fix: "make its directory yours and writable, free space on its file system, or use `sudo -H`")
        case .auditIncomplete:
            CatalogueEntry(
                cause: """
                    the disk had no room for some of a run's events, and its profile says `audit: best-effort`; the log \
                    says how many are missing, and where
                    """,
                fix: "free space on the log's file system; without `best-effort` the box would have been ended instead")
        case .auditUnreadable:
            CatalogueEntry(
                cause: "there is no audit log yet, or it cannot be read, or it belongs to another user",
                fix: "look at `$XDG_STATE_HOME/trilatch`, or read it as the user who runs the servers")

        default: preconditionFailure("\(self) is no code of the wire")
        }
    }
}
