import Glibc

/// A program that was run to its end, and all that it said.
package struct Subprocess: Sendable, Equatable {
    package var output: String
    package var errors: String
    /// The exit code; 128 and the signal's number where a signal ended it.
    package var status: Int32

    /// Why a program could not be run to its end.
    package enum Failure: Error {
        case notStarted(command: String, errno: Int32)
        case tookTooLong(command: String, seconds: Int, errors: String)
    }

    /// Runs a command, found in PATH, with exactly this environment, and waits for its end.
    ///
    /// What it writes goes to files and is read afterwards, so that no amount of it can block the program.
    /// - Throws: `Failure`; a program that has not ended in time is killed.
    package static func run(
        _ command: [String], environment: [String: String], input: String = "", seconds: Int = 120
    ) throws(Failure) -> Subprocess {
        let name = command.first ?? ""
        guard let output = CaptureFile(), let errors = CaptureFile(), let source = CaptureFile(contents: input) else {
            throw .notStarted(command: name, errno: Glibc.errno)
        }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, source.descriptor, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output.descriptor, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, errors.descriptor, 2)

        var child: pid_t = 0
        let failure = unsafe withCStrings(command) { arguments in
            unsafe withCStrings(environment.map { "\($0.key)=\($0.value)" }.sorted()) { variables in
                unsafe posix_spawnp(&child, name, &actions, nil, arguments, variables)
            }
        }
        guard failure == 0 else { throw .notStarted(command: name, errno: failure) }

        var status: Int32 = 0
        var waitedMilliseconds = 0
        while unsafe waitpid(child, &status, WNOHANG) == 0 {
            if waitedMilliseconds > seconds * 1000 {
                kill(child, SIGKILL)
                unsafe waitpid(child, &status, 0)
                throw .tookTooLong(command: name, seconds: seconds, errors: errors.contents)
            }
            usleep(5000)
            waitedMilliseconds += 5
        }
        let signal = status & 0x7f
        return Subprocess(
            output: output.contents, errors: errors.contents,
            status: signal == 0 ? (status >> 8) & 0xff : 128 + signal)
    }
}

/// A nameless file that a program writes into or reads from.
private struct CaptureFile: ~Copyable {
    let descriptor: Int32

    init?(contents: String = "") {
        var template = Array("/var/tmp/trilatch-capture.XXXXXX".utf8CString)
        descriptor = unsafe mkstemp(&template)
        guard descriptor >= 0 else { return nil }
        unsafe unlink(template)
        // Tests run at the same time, and one's program has no use for another's files.
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var rest = Array(contents.utf8)[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
            guard written > 0 else { return nil }
            rest = rest.dropFirst(written)
        }
        lseek(descriptor, 0, SEEK_SET)
    }

    deinit { close(descriptor) }

    /// All that was written.
    var contents: String {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe pread(descriptor, &chunk, chunk.count, off_t(bytes.count))
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(contentsOf: chunk.prefix(count))
        }
    }
}

/// Calls a body with a null-terminated vector of C strings that lives as long as the body runs.
private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var vector: [UnsafeMutablePointer<CChar>?] = unsafe strings.map { unsafe strdup($0) }
    defer { unsafe vector.forEach { unsafe free($0) } }
    unsafe vector.append(nil)
    return unsafe vector.withUnsafeBufferPointer { buffer in
        // A vector that ends with nil is never empty.
        guard let base = buffer.baseAddress else { preconditionFailure("an empty vector") }
        return unsafe body(base)
    }
}
