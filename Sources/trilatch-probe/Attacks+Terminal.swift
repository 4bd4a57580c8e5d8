internal import Glibc
internal import LaunchPlan

extension Attack {
    /// Typing into a terminal, as if a person had.
    static var terminal: [Attack] {
        let requests: [(name: String, tries: String, number: Int, control: Control)] = [
            ("inject-input", "put a key into the terminal's input (TIOCSTI)", 0x5412, .here),
            (
                "console-selection", "paste on the console (TIOCLINUX)", 0x541c,
                .never("needs a virtual console of the host")
            ),
            ("line-discipline", "change the terminal's line discipline (TIOCSETD)", 0x5423, .here),
        ]
        return requests.flatMap { request in
            [false, true].map { dirty in
                Attack(
                    "terminal-\(request.name)\(dirty ? "-dirty" : "")", .terminal,
                    "\(request.tries)\(dirty ? ", with bits above 32 set" : "")",
                    [.error(EPERM, .seccomp), .error(ENOTTY, .descriptors)], control: request.control
                ) { scene in
                    let terminal = scene.isControl ? ownTerminal() : 0
                    guard terminal >= 0 else { return .notApplicable("no terminal can be made here") }
                    // A line feed to inject, or discipline 0, which every terminal has already.
                    let argument = Memory(request.number == 0x5412 ? [10] : [0, 0, 0, 0])
                    return Outcome(
                        call(
                            .ioctl, .number(terminal), dirty ? .dirty(request.number) : .number(request.number),
                            .memory(argument)))
                }
            }
        }
    }

    /// A terminal of the calling process's own, which becomes its controlling one: a descriptor, or the negated errno.
    private static func ownTerminal() -> Int {
        let session = call(.setsid)
        let master = open("/dev/ptmx", OpenFlag.readWrite | OpenFlag.noTerminal)
        guard session >= 0, master >= 0 else { return min(session, master) }
        let number = Memory(count: 4)
        let unlocked = call(.ioctl, .number(master), 0x4004_5431 /* TIOCSPTLCK */, .memory(number))
        let named = call(.ioctl, .number(master), 0x8004_5430 /* TIOCGPTN */, .memory(number))
        guard unlocked == 0, named == 0 else { return min(unlocked, named) }
        return open("/dev/pts/\(number.integer(at: 0, as: UInt32.self))", OpenFlag.readWrite)
    }
}
