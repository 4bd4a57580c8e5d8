internal import Glibc
internal import Kernel

/// The log's files, as one run writes to them: only ever appended to, for their owner's eyes only.
///
/// Several runs write at once. Each line is one `write(2)` with `O_APPEND`, which Linux does whole under the file's lock; what
/// a full disk leaves of one is closed by the next line. A file that has reached its size is set aside by the first that
/// meets it so; the others find it full in turn, and go on to the new one.
struct AuditLog: ~Copyable {
    let directory: Descriptor
    private var file: Descriptor
    private var head: Descriptor
    private let rotation: AuditSettings.Rotation
    /// A line of this run's was cut short, or somebody's before it began.
    private var isInsideLine: Bool

    /// How long to wait for other runs, which hold the lock for less than a millisecond.
    private static let patience = Duration.seconds(5)

    /// Opens the log, and makes it and its directory where they don't exist.
    ///
    /// - Throws: also for a directory or file of somebody else.
    init(in path: String, _ rotation: AuditSettings.Rotation) throws(KernelError) {
        let directory = try PrivateFiles.directory(path)
        let file = try PrivateFiles.appending(in: directory, LogFiles.current)
        let head = try PrivateFiles.updating(in: directory, LogHead.fileName)
        isInsideLine = try AuditLog.endsInsideLine(file)
        self.directory = directory
        self.file = file
        self.head = head
        self.rotation = rotation
    }

    /// Whether a line was cut short at the file's end, and nobody is writing it.
    ///
    /// A line that crosses pages is seen to grow while another run writes it, so what does not end is looked at until it
    /// stays as it is.
    private static func endsInsideLine(_ file: borrowing Descriptor) throws(KernelError) -> Bool {
        var size = try FileNode(of: file).size
        var quiet = 0
        while try PrivateFiles.endsInsideLine(file) {
            let now = try FileNode(of: file).size
            quiet = now == size ? quiet + 1 : 0
            guard quiet < AuditLog.quietLooks else { return true }
            size = now
            usleep(1000)
        }
        return false
    }

    /// So many milliseconds without a byte more: a writer that lost the processor in the middle has it again by then.
    private static let quietLooks = 50

    /// Appends a line that is sealed.
    mutating func append(_ line: inout AuditLine) throws(KernelError) {
        if try isFull() {
            try lock()
            defer { head.unlock() }
            try turn()
        }
        try write(&line)
    }

    /// Seals a line that names the last linked line, whichever run's it is, and appends it.
    ///
    /// - Parameter previous: The value of the run's line before it; nil for its first, which follows the linked one.
    mutating func link(_ line: inout AuditLine, after previous: ChainValue?) throws(KernelError) {
        try lock()
        defer { head.unlock() }
        if try isFull() { try turn() }
        var now = try settledHead()
        let value = line.seal(after: previous ?? now.chain, link: now.chain)
        now.isSettled = false
        try now.write(to: head)
        now.isSettled = true
        do throws(KernelError) {
            try write(&line)
        } catch {
            // Otherwise the next run has to look for the chain's end, which is where it was.
            try now.write(to: head)
            throw error
        }
        now.chain = value
        try now.write(to: head)
    }

    /// Runs a piece of work while no other run is in this one's place.
    mutating func locked<Result: ~Copyable>(
        _ work: (borrowing Descriptor) throws(KernelError) -> Result
    ) throws(KernelError) -> Result {
        try lock()
        defer { head.unlock() }
        return try work(directory)
    }

    private mutating func write(_ line: inout AuditLine) throws(KernelError) {
        let closing = isInsideLine
        let isWhole = try line.text(closing: closing) { text throws(KernelError) in
            try file.writeOnce(text) == text.count
        }
        isInsideLine = !isWhole
        // What fits no more: the rest would have been refused with the same error.
        guard isWhole else { throw KernelError("write", KernelError.noSpace) }
    }

    /// Whether another file has to be written to: this one is full, or was removed.
    private borrowing func isFull() throws(KernelError) -> Bool {
        let node = try FileNode(of: file)
        return node.size >= rotation.size || node.links == 0
    }

    /// Takes the lock of the head that has the name now.
    private mutating func lock() throws(KernelError) {
        let deadline = MonotonicTime.now + AuditLog.patience
        while true {
            try head.lock(patience: AuditLog.patience)
            if try FileNode(of: head).links > 0 { return }
            // Somebody removed it, and the lock of a file without a name keeps nobody out.
            head = try PrivateFiles.updating(in: directory, LogHead.fileName)
            guard MonotonicTime.now < deadline else { throw KernelError("flock", KernelError.timedOut) }
        }
    }

    /// Goes on to the file that has the log's name, which another run may have made; if it is this full one, sets it aside.
    private mutating func turn() throws(KernelError) {
        let old = try FileNode(of: file)
        let named = try PrivateFiles.appending(in: directory, LogFiles.current)
        let new = try FileNode(of: named)
        guard new.inode == old.inode, new.device == old.device else {
            isInsideLine = try AuditLog.endsInsideLine(named)
            file = named
            // It may be full again.
            if new.size >= rotation.size { try turn() }
            return
        }
        var now = try settledHead()
        now.isSettled = false
        try now.write(to: head)
        now.isSettled = true
        now.sealed += 1
        try Replacing.rename(in: directory, LogFiles.current, to: LogFiles.name(ofSealed: now.sealed))
        file = try PrivateFiles.appending(in: directory, LogFiles.current)
        isInsideLine = false
        while now.sealed - now.removed > rotation.kept {
            now.removed += 1
            Replacing.remove(in: directory, LogFiles.name(ofSealed: now.removed))
        }
        try now.write(to: head)
    }

    /// The head, found again from the files where there is none or its writer ended before he was done.
    private borrowing func settledHead() throws(KernelError) -> LogHead {
        if let head = try LogHead(of: head), head.isSettled { return head }
        return try LogHead(recoveredFrom: directory)
    }
}
