import ArgumentParser
import Pins
import Refusals
import Running
import Surface

/// `trilatch lock`: what servers claim to be, and what of it was approved.
struct Lock: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Review what servers claim to be, and approve what changed.",
        discussion: """
            The first time that a server runs, its package and all that it claims (tools, prompts, templates, \
            instructions, capabilities) are recorded in a lock file. What differs later is held: hidden from the client and \
            refused, until you have looked at it and approved it.
            """,
        subcommands: [LockList.self, LockShow.self, LockDiff.self, LockApprove.self, LockRevoke.self])
}

/// Which lock file a command is about.
struct LockFileOption: ParsableArguments {
    @Option(
        name: .customLong("lock"),
        help: ArgumentHelp("Another lock file than your own, such as a project's.", valueName: "file"),
        completion: .file())
    var path: String?

    /// The file on the disk.
    func store() throws(Refusal) -> PinStore {
        let surroundings = try Surroundings(dedicatedIdentifier: nil)
        guard let path else { return PinStore(state: surroundings.state) }
        return PinStore(shared: surroundings.absolute(path), state: surroundings.state)
    }
}

/// Which server of a lock file a command is about.
struct LockedServer: ParsableArguments {
    @OptionGroup var file: LockFileOption

    @Option(help: ArgumentHelp("Its profile, where several servers have the name.", valueName: "name"))
    var profile: String?

    @Option(help: ArgumentHelp("Its program, where several servers have the name.", valueName: "path"))
    var program: String?

    @Argument(help: ArgumentHelp("The server's name, as `trilatch lock list` shows it.", valueName: "name"))
    var name: String

    /// The one server that is meant.
    ///
    /// - Throws: `pin.not-found`; `usage.invalid` where several are meant.
    func entry(in lock: LockFile) throws(Refusal) -> PinEntry {
        let entries = lock.sorted.filter { entry in
            entry.key.name == name && profile.map { $0 == entry.key.profile } ?? true
                && program.map { $0 == entry.key.program } ?? true
        }
        guard let entry = entries.first else {
            throw Refusal(
                .pinNotFound, "the lock file has no server \(name.readable)",
                hint: lock.entries.isEmpty
                    ? "a server is recorded when it runs for the first time" : "see `trilatch lock list`")
        }
        guard entries.count == 1 else {
            let keys = entries.map { "`--profile \($0.key.profile.readable) --program \($0.key.program.readable)`" }
            throw Refusal(
                .usage, "\(entries.count) servers are called \(name.readable)",
                hint: "add \(keys.joined(separator: ", or "))")
        }
        return entry
    }
}

/// Which items of a server a command is about.
struct LockedItems: ParsableArguments {
    @Option(
        name: .customLong("item"),
        help: ArgumentHelp(
            "Only this item, such as tool:git_log, prompt:review, capability:tools or instructions. May be repeated.",
            valueName: "kind:name"))
    var words: [String] = []

    /// The items; nil for all.
    ///
    /// - Throws: `usage.invalid` for what names no kind.
    func identities() throws(Refusal) -> Set<SurfaceItem.Identity>? {
        guard !words.isEmpty else { return nil }
        var identities: Set<SurfaceItem.Identity> = []
        for word in words {
            let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let kind = SurfaceItem.Kind(rawValue: parts[0]), kind.isNamed == (parts.count == 2) else {
                let kinds = SurfaceItem.Kind.allCases.map { $0.isNamed ? "\($0.rawValue):NAME" : $0.rawValue }
                throw Refusal(
                    .usage, "'\(word.readable)' is no item", hint: "say one of \(kinds.joined(separator: ", "))")
            }
            identities.insert(.init(kind, parts.count == 2 ? parts[1] : ""))
        }
        return identities
    }
}
