import ArgumentParser
import Pins
import Running
import Surface

/// `trilatch lock revoke`: takes an approval back.
struct LockRevoke: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Take an approval back.",
        discussion: """
            With --item that item is held from now on. Without, the server is forgotten: its next run is its first use, which \
            is recorded, or held where the profile says `pin: required`.
            """)

    @OptionGroup var server: LockedServer
    @OptionGroup var items: LockedItems

    func run() throws {
        let store = try server.file.store()
        let key = try server.entry(in: try store.read()).key
        guard let only = try items.identities() else {
            try store.revoke(key)
            return StandardOutput.print("forgotten: \(key.name.readable)")
        }
        try store.revoke(key, only)
        StandardOutput.print("held from now on: \(only.sorted().map(\.description).joined(separator: ", "))")
    }
}
