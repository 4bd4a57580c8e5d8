import Glibc
import InstalledTrilatch
import Kernel

/// The program that writes lock files, which is built beside this one.
enum LockWriter {
    /// The folder of this program.
    private static let folder: String = {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
        let path = String(decoding: buffer.prefix(max(0, length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }()

    /// The command that records so many tools.
    static func command(_ site: PinSite, _ name: String, _ count: Int) -> [String] {
        ["\(folder)/lock-writer", "\(site.folder)/state", name, "\(count)"]
    }

    /// What became of a run in which the Nth system call fails, or with an error of 0 ends the program.
    struct Faulty {
        /// Whether the program had so many calls.
        var happened: Bool
        var status: Int32
    }

    static func run(_ site: PinSite, _ name: String, failing call: Int, with error: Int32) throws -> Faulty {
        let result = "\(site.folder)/result"
        let run = try Subprocess.run(
            ["\(folder)/fault-injector", result, "\(call)", "\(error)"] + command(site, name, 1), environment: [:])
        let words = try Descriptor.reading(result).readAll(limit: 1 << 16)
        let failed = String(decoding: words, as: UTF8.self).split(separator: " ").dropFirst().first
        return Faulty(happened: failed != "-1", status: run.status)
    }
}
