import InstalledTrilatch
import Testing

/// What the linked programs hold, whatever the sources say.
@Suite struct LinkedProgramsTests {
    /// What is executed at every launch, or inside a box.
    static let lean = [
        "bin/trilatch", "libexec/trilatch/trilatch-launch", "libexec/trilatch/trilatch-probe",
        "libexec/trilatch/trilatch-broker",
    ]
    static let command = "libexec/trilatch/trilatch-command"
    static let programs = lean + [command]

    @Test(arguments: programs)
    func `a program is static: it has no loader and no libraries to look for`(program: String) throws {
        let file = try ProgramFile("\(Installation.shared.root)/\(program)")
        #expect(!file.segmentTypes.contains(.interpreter))
        #expect(!file.segmentTypes.contains(.dynamic))
        #expect(file.segmentTypes.contains(.load), "it is a program at all")
    }

    @Test func `the test itself is not static, so that the check can tell`() throws {
        let file = try ProgramFile("/proc/self/exe")
        #expect(file.segmentTypes.contains(.interpreter))
    }

    @Test(arguments: lean)
    func `a program of every launch holds nothing of Foundation, of the network or of a command parser`(
        program: String
    ) throws {
        let file = try ProgramFile("\(Installation.shared.root)/\(program)")
        for mangled in ["$s10Foundation", "$s20FoundationEssentials", "$s7NIOCore", "$s14ArgumentParser"] {
            #expect(!file.contains(mangled), "\(mangled)")
        }
    }

    @Test func `the command does hold ArgumentParser, so that the search can tell`() throws {
        #expect(
            try ProgramFile("\(Installation.shared.root)/\(LinkedProgramsTests.command)").contains("$s14ArgumentParser")
        )
    }
}
