import ArgumentParser
import Pins
import Running

/// `trilatch lock list`: which servers there are, and what waits.
struct LockList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the servers that are pinned, and what of each waits for approval.")

    @OptionGroup var file: LockFileOption

    @Flag(help: "Print data.")
    var json = false

    func run() throws {
        let store = try file.store()
        let entries = try store.read().sorted
        if json { return StandardOutput.print(JSONText.array(entries.map(LockReport.summary)).text) }
        guard !entries.isEmpty else {
            return StandardOutput.print("no server is pinned in \(store.path.readable)")
        }
        var table = Table()
        for entry in entries {
            table.add(
                entry.key.name.readable, entry.key.profile.readable, entry.date, LockReport.standing(entry),
                entry.key.program.readable)
        }
        StandardOutput.print(table.text)
    }
}
