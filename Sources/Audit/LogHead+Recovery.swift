internal import Kernel

extension LogHead {
    /// What the head would say, by the files of the log: for a head that is missing, or whose writer was killed in the few
    /// microseconds between a line and its head.
    ///
    /// It reads the newest file, and older ones only where that has no linked line.
    init(recoveredFrom directory: borrowing Descriptor) throws(KernelError) {
        let numbers = try LogFiles.sealed(in: directory)
        sealed = numbers.last ?? 0
        removed = (numbers.first ?? 1) - 1
        let names = [LogFiles.current] + numbers.reversed().map(LogFiles.name(ofSealed:))
        for name in names {
            var reader = LineReader(try PrivateFiles.reading(in: directory, name))
            var last: ChainValue?
            while let line = try reader.next() {
                if let read = LogLine(wholePartOf: line.bytes), read.after != nil { last = read.chain }
            }
            guard let last else { continue }
            chain = last
            return
        }
    }
}
