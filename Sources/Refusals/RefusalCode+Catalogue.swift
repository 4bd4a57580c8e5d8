/// What the catalogue says of one code, for a person who meets it.
private struct CatalogueEntry {
    /// What leads to the refusal: a sentence without a full stop.
    let cause: String
    /// What to do about it in general: a sentence without a full stop.
    let fix: String
}

extension RefusalCode {
    /// What leads to this refusal: a sentence without a full stop.
    package var cause: String { entry.cause }

    /// The general fix: a sentence without a full stop.
    ///
    /// A refusal's own hint, where it has one, is more exact.
    package var fix: String { entry.fix }

    // Backquotes are Markdown's: docs/errors.md carries the same text, and a test holds the two together.
    private var entry: CatalogueEntry {
        switch self {
        // Profiles: the text.
        case .profileNotFound:
            CatalogueEntry(
                cause: """
                    no profile of this name is in your configuration directory, in `/etc/trilatch/profiles` or among the \
                    built-ins; a profile that lies in a project is never found by its name
                    """,
                fix: """
                    name one that `trilatch check` lists, or give the path of a file with a slash in it, as in \
                    `--profile ./server.yaml`
                    """)
        case .profileUnreadable:
            CatalogueEntry(
                cause: "the profile's file exists but could not be opened and read as a regular file",
                fix: "make it a regular file that you own and can read, or name another profile")
        case .profileTooLarge:
            CatalogueEntry(
                cause: "the profile is longer, or nested deeper, or has more entries than any real profile needs",
                fix: "split it with `extends:`, and grant directories instead of long lists of files")
        case .profileSyntax:
            CatalogueEntry(
                cause: "the file is not well-formed YAML in UTF-8 with exactly one document",
                fix: "correct the line; tabs cannot indent, and a value with `: ` or ` #` in it needs quotes")
        case .profileAlias:
            CatalogueEntry(
                cause: """
                    the profile uses an anchor, an alias, a tag or a merge key, which make a short file mean something \
                    that a reader does not see
                    """,
                fix: "write the value out, or move what is shared to a parent and use `extends:`")
        case .profileDuplicateKey:
            CatalogueEntry(
                cause: "one mapping has the same key twice, and a reader could believe either",
                fix: "keep one of them")
        case .profileUnknownKey:
            CatalogueEntry(
                cause: "the profile has a key that means nothing here; it might be a misspelt restriction",
                fix: "correct the key's spelling, or remove the line")
        case .profileMissingKey:
            CatalogueEntry(
                cause: "a key that is required here is not there",
                fix: "add the key that the message names")
        case .profileWrongType:
            CatalogueEntry(
                cause: "a value has another shape than its key wants, such as a list where a word is expected",
                fix: "give the value the shape that the message names")
        case .profileInvalidValue:
            CatalogueEntry(
                cause: "a value has the right shape but is not one of those that its key takes",
                fix: "use one of the values, or the form and unit, that the message names")
        case .profileUnknownVariable:
            CatalogueEntry(
                cause: "the profile uses a variable that is neither built in nor given on the command line",
                fix: "use `${workspace}`, `${home}` or `${cache}`, or give it with `--set NAME=VALUE`")
        case .profileInheritance:
            CatalogueEntry(
                cause: "the chain of `extends:` cannot be followed: a parent is missing, repeats, or is too far away",
                fix: "make every profile extend one that exists, without a circle")
        case .profileConflict:
            CatalogueEntry(
                cause: """
                    two lines contradict each other, or a child takes back what its parent restricts; a child adds grants \
                    or tightens, and never loosens
                    """,
                fix: "remove one of the two lines, or extend another parent")
        case .profileUntrusted:
            CatalogueEntry(
                cause: """
                    the profile can be changed by somebody other than you and root, or it belongs to a project and holds \
                    what a project's own profile may not
                    """,
                fix: """
                    check the file's owner and mode; move a profile that you have read and want to trust to your \
                    configuration directory
                    """)
        case .profileNotTrusted:
            CatalogueEntry(
                cause: "the profile lies in the project, and you have not accepted it, or it has changed since you did",
                fix: "look at it with `trilatch trust`, which shows what it grants before it asks")

        // What the administrator decides.
        case .policyUntrustedOwner:
            CatalogueEntry(
                cause: """
                    `/etc/trilatch/policy.yaml`, or a directory on its path, belongs to somebody other than root, or others \
                    may write to it; whoever can change it could lift what it forbids
                    """,
                fix: "give the file and its directories to root, writable for root alone")
        case .policyTierTooWeak:
            CatalogueEntry(
                cause: "the profile accepts a weaker box than `require-tier` of the administrator's policy does",
                fix: "raise or remove `minimum-tier` in the profile")
        case .policySourceNotAllowed:
            CatalogueEntry(
                cause:
                    "`profile-sources` of the administrator's policy does not list where this profile, or a parent, lies",
                fix: "use a profile from a place that is listed, or ask whoever administers this machine")

        // Legs.
        case .trifectaAllThreeLegs:
            CatalogueEntry(
                cause: """
                    the grants together give the box private data, untrusted input and a way out: whoever writes the \
                    input could have the data sent anywhere
                    """,
                fix: """
                    remove the grants of one leg, or narrow one with a true `because:`; `trilatch check` shows which \
                    grant gives which leg
                    """)
        case .narrowingWithoutReason:
            CatalogueEntry(
                cause: "a narrowing claims that a grant does not carry a leg, and does not say why",
                fix: "add `because:` with the reason, or remove the narrowing")
        case .narrowingNotAllowed:
            CatalogueEntry(
                cause: "this grant cannot be narrowed this way, or not in this profile",
                fix: "remove the narrowing; the grant then carries the leg that the message names")

        // Paths of the host.
        case .pathMissing:
            CatalogueEntry(
                cause: "a granted path does not exist, and the grant does not say `optional: true`",
                fix: "create the path, correct it, or add `optional: true` to the grant")
        case .pathNotAllowed:
            CatalogueEntry(
                cause: "the path is one that no box may be given, or not in this way",
                fix: "grant the narrowest path below it that the server needs")
        case .pathKind:
            CatalogueEntry(
                cause: "the path is neither a directory nor a regular file, or is not of the kind that the grant needs",
                fix: "grant the directory or file itself; sockets and devices have grants of their own")
        case .pathChanged:
            CatalogueEntry(
                cause: """
                    between the check of a granted path and its use, the path came to name something else; somebody may \
                    be swapping links
                    """,
                fix: "start again when nothing else is changing the path, and find out what did")
        case .pathTreeTooLarge:
            CatalogueEntry(
                cause: "a granted tree has more entries than can be searched for what must be hidden or protected",
                fix: "grant a smaller part of the tree, such as the project instead of the folder of all projects")
        case .pathProtectFailed:
            CatalogueEntry(
                cause: """
                    a path in a writable tree must stay read-only, and this cannot be held: it is a link, or something \
                    stands where its parent would be
                    """,
                fix: "make the path a plain file or directory, or grant the tree without `write: true`")
        case .workspaceMissing:
            CatalogueEntry(
                cause: "the profile grants `${workspace}`, and no workspace was given or it is not a directory",
                fix: "add `--workspace DIR` with the directory that the server works in")
        case .workspaceTooBroad:
            CatalogueEntry(
                cause: "the workspace is `/`, a home directory, or a parent of one: it would grant nearly everything",
                fix: "give the one project directory that the server works in")

        // The program.
        case .programNotFound:
            CatalogueEntry(
                cause: "the command is not a path of a file, and no directory of `PATH` has a program of that name",
                fix: "install it, or write its absolute path after `--`")
        case .programNotExecutable:
            CatalogueEntry(
                cause: "the command names a file that you may not execute, or a directory",
                fix: "make it executable with `chmod +x`, or name the program itself")
        case .programInstallsAtStart:
            CatalogueEntry(
                cause: """
                    the command, such as `npx`, `uvx` or `docker`, downloads or starts something else at every start: \
                    what runs would be another program than the one that was looked at
                    """,
                fix: """
                    install the server once, as with `npm install` or `uv tool install`, and name the installed program \
                    after `--`
                    """)
        case .programUnsupported:
            CatalogueEntry(
                cause:
                    "the program needs something that a box cannot give it without granting far more than the program",
                fix: "install it under `/usr`, in a virtual environment or in a `node_modules` of its own")

        // Secrets and environment.
        case .environmentSecretName:
            CatalogueEntry(
                cause: "an environment variable whose name looks like a secret's is passed without a reason",
                fix: "add `because:` to say why this server must hold it, or remove it from `pass:`")

        // The way out.
        case .egressNotAvailable:
            CatalogueEntry(
                cause: "the profile grants hosts, and this version has no broker to reach them through",
                fix: "use `network: none`; a server that cannot work offline cannot run in a box yet")

        // Limits.
        case .limitNotEnforceable:
            CatalogueEntry(
                cause: "the profile says `enforce: cgroup`, and no control group can be had for this limit here",
                fix: """
                    use `enforce: any`, which says how each limit is held instead, or run where cgroup v2 is delegated: \
                    see `docs/troubleshooting.md`, “Limits and control groups”
                    """)
        case .limitExceeded:
            CatalogueEntry(
                cause: "the box used up one of its limits, and was ended with everything in it",
                fix:
                    "raise that line of the profile's `limits:` if the server really needs it; otherwise suspect the server"
            )

        // The host.
        case .hostUserNamespacesDenied:
            CatalogueEntry(
                cause: """
                    the host does not let this program create user namespaces and act inside them: an AppArmor \
                    restriction (Ubuntu 23.10 and later), a sysctl, or a container's own filter
                    """,
                fix: """
                    on Ubuntu install an AppArmor profile that allows `userns` for `trilatch-launch`; elsewhere see \
                    `docs/troubleshooting.md`, “The host denies user namespaces”
                    """)
        case .hostIdmapUnsupported:
            CatalogueEntry(
                cause: """
                    run by root, a box needs an id-mapped mount of each granted tree, and the file system of this one \
                    (overlay, network or FUSE file systems, for some kernels) has none; or the tree has several owners
                    """,
                fix: """
                    run as the ordinary user who owns the tree, or keep the tree on ext4, XFS, Btrfs or tmpfs with one \
                    owner
                    """)
        case .hostKernelTooOld:
            CatalogueEntry(
                cause: "the kernel lacks a call that the box is built with; Linux 5.19 has them all",
                fix: "run a kernel of 5.19 or later (Debian 12, Ubuntu 22.10, RHEL 10 and their successors have one)")
        case .hostCallDenied:
            CatalogueEntry(
                cause: """
                    the host lets the launcher create namespaces and then denies it a call that the box is built with: \
                    a container's seccomp filter, or an AppArmor profile such as `docker-default`
                    """,
                fix: """
                    `trilatch doctor` tries each call by itself and says which are denied; for a container see \
                    `docs/troubleshooting.md`, “In Docker, Podman or Kubernetes”
                    """)
        case .hostProcMasked:
            CatalogueEntry(
                cause: """
                    parts of the host's `/proc` are covered, as containers do it, and then the kernel lets nobody inside \
                    mount a `/proc` of his own
                    """,
                fix: """
                    start the container with `--security-opt systempaths=unconfined`, or say \
                    `runtime: { proc: empty }` in the profile of a server that needs no `/proc`
                    """)
        case .hostLandlockMissing:
            CatalogueEntry(
                cause: "Landlock is not in this kernel, not switched on at boot, or older than ABI 2",
                fix: """
                    boot with `landlock` in the `lsm=` list, on a kernel built with `CONFIG_SECURITY_LANDLOCK`; where the \
                    box will do without a second wall, say `minimum-tier: { full-minus: [landlock] }` in the profile
                    """)
        case .hostNoFreeIdentity:
            CatalogueEntry(
                cause: "run by root, a box takes a host id of its own from 61184 to 65519, and all are in use",
                fix: "end boxes that are no longer needed, or run as an ordinary user, whose boxes need no id")
        case .hostIncompleteInstallation:
            CatalogueEntry(
                cause: """
                    a part that belongs beside the `trilatch` program is missing or not usable: \
                    one of the programs in `libexec/trilatch`, or `share/trilatch/profiles`
                    """,
                fix: "install all of it with `make install PREFIX=DIR`, and keep the tree together when moving it")
        case .hostUnsupportedCaller:
            CatalogueEntry(
                cause: """
                    the program was started with other rights than its user's: set-user-ID or set-group-ID, or from a \
                    place where its user, home or directories cannot be told
                    """,
                fix: "remove the set-ID bits, start it as the user it is for, and set `HOME` to an absolute path")

        // Tiers.
        case .tierNotReached:
            CatalogueEntry(
                cause: "the host does not have a layer of the box that the profile demands",
                fix: """
                    see `trilatch doctor` for what it takes to have the layer; where the box will do without, name it in \
                    the profile, such as `minimum-tier: { full-minus: [uts-namespace] }`
                    """)

        // The launch.
        case .launchStepFailed:
            CatalogueEntry(
                cause: "a step of building the box failed, and a box without that step is not started",
                fix: "read the step, the path and the error in the message; `trilatch explain` shows the whole plan")
        case .launchSelfTestFailed:
            CatalogueEntry(
                cause: """
                    in the finished box an act that must fail did not fail as it must, so the box does not hold what it \
                    promises on this host and the server was not started
                    """,
                fix:
                    "report it with the kernel's version and the act that the message names; it is a bug, here or there"
            )
        case .launchPlanInvalid:
            CatalogueEntry(
                cause:
                    "the launcher did not accept the plan: supervisor and launcher are of different versions or builds",
                fix: "install all parts of one version with `make install`")
        case .launchTimedOut:
            CatalogueEntry(
                cause: "the box was not built in time; a granted path may lie on a file system that does not answer",
                fix: "check the granted paths on network and FUSE file systems, and the machine's load")
        case .launchExecFailed:
            CatalogueEntry(
                cause: """
                    the box was ready, and the kernel could not execute the program in it: its interpreter or loader is \
                    not in the box, or it is built for another architecture
                    """,
                fix:
                    "grant the interpreter that the program's first line names, or run a program built for this machine"
            )

        // The running server.
        case .serverExited:
            CatalogueEntry(
                cause: "the server ended by itself while the client still waited for answers",
                fix: "read the server's own words on standard error, and try the command without `trilatch`")
        case .serverKilled:
            CatalogueEntry(
                cause: "the server was ended by a signal: a limit, a forbidden system call, or somebody's kill",
                fix: """
                    for SIGSYS look at the profile's `runtime:`, for SIGKILL and SIGXFSZ at its `limits:`; otherwise \
                    see who sent the signal
                    """)

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

        // Configurations of clients.
        case .clientNotFound:
            CatalogueEntry(
                cause:
                    "no client of that name is known, it has no configuration here, or no server of that name is in it",
                fix: "name the client as `trilatch wrap --help` lists it, or its file by a path")
        case .clientUnreadable:
            CatalogueEntry(
                cause: "a client's configuration cannot be read, or is not a regular file",
                fix: "check the path and its permissions")
        case .clientUntrusted:
            CatalogueEntry(
                cause: "a client's configuration belongs to another user, or others may write to it",
                fix: "run the command as the user whose file it is, and take the right to write from others")
        case .clientSyntax:
            CatalogueEntry(
                cause:
                    "a client's configuration is not the JSON or TOML that its client reads, or is too large or too deep",
                fix: "correct the place that the message names; comments and a last comma are fine in JSON")
        case .clientDuplicateKey:
            CatalogueEntry(
                cause: "a key stands twice in a client's configuration, and which one counts depends on the reader",
                fix: "remove one of the two")
        case .clientUnsupported:
            CatalogueEntry(
                cause: "a server's entry has a form that cannot be rewritten with certainty, so it was not",
                fix: "write the command and its arguments as text and a list of texts, or edit the entry by hand")
        case .clientNotWritable:
            CatalogueEntry(
                cause: "a client's configuration, or the copy of it that is made first, cannot be written",
                fix: "make the file and its folder writable for you, and see that the disk has room")
        case .clientChanged:
            CatalogueEntry(
                cause:
                    "a client's configuration changed while it was being rewritten; some clients write theirs all the time",
                fix: "end the client, and try again")

        // Learning a profile.
        case .learnSecretsGranted:
            CatalogueEntry(
                cause:
                    "`trilatch learn` runs what nobody has looked at yet, and the profile that it extends grants a secret",
                fix: "let it extend a profile without secret-looking variables, `reveal` and `credential`")
        case .learnOutputExists:
            CatalogueEntry(
                cause: "the file that the learned profile is to be written to exists, and is not replaced",
                fix: "name another file, or remove this one")
        case .learnOutputNotWritable:
            CatalogueEntry(
                cause: "the file that the learned profile is to be written to cannot be made",
                fix: "name a file in a folder that exists and that you may write to")

        // The command line.
        case .usage:
            CatalogueEntry(
                cause: "the command line is not one that `trilatch` understands",
                fix: "see `trilatch help` and `trilatch help run`; the server's command stands after `--`")
        }
    }
}
