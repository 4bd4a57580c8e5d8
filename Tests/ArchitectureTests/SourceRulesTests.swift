import RepositoryFiles
import Testing

/// Rules that hold in every source file.
@Suite struct SourceRulesTests {
    private static let sources: [RepositoryFile] = (try? RepositoryFile.all(below: "Sources", suffix: "")) ?? []

    private func occurrences(
        of pattern: some RegexComponent, suffixes: [String] = [".swift"], except: [String] = []
    ) throws -> [String] {
        try SourceRulesTests.sources
            .filter { file in suffixes.contains { file.path.hasSuffix($0) } }
            .filter { file in !except.contains { file.path.hasPrefix("Sources/\($0)/") } }
            .flatMap { try SourceCode($0).occurrences(of: pattern) }
    }

    @Test func `there are sources to look at`() {
        #expect(SourceRulesTests.sources.count > 30)
    }

    @Test func `the search finds code, and neither comments nor strings`() {
        let text = """
            let a = b! // c!
            /* d! */ let e = "f!" + "\\(g("h!"))" + i!
            package import Glibc
            """
        let code = SourceCode(RepositoryFile("sample.swift"), text: text)
        #expect(code.occurrences(of: #/b!|i!/#).count == 2)
        #expect(code.occurrences(of: #/[cdfh]!/#).isEmpty)
        #expect(code.imports == ["Glibc"])
    }

    @Test func `nothing imports Foundation`() throws {
        #expect(try occurrences(of: #/\bimport\s+(?:\w+\s+)?Foundation/#).isEmpty)
    }

    @Test func `no main is asynchronous: a process that has had a second thread must not fork`() throws {
        #expect(try occurrences(of: #/\bmain\(\)\s*async\b|\bAsyncParsableCommand\b/#).isEmpty)
        for file in SourceRulesTests.sources where file.path.hasSuffix("/main.swift") {
            #expect(try SourceCode(file).occurrences(of: #/\bawait\b/#).isEmpty)
        }
    }

    @Test func `the world's errors never trap: no forced try, cast or unwrapping`() throws {
        #expect(try occurrences(of: #/\btry!|\bas!/#).isEmpty)
        #expect(try occurrences(of: #/[\w)\]]!(?![=\w])/#).isEmpty)
    }

    @Test func `an error that nobody hears of has its reason beside it`() throws {
        let isSilent = #/\btry\?/#
        let reason = #/(?:^|[^/])//\s/#
        for file in SourceRulesTests.sources where file.path.hasSuffix(".swift") {
            let lines = try file.contents().split(separator: "\n", omittingEmptySubsequences: false)
            for (index, line) in lines.enumerated() where line.firstMatch(of: isSilent) != nil {
                // The statement may have begun on the line before.
                let nearby = lines[max(0, index - 2)...index]
                #expect(nearby.contains { $0.firstMatch(of: reason) != nil }, "\(file.path):\(index + 1)")
            }
        }
    }

    @Test func `what is unsafe to share says why it is safe`() throws {
        let claims = #/@unchecked\s+Sendable|nonisolated\(unsafe\)/#
        for file in SourceRulesTests.sources where file.path.hasSuffix(".swift") {
            let lines = try file.contents().split(separator: "\n", omittingEmptySubsequences: false)
            for (index, line) in lines.enumerated() where line.firstMatch(of: claims) != nil {
                let nearby = lines[max(0, index - 4)...index].joined(separator: "\n")
                #expect(nearby.contains("Safe because:"), "\(file.path):\(index + 1)")
            }
        }
    }

    @Test func `only the launcher, and the probe that plays the attacker, fork`() throws {
        let programs = ["trilatch-launch", "trilatch-probe"]
        #expect(try occurrences(of: #/\bProcesses\.(?:fork|clone|spawnNamespaceHolder)\b/#, except: programs).isEmpty)
        let calls =
            #/\b(?:v?fork|_Fork|clone3?|SYS_(?:v?fork|clone3?)|trilatch_(?:fork|clone3|spawn_namespace_holder))\s*\(/#
        #expect(
            try occurrences(of: calls, suffixes: [".swift", ".c", ".h"], except: ["CLinux", "Kernel"] + programs)
                .isEmpty)
    }

    @Test func `only what writes a date or compares files reads the clock on the wall: a jump moves no deadline`()
        throws
    {
        let clocks = #/\bCLOCK_REALTIME\b|\bgettimeofday\b|\btime\(nil\)|\bContinuousClock\b|\bSuspendingClock\b/#
        #expect(
            try occurrences(
                of: clocks, suffixes: [".swift", ".c", ".h"], except: ["Audit", "Commands", "Pins", "TLSSessions"]
            )
            .isEmpty
        )
        #expect(try !occurrences(of: clocks, except: ["Supervision"]).isEmpty, "the search finds the log's own")
    }

    @Test func `a file reads in one sitting`() throws {
        for file in SourceRulesTests.sources where !file.path.contains("/Compiled/") {
            let count = try file.contents().split(separator: "\n", omittingEmptySubsequences: false).count
            #expect(count <= 600, "\(file.path)")
        }
    }

    @Test func `no word promises to come back later`() throws {
        for file in SourceRulesTests.sources {
            let text = try file.contents()
            #expect(text.firstMatch(of: #/\b(?:TODO|FIXME|XXX)\b/#) == nil, "\(file.path)")
        }
    }

    @Test func `the switch that leaves layers out stands only where a release build does not compile it`() throws {
        var count = 0
        for file in SourceRulesTests.sources where file.path.hasSuffix(".swift") {
            var isSwitched = false
            for line in try file.contents().split(separator: "\n") {
                let text = line.drop { $0 == " " }
                if text.hasPrefix("#if") { isSwitched = text == "#if TRILATCH_LAYER_SWITCHES" }
                if text.hasPrefix("#else") || text.hasPrefix("#endif") { isSwitched = false }
                guard line.contains("TRILATCH_TEST_") || line.contains("\"without=\"") else { continue }
                count += 1
                #expect(isSwitched, "\(file.path): \(text)")
            }
        }
        #expect(count >= 2, "the switch is where this test looks for it")
    }
}
