package import Kernel

/// Where the chain of linked lines stands, in the file `audit.head`.
///
/// Linked lines (a launch, an end, and what was left behind) follow each other in one chain over all runs. Each is
/// written under the lock of this file, and this says which was the last, so that the next one can name it without a
/// search and a log that lost its end is found.
package struct LogHead: Sendable, Equatable {
    /// Of the last linked line.
    package var chain = ChainValue.none
    /// How many files were set aside: `audit.1.jsonl` and so on.
    package var sealed: UInt64 = 0
    /// How many of them were removed, the oldest first.
    package var removed: UInt64 = 0
    /// False while a linked line is written or a file set aside; then this says how it was before.
    package var isSettled = true

    package static let fileName = "audit.head"
    /// As long as the text can be, so that one never leaves a part of another.
    private static let length = 128

    /// One line, filled with spaces: writing it never needs room that a full disk does not have.
    var text: [UInt8] {
        let words = "\(chain) \(sealed) \(removed) \(isSettled ? "settled" : "unsettled")"
        return Array(words.utf8) + [UInt8](repeating: 0x20, count: LogHead.length - 1 - words.utf8.count) + [0x0a]
    }

    init() {}

    /// Reads the file's text; nil for anything else than what is written here.
    package init?(_ text: [UInt8]) {
        guard text.count == LogHead.length else { return nil }
        let words = text.dropLast().split(separator: 0x20)
        guard words.count == 4, let chain = ChainValue(digits: words[0]),
            let sealed = UInt64(String(decoding: words[1], as: UTF8.self)),
            let removed = UInt64(String(decoding: words[2], as: UTF8.self)), removed <= sealed
        else { return nil }
        self.chain = chain
        self.sealed = sealed
        self.removed = removed
        isSettled = words[3].elementsEqual("settled".utf8)
        guard self.text == text else { return nil }
    }

    /// Reads an open `audit.head`; nil where it is empty or broken.
    package init?(of file: borrowing Descriptor) throws(KernelError) {
        self.init(try file.read(at: 0, upTo: LogHead.length + 1))
    }

    /// Brings it to the file.
    func write(to file: borrowing Descriptor) throws(KernelError) { try file.write(text, at: 0) }
}
