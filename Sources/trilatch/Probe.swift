import ArgumentParser

/// `trilatch probe`: the built-in attacks, inside a box and outside it.
struct Probe: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Try attacks from inside a box, and show what stopped each.",
        usage: "trilatch probe --profile <name|file> [--workspace <dir>] [--json]",
        discussion: """
            Runs the built-in list of attacks in the very box that `run` would make, in place of the server, and the \
            same acts outside as a control: an act that fails outside too says nothing about the box. The control \
            never changes the host; what could is tried in namespaces that are thrown away.

            Exit status: 0 when nothing succeeded inside, 1 when something did.
            """)

    @OptionGroup var options: BoxOptions

    @Flag(help: "Print data.")
    var json = false
}
