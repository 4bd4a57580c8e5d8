package import Audit
internal import Kernel
package import Refusals

extension LogVerification {
    /// Checks a whole log.
    ///
    /// - Throws: `audit.unreadable`.
    package init(of log: LogSnapshot, noted: ChainValue? = nil) throws(Refusal) {
        self.init(isCut: log.head.map { $0.removed > 0 } ?? false, noted: noted)
        for name in log.missing { add(.broken, name, nil, "the file is missing") }
        if let head = log.head, head.isSettled {
            for name in log.unknown { add(.broken, name, nil, "\(LogHead.fileName) does not know of this file") }
        }
        for file in log.files {
            do throws(KernelError) {
                while let line = try file.next() {
                    let number = file.reader.number + (line.isComplete ? 0 : 1)
                    take(line.bytes, isComplete: line.isComplete, file.name, number)
                    // Whoever wrote it may be just about to write the rest; nothing comes after it here.
                    if !line.isComplete { break }
                }
            } catch {
                throw Refusal(.auditUnreadable, "\(log.directory)/\(file.name): it cannot be read: \(error)")
            }
        }
        finish(log.head)
    }
}
