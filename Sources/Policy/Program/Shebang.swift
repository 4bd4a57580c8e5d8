/// The interpreter that a script names in its first line.
struct Shebang: Equatable {
    /// The interpreter's path, as written.
    var interpreter: String
    /// What follows it on the line, as the one argument that the kernel makes of it; nil where nothing follows.
    var argument: String?

    /// How much of a script is read.
    ///
    /// The kernel itself reads 256 bytes (execve(2)); pip's line is in the second line.
    static let sampleLength = 1024

    /// Reads the first line; nil where it is no script.
    ///
    /// What pip and uv write when the path is too long for a first line (`#!/bin/sh`, then `'''exec' "/path/python"
    /// "$0" "$@"`) names the path of its second line.
    init?(_ bytes: [UInt8]) {
        let newline = UInt8(ascii: "\n")
        guard bytes.starts(with: "#!".utf8) else { return nil }
        let lines = bytes.split(separator: newline, maxSplits: 2, omittingEmptySubsequences: false)
        guard let first = String(validating: lines[0].dropFirst(2).prefix(254), as: UTF8.self) else { return nil }
        let words = first.split(maxSplits: 1, whereSeparator: { $0 == " " || $0 == "\t" })
        guard let path = words.first else { return nil }
        interpreter = String(path)
        if words.count > 1 {
            let rest = String(words[1].reversed().drop(while: \.isWhitespace).reversed())
            argument = rest.isEmpty ? nil : rest
        }
        if interpreter == "/bin/sh", argument == nil, lines.count > 1,
            let second = String(validating: lines[1], as: UTF8.self), let path = Shebang.execTrick(second)
        {
            interpreter = path
        }
    }

    private static func execTrick(_ line: String) -> String? {
        let mark = "'''exec' "
        guard line.hasPrefix(mark) else { return nil }
        let rest = line.dropFirst(mark.count)
        guard let quote = rest.first else { return nil }
        let path = quote == "\"" || quote == "'" ? rest.dropFirst().prefix { $0 != quote } : rest.prefix { $0 != " " }
        // A path that the shell works out is not one that we can.
        return path.hasPrefix("/") && !path.contains("$") ? String(path) : nil
    }

    /// The program that `env` would start with this argument; nil where there is none that can be told.
    var programOfEnv: String? {
        guard var rest = argument.map({ Substring($0) }) else { return nil }
        var mayHaveOptions = false
        for option in ["-S", "--split-string="] where rest.hasPrefix(option) {
            rest = rest.dropFirst(option.count).drop(while: \.isWhitespace)
            mayHaveOptions = true
        }
        // Without -S the kernel's one argument is the name, spaces and all.
        guard mayHaveOptions else { return rest.hasPrefix("-") || rest.contains("=") ? nil : String(rest) }
        return EnvCommand(rest.split(whereSeparator: \.isWhitespace).map(String.init))?.words.first
    }
}

/// A call of `env`: what it would start.
struct EnvCommand: Equatable {
    /// The command and its arguments.
    var words: [String]

    /// Reads the arguments of `env`; nil where an option is not known for certain, or nothing is started.
    ///
    /// Source: env(1), coreutils 9.1.
    init?(_ arguments: [String]) {
        var rest = arguments[...]
        while let word = rest.first {
            switch word {
            case "-i", "-", "--ignore-environment", "--": rest = rest.dropFirst()
            case "-u": rest = rest.dropFirst(2)
            case _ where word.hasPrefix("-"): return nil
            case _ where word.utf8.contains(UInt8(ascii: "=")): rest = rest.dropFirst()
            default:
                words = Array(rest)
                return
            }
        }
        return nil
    }
}
