package import Kernel

/// The log's files: `audit.jsonl`, which is written to, and those that were full and set aside, `audit.1.jsonl` and so on.
package enum LogFiles {
    package static let current = "audit.jsonl"

    /// The name of the file that was the n-th to be set aside, from 1 on.
    package static func name(ofSealed number: UInt64) -> String { "audit.\(number).jsonl" }

    /// The number in such a name.
    package static func number(of name: String) -> UInt64? {
        guard name.hasPrefix("audit."), name.hasSuffix(".jsonl"), name.utf8.count > 12,
            let number = UInt64(name.dropFirst(6).dropLast(6)), name == LogFiles.name(ofSealed: number)
        else { return nil }
        return number
    }

    /// The numbers of the files in a directory that were set aside, the oldest first.
    package static func sealed(in directory: borrowing Descriptor) throws(KernelError) -> [UInt64] {
        try DirectoryNames.read(in: directory, limit: 1 << 16) { number(of: $0) != nil }
            .compactMap { number(of: $0) }.sorted()
    }
}
