/// What the catalogue says of one code, for a person who meets it.
struct CatalogueEntry {
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
        case .secretNotBound, .secretMissing, .secretExposed, .secretUnusable, .secretCommandFailed, .secretNotLocked:
            secretEntry

        // The way out.
        case .egressTooWide:
            CatalogueEntry(
                cause: "the profile grants more hosts, or more ports from 1024 on, than a box can have listeners for",
                fix:
                    "grant fewer ports, or name hosts one by one in place of a wildcard: each port from 1024 on takes a "
                    + "listener for each name")
        case .egressNoAuthorities:
            CatalogueEntry(
                cause: """
                    the profile has the broker look into connections, and this host has no bundle of authorities by which the \
                    certificates of hosts could be checked
                    """,
                fix: "install the package `ca-certificates`")
        case .egressUnknownHost:
            CatalogueEntry(
                cause: """
                    a server connects to a host that its profile does not grant, and the profile has a person asked \
                    (`unknown-host: ask`); the connection waits, and is refused when nobody answers
                    """,
                fix:
                    "look at it with `trilatch egress pending`, and allow or deny the host if you know why the server wants it"
            )
        case .egressNobodyToAsk:
            CatalogueEntry(
                cause: """
                    the profile has a person asked for unknown hosts, and the socket by which he would answer cannot be made in \
                    the folder `asking` of the state
                    """,
                fix: "make the folder writable for you alone, or take `unknown-host: ask` out of the profile")
        case .egressNotKept:
            CatalogueEntry(
                cause: """
                    a host is to be written into a profile that is not one of your own, or whose `network` is not written line by \
                    line, or that was changed meanwhile
                    """,
                fix: "write `- host: NAME` into its `network` by hand, in a profile of your own that extends the other")
        case .egressUnknownBox:
            CatalogueEntry(
                cause: "no running server has asked for this host, or several have",
                fix: "see `trilatch egress pending` for who asks for what, and name one with `--server` or `--run`")
        case .egressBrokerFailed:
            CatalogueEntry(
                cause: "the broker of the box could not be started, or ended; without it the box reaches nobody",
                fix: "start the server again; if it happens again, report it with the audit log's last lines")
        case .egressRequestRefused:
            CatalogueEntry(
                cause: """
                    a request to an inspected host fits none of its grant's `requests`, or is written so that two servers \
                    could read it differently, or has the placeholder of a credential where that does not belong; the \
                    program was answered with status 403 and the reason
                    """,
                fix: """
                    add a rule for the method and path where the program needs it; `bad-…` words name what is wrong with the \
                    request itself
                    """)
        case .egressStrayPlaceholder:
            CatalogueEntry(
                cause: """
                    the server sent what it has in place of a credential where that does not belong: to another host, or in \
                    another place of a request. The request was refused; the credential itself the server never had
                    """,
                fix: """
                    look at the `request` lines of `trilatch log show`: a server that hands its credentials on deserves no \
                    trust; where it needs the value in that place, say so with `credential: { name: …, header: … }`
                    """)
        case .egressResponseRefused:
            CatalogueEntry(
                cause: """
                    what an inspected host answered can be read in two ways, or cannot be looked through for the credential \
                    that the host was sent; the program was answered with status 502 and the reason
                    """,
                fix: "report it to whoever runs the host; the reason says what is wrong with the answer")

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
                    `docs/troubleshooting.md`, “The host denies user namespaces”; a profile that says `minimum-tier: \
                    landlock` runs in a weaker box where Linux is 6.12 or later
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

        case .tierCannotHold:
            CatalogueEntry(
                cause: "the host gives no user namespaces, and what the profile asks for takes one",
                fix: "take out what the message names, or run it where there are user namespaces")

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

        // The wire and the audit log.
        case .wireMessageTooLong, .wireStalled, .wireInvalidJSON, .wireInvalidUTF8, .wireLoneSurrogate,
            .wireDuplicateKey, .wireNumberOutOfRange, .wireTooDeep, .wireTooMuchStructure,
            .wireInvalidMessage, .wireUnknownMethod, .wireUnexpectedAnswer, .wireStrayOutput,
            .wireNotListed, .poisonRefused, .poisonHeld, .resultRefused, .resultTooLarge,
            .clientSecretAsked, .pinSurfaceChanged, .pinNewItem, .pinPackageChanged, .pinPackageMoved,
            .pinPackageUnreadable,
            .pinRequired, .pinTooLarge, .pinFileInvalid, .pinFileUntrusted, .pinUnavailable, .pinNotFound,
            .pinNotShown, .pinArchivesChanged, .ruleToolDenied, .rulePromptDenied, .ruleResourceDenied,
            .ruleArgumentRefused,
            .ruleRequestRefused, .ruleActNotGranted, .auditUnavailable, .auditIncomplete, .auditUnreadable:
            wireEntry

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

        // Installing servers.
        case .installToolMissing:
            CatalogueEntry(
                cause: "the interpreter that a package is fetched, built and run with is not on this machine",
                fix: "install Python 3 with pip, or Node with npm, so that your `PATH` leads to it")
        case .installFailed:
            CatalogueEntry(
                cause: """
                    the box that fetches or builds a package ended without what it was made for: the registry has no such \
                    version, or none for this machine, or the box did not reach it
                    """,
                fix: """
                    read what the registry's tool said, and `trilatch log show`; a package that is built from its source \
                    needs `--allow-scripts`
                    """)
        case .installOutputRefused:
            CatalogueEntry(
                cause: """
                    what the box made is none that a server is made of: a link that leads out, a file with set-ID bits or \
                    several names, a device, or more of it than is looked at
                    """,
                fix: "nothing was installed; look at the package, and ask its authors what it wants with that")
        case .installNoProgram:
            CatalogueEntry(
                cause: "a package has no program, or several, and none of them is called like the package",
                fix: "say which one is the server with `--program`")
        case .installBusy:
            CatalogueEntry(
                cause: "another installation of the same user is going on",
                fix: "wait until it has ended")
        case .installUnavailable:
            CatalogueEntry(
                cause: "the folder of installed servers cannot be read or written to",
                fix: "make it writable for you, see that the disk has room, or set XDG_DATA_HOME to another folder")
        case .installNotFound:
            CatalogueEntry(
                cause: "no server of that name is installed",
                fix: "see `trilatch install --list`")
        case .installRecordInvalid:
            CatalogueEntry(
                cause: "the record of an installed server cannot be read, or is none that this version knows",
                fix: "remove the server with `trilatch uninstall`, and install it again")
        case .installAltered:
            CatalogueEntry(
                cause: "the files of an installed server are not those that were installed: somebody changed them",
                fix: "find out who did, then remove it with `trilatch uninstall`, and install it again")

        // The command line.
        case .usage:
            CatalogueEntry(
                cause: "the command line is not one that `trilatch` understands",
                fix: "see `trilatch help` and `trilatch help run`; the server's command stands after `--`")
        }
    }
}
