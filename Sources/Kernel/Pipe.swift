internal import CLinux
internal import Glibc

/// The two ends of a pipe.
package struct Pipe: ~Copyable {
    package var reading: Descriptor
    package var writing: Descriptor

    /// Makes a pipe, both ends close-on-exec and numbered at least `LaunchedProcess.firstFreeNumber`.
    ///
    /// `capacityBytes` is a wish: where the kernel grants no more, the pipe keeps its 64 KiB, and only throughput suffers.
    /// The corresponding C function is `pipe2`.
    package init(capacityBytes: Int32? = nil) throws(KernelError) {
        var ends: [Int32] = [-1, -1]
        try checked("pipe2", unsafe trilatch_pipe(&ends))
        if let capacityBytes {
            // EPERM above the user's share of pipe memory.
            _ = trilatch_fcntl(ends[1], 1031 /* F_SETPIPE_SZ */, Int(capacityBytes))
        }
        let first = Descriptor(owning: ends[0])
        let second = Descriptor(owning: ends[1])
        let reading = try first.movedAbove(LaunchedProcess.firstFreeNumber)
        let writing = try second.movedAbove(LaunchedProcess.firstFreeNumber)
        self.reading = reading
        self.writing = writing
    }

    /// Closes the writing end and gives the other.
    package consuming func keepReading() -> Descriptor { reading }
    /// Closes the reading end and gives the other.
    package consuming func keepWriting() -> Descriptor { writing }
}

extension Descriptor {
    /// The same open file under a number of at least `lowest`, close-on-exec; the old number is closed.
    ///
    /// The corresponding C function is `fcntl` with `F_DUPFD_CLOEXEC`.
    package consuming func movedAbove(_ lowest: Int32) throws(KernelError) -> Descriptor {
        if number >= lowest { return self }
        return Descriptor(
            owning: try checked("fcntl", trilatch_fcntl(number, 1030 /* F_DUPFD_CLOEXEC */, Int(lowest))))
    }

    /// Makes sure that 0, 1 and 2 are open, so that no file of ours ever gets one of these numbers: `/dev/null` where
    /// the caller closed them.
    ///
    /// The corresponding C function is `fcntl`.
    package static func fillStandardNumbers() throws(KernelError) {
        for number: Int32 in 0...2 where trilatch_fcntl(number, F_GETFD, 0) < 0 {
            // The lowest free number is this one: those below it are open by now.
            let flags = UInt64(number == 0 ? O_RDONLY : O_WRONLY)
            try checked("openat2", unsafe trilatch_openat2(AT_FDCWD, "/dev/null", flags, 0, 0))
        }
    }
}
