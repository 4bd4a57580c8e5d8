import Glibc
import SyscallPolicy

// Writes what follows from the tables: trilatch-compile-syscalls DIRECTORY PAGE
//   DIRECTORY  the Swift source of the compiled programs, a file for each architecture
//   PAGE       the documentation page (docs/syscalls.md); left out when not named
guard (2...3).contains(CommandLine.argc) else {
    print("usage: trilatch-compile-syscalls Sources/SyscallPolicy/Compiled [docs/syscalls.md]")
    exit(64)
}

do throws(SyscallCompiler.Failure) {
    for architecture in SyscallArchitecture.allCases {
        var outputs: [SyscallCompiler.Output] = []
        for table in SyscallPrograms.allTables {
            outputs.append(try SyscallCompiler(for: architecture).compile(table))
        }
        let name = SwiftSource.typeName(architecture)
        try write(
            SwiftSource.file(outputs, for: architecture), to: "\(CommandLine.arguments[1])/\(name).swift")
        for output in outputs { print("\(architecture.rawValue) \(output.name): \(output.program.count) instructions") }
    }
    if CommandLine.argc == 3 { try write(DocumentationPage.text, to: CommandLine.arguments[2]) }
} catch {
    print("trilatch-compile-syscalls: \(error)")
    exit(1)
}

/// Replaces a file's contents.
func write(_ text: String, to path: String) throws(SyscallCompiler.Failure) {
    guard let file = unsafe fopen(path, "w") else { throw .failed(call: "fopen", about: path, error: errno) }
    let written = unsafe fputs(text, file)
    guard unsafe fclose(file) == 0, written >= 0 else { throw .failed(call: "fclose", about: path, error: errno) }
}
