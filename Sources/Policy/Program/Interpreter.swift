/// A kind of interpreter, by its program's name, and how its command line names a script.
enum Interpreter: Sendable, CaseIterable {
    case python, node, shell, perl, ruby, java

    /// Recognises the last component of a program's path, such as `python3.11`; nil for any other program.
    init?(programName name: some Sequence<UInt8>) {
        var base = Array(name)[...]
        while let last = base.last, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(last) || last == UInt8(ascii: ".")
        {
            base = base.dropLast()
        }
        switch String(validating: base, as: UTF8.self) {
        case "python", "pypy": self = .python
        case "node", "nodejs": self = .node
        case "sh", "bash", "dash", "zsh", "ksh": self = .shell
        case "perl": self = .perl
        case "ruby": self = .ruby
        case "java": self = .java
        default: return nil
        }
    }

    /// What the arguments say about a script.
    enum Script: Equatable {
        /// The script's path, as written.
        case path(String)
        /// There is none: code on the command line, a module, standard input, or nothing.
        case none
        /// An option that is not known for certain: what follows it could be its value.
        case unclear(option: String)
    }

    /// Finds the script among the arguments.
    ///
    /// What is not certain is no script.
    func script(in arguments: [String]) -> Script {
        if self == .java { return archive(in: arguments) }
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if word == "-" { return .none }
            if word == "--" { return rest.first.map { .path($0) } ?? .none }
            guard word.hasPrefix("-") || (self == .shell && word.hasPrefix("+")) else { return .path(word) }
            if word.hasPrefix("--") {
                let name = word.utf8.firstIndex(of: UInt8(ascii: "=")).map { String(word[..<$0]) } ?? word
                if endingOptions.contains(name) { return .none }
                if name != word || longFlags.contains(word) || isLongFlag(word) { continue }
                if longWithValue.contains(word) {
                    _ = rest.popFirst()
                    continue
                }
                return .unclear(option: word)
            }
            switch cluster(word.dropFirst()) {
            case .flags: continue
            case .value: _ = rest.popFirst()
            case .ending: return .none
            case .unclear: return .unclear(option: word)
            }
        }
        return .none
    }

    /// The archive that Java is told to run: the word after `-jar`, before which only options stand.
    private func archive(in arguments: [String]) -> Script {
        for (index, word) in arguments.enumerated() {
            if word == "-jar" { return index + 1 < arguments.count ? .path(arguments[index + 1]) : .none }
            guard word.hasPrefix("-D") || word.hasPrefix("-X") || word.hasPrefix("-XX") || word.hasPrefix("--enable-")
            else { return word.hasPrefix("-") ? .unclear(option: word) : .none }
        }
        return .none
    }

    private enum Cluster { case flags, value, ending, unclear }

    /// Reads short options written together, such as `-uI`.
    private func cluster(_ letters: Substring) -> Cluster {
        // Node's short options are never written together.
        if self == .node, letters.count > 1 { return .unclear }
        for (index, letter) in letters.enumerated() {
            if shortEnding.contains(letter) { return .ending }
            if shortWithValue.contains(letter) { return index == letters.count - 1 ? .value : .flags }
            if !shortFlags.contains(letter) { return .unclear }
        }
        return .flags
    }

    // Sources: python(1) 3.13, node(1) 20, bash(1) 5.2, perlrun(1) 5.36, ruby(1) 3.1.

    private var shortFlags: String {
        switch self {
        case .python: "bBdEhiIOPqRsSuvVx"
        case .node: "i"
        case .shell: "aefhilmnprtuvxBCEHP"
        case .perl: "wWXtTUuscSnp"
        case .ruby: "wWlnpsSU"
        case .java: ""
        }
    }
    private var shortWithValue: String {
        switch self {
        case .python: "WX"
        case .node: "rC"
        case .shell: "oO"
        case .perl: "IMm"
        case .ruby: "Ir"
        case .java: ""
        }
    }
    /// Options after which no script is looked for.
    private var shortEnding: String {
        switch self {
        case .python: "cm"
        case .node: "epcvh"
        case .shell: "cs"
        case .perl: "eE"
        case .ruby: "e"
        case .java: ""
        }
    }
    private var longFlags: Set<String> {
        switch self {
        case .node:
            [
                "--enable-source-maps", "--no-deprecation", "--no-warnings", "--preserve-symlinks",
                "--preserve-symlinks-main", "--trace-deprecation", "--trace-uncaught", "--trace-warnings",
                "--use-openssl-ca", "--use-system-ca", "--jitless", "--expose-gc",
            ]
        case .shell: ["--login", "--noprofile", "--norc", "--posix", "--restricted", "--verbose"]
        case .python, .perl, .ruby, .java: []
        }
    }
    private var longWithValue: Set<String> {
        switch self {
        case .python: ["--check-hash-based-pycs"]
        case .node: ["--require", "--import", "--conditions", "--input-type", "--title"]
        case .shell: ["--rcfile", "--init-file"]
        case .perl, .ruby, .java: []
        }
    }
    private var endingOptions: Set<String> {
        ["--eval", "--print", "--check", "--help", "--version", "--run", "--test"]
    }

    /// Node's experimental switches take no value, or one after `=`.
    private func isLongFlag(_ word: String) -> Bool {
        self == .node && (word.hasPrefix("--experimental-") || word.hasPrefix("--no-experimental-"))
            && !["--experimental-loader", "--experimental-config-file"].contains(word)
    }
}
