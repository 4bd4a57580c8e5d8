import ArgumentParser
import Clients
import Glibc
import Kernel
import Refusals
import Running

/// The options of what rewrites configurations: `wrap` and `unwrap`.
struct RewriteChoice: ParsableArguments {
    @Option(help: ArgumentHelp("Only the server of this name. May be repeated.", valueName: "name"))
    var server: [String] = []

    @Flag(help: "Rewrite without asking; variables that look like secrets are given to their servers.")
    var yes = false

    @Flag(help: "Show what would change, and write nothing.")
    var dryRun = false

    mutating func validate() throws {
        if yes && dryRun { throw ValidationError("'--yes' and '--dry-run' exclude each other.") }
    }

    /// A configuration that is to be rewritten, and the profiles that its new command lines need.
    struct Rewriting {
        let change: ConfigurationChange
        var profiles: [ServerProfile] = []
        let rehearsal: Rehearsal
    }

    /// Rewrites the configurations that are meant, each after a look at what changes.
    ///
    /// What is wrong with one is told, and the others are done all the same.
    ///
    /// - Parameter body: Tells what is to change, and gives it; nil where nothing does.
    /// - Throws: `client.not-found`; the exit status of the last refusal.
    func rewrite(
        _ client: ClientOption, _ surroundings: Surroundings,
        _ body: (ClientFile) throws(Refusal) -> Rewriting?
    ) throws {
        let files = try ClientFile.all(client.client, surroundings)
        var missing = Set(server)
        for case .success(let file) in files { missing.subtract(file.configuration.servers.map(\.name)) }
        if let name = missing.sorted().first {
            throw Refusal(.clientNotFound, "no configuration that was looked at has a server \(name.readable)")
        }
        var last: Refusal?
        for file in files {
            do throws(Refusal) {
                let found = try file.get()
                guard let rewriting = try body(found), !dryRun else { continue }
                try found.file.checkOwner(user: rewriting.rehearsal.user)
                guard try isAgreed(found) else { continue }
                for profile in rewriting.profiles { try write(profile, rewriting.rehearsal) }
                let copy = try found.file.replace(
                    with: rewriting.change.after.text.bytes, stamp: RewriteChoice.stamp())
                StandardOutput.print("\(found.file.name.readable) is rewritten; what it was is in \(copy.readable)")
            } catch {
                StandardOutput.complain("\(error)")
                last = error
            }
        }
        if let last { throw ExitCode(last.code.exitStatus) }
    }

    private func isAgreed(_ found: ClientFile) throws(Refusal) -> Bool {
        if yes { return true }
        guard Question.canBeAsked else {
            throw Refusal(
                .usage, "there is nobody to ask, so nothing was written",
                hint: "add `--yes` to rewrite \(found.file.name.readable), or `--dry-run` to look only")
        }
        return Question.agrees("Rewrite \(found.file.name.readable)?")
    }

    private func write(_ profile: ServerProfile, _ rehearsal: Rehearsal) throws(Refusal) {
        guard rehearsal.ownProfile(profile.name) == nil else { return }
        do throws(KernelError) {
            try PrivateFolder.make(rehearsal.ownProfiles)
            let folder = try Replacing.openDirectory(rehearsal.ownProfiles)
            try Replacing.create(in: folder, "\(profile.name).yaml", Array(profile.text.utf8), mode: 0o600)
        } catch {
            throw Refusal(
                .clientNotWritable,
                "the profile \(profile.name) cannot be written to \(rehearsal.ownProfiles): \(error)")
        }
    }

    /// The time, in letters that a file's name may have.
    private static func stamp() -> String {
        var now = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &now)
        var parts = unsafe tm()
        unsafe gmtime_r(&now.tv_sec, &parts)
        var buffer = [CChar](repeating: 0, count: 32)
        let length = unsafe strftime(&buffer, buffer.count, "%Y-%m-%dT%H%M%SZ", &parts)
        let text = String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
        // Two in one second are two all the same.
        return "\(text)-\(now.tv_nsec / 1_000_000)"
    }
}
