import ArgumentParser
import Installed
import Installing
import Refusals
import Running

/// `trilatch uninstall`: removes what `trilatch install` has put in place.
struct Uninstall: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Remove an installed server.",
        discussion: """
            Its files and its record go. What was pinned of it stays, so that it is compared when it is installed again; \
            `trilatch lock revoke` forgets that too.
            """)

    @Argument(
        help: ArgumentHelp("The server, as `trilatch install --list` shows it.", valueName: "name"),
        completion: .installedNames)
    var name: String

    func run() throws {
        let surroundings = try Surroundings(dedicatedIdentifier: nil)
        guard let name = InstalledName(name) else {
            throw Refusal(.installNotFound, "\(name.readable) is no name of a server")
        }
        try PackageRemoval.remove(name, data: surroundings.data)
        StandardOutput.print("removed: \(name)")
    }
}
