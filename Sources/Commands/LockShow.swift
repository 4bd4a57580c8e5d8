import ArgumentParser
import Pins
import Refusals
import Running

/// `trilatch lock show`: what of one server was approved.
struct LockShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what of one server was approved, and what is held.",
        discussion: "With --item the whole definition; with --json the server's part of the lock file.")

    @OptionGroup var server: LockedServer
    @OptionGroup var items: LockedItems

    @Flag(help: "Print data.")
    var json = false

    func run() throws {
        let lock = try server.file.store().read()
        let entry = try server.entry(in: lock)
        let only = try items.identities()
        for identity in only?.sorted() ?? [] where entry.items[identity] == nil && entry.held[identity] == nil {
            throw Refusal(.pinNotFound, "\(entry.key.name.readable) has no \(identity)")
        }
        if json {
            var part = LockFile()
            part[entry.key] = entry
            return StandardOutput.print(String(decoding: part.text, as: UTF8.self))
        }
        StandardOutput.print(LockReport.text(entry, only: only))
    }
}
