import ArgumentParser
import Glibc
import Kernel
import Learning
import Policy
import Refusals
import Running

/// `trilatch learn`: a server in a box of next to nothing, and what it missed there.
struct Learn: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Watch a server in a bare box, and write the smallest profile for what it did.",
        usage: "trilatch learn [--workspace <dir>] [--drive | --session <file>] [--output <file>] -- <command> ...",
        discussion: """
            The box has the program, the workspace for reading, an empty home and a loopback that leads nowhere: no \
            network, no secrets, no path of yours. Every path, program and address that the server names is written \
            down while the walls of the box judge it as always.

            On a terminal the server is sent a greeting and asked for its tools; then you are asked, grant by grant, \
            and it runs again until nothing new is missing. In a client's configuration, in place of `run`, it stands \
            between client and server for one session.

            Private paths and secrets are never opened to see what happens, and never offered: they are named in the \
            profile as comments, for you to decide. What a server asks for is not what it needs. This does not \
            replace a review of the server.
            """)

    @OptionGroup var options: BoxOptions

    @Flag(help: "Speak to the server, as on a terminal, and run again until nothing new is missing.")
    var drive = false

    @Option(
        help: ArgumentHelp("Speak to the server with the messages in this file, one a line.", valueName: "file"),
        completion: .file())
    var session: String?

    @Flag(help: "Grant installed software and its settings without a question.")
    var yesSystem = false

    @Flag(help: "Grant writing to the workspace without a question.")
    var yesWorkspace = false

    @Option(
        help: ArgumentHelp("Where the profile goes; an existing file is never replaced.", valueName: "file"),
        completion: .file())
    var output: String?

    @OptionGroup var command: ServerCommand

    func validate() throws {
        if let name = options.profile, name.contains("/") || name.hasSuffix(".yaml") {
            throw ValidationError("'--profile' is the profile to extend, so a name.")
        }
        if drive, session != nil { throw ValidationError("'--drive' and '--session' exclude each other.") }
    }

    func run() throws {
        let messages = try messages()
        // Before anything runs: a long session must not end with a file that cannot be made.
        var file: LearnedOutput?
        if let output { file = try LearnedOutput(output) }
        let identifier = try DedicatedIdentifier.take()
        let request = LearningRequest(
            choices: options.choices, command: command.words, messages: messages, acceptsSystem: yesSystem,
            acceptsWorkspace: yesWorkspace)
        let isAsked = messages != nil && Question.canBeAsked
        var learning = try LearningSession(
            request, installation: try Installation.locate(), identifier: identifier.number,
            date: CalendarDate.today(), ask: { isAsked && Question.agrees("Grant: \($0.readable)?") })
        let result = try learning.learn()
        StandardOutput.complain(
            result.report.text + "\(result.rounds) \(result.rounds == 1 ? "run" : "runs"). "
                + "A server asks for what it likes: this does not replace a review of it.")
        if let complaint = result.complaint { StandardOutput.complain("trilatch: \(complaint)") }
        if let output {
            try file?.write(result.profile)
            let name = output.contains("/") ? output : "./\(output)"
            StandardOutput.complain("Wrote \(name.readable). See what it comes to: trilatch check \(name.readable)")
        } else if messages != nil {
            StandardOutput.print(result.profile)
        } else {
            StandardOutput.complain(result.profile)
        }
        if result.exitStatus != 0 { throw ExitCode(result.exitStatus) }
    }

    /// What the server is sent; nil to stand between it and a client.
    private func messages() throws(Refusal) -> [[UInt8]]? {
        guard let session else {
            return drive || isatty(STDIN_FILENO) == 1 ? LearningRequest.greeting : nil
        }
        do {
            let text = try Descriptor.reading(session).readAll(limit: 16 << 20)
            return text.split(separator: UInt8(ascii: "\n")).map(Array.init)
        } catch {
            throw Refusal(.usage, "the file of '--session' cannot be read: \(error)")
        }
    }
}
