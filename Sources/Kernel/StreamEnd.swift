internal import CLinux
internal import Glibc

/// One end of a stream of bytes that a loop must be able to read or write without ever waiting in it.
///
/// An end of ours is simply non-blocking. An inherited end (0, 1, 2) is harder: `O_NONBLOCK` belongs to the open file, which
/// a shell or a sibling may share and trip over. So a pipe or terminal is opened anew through `/proc/self/fd`, which gives
/// an open file of our own; a socket has `MSG_DONTWAIT`; and where neither is possible the flag is set and taken back.
package struct StreamEnd: ~Copyable {
    /// The kernel's number; -1 once closed.
    package private(set) var number: Int32
    package let kind: Kind
    private let manner: Manner

    /// What the stream is.
    package enum Kind: Sendable, Equatable { case pipe, socket, terminal, file, other }

    private enum Manner {
        /// Reads and writes return at once.
        case nonBlocking
        /// The open file is shared; calls say themselves that they don't wait.
        case socket
        /// The open file is shared and had this flag word, which it gets back.
        case nonBlockingUntilClosed(flags: Int32)
        /// Calls wait when the other side isn't ready: only after `poll`, and no more than always fits.
        case readyOnly
    }

    /// Takes over an end that belongs to this process alone, such as one of a fresh pipe.
    package init(own descriptor: consuming Descriptor) throws(KernelError) {
        let flags = try checked("fcntl", trilatch_fcntl(descriptor.number, F_GETFL, 0))
        try checked("fcntl", trilatch_fcntl(descriptor.number, F_SETFL, Int(flags | O_NONBLOCK)))
        kind = .pipe
        manner = .nonBlocking
        number = descriptor.release()
    }

    /// Takes over an end that this process was started with, under another number.
    ///
    /// The number itself leads to `/dev/null` afterwards (2 stays, for the last words of a crash), so that closing this end
    /// really ends the stream.
    package init(inherited standard: Int32, writing: Bool) throws(KernelError) {
        let lowest = Int(LaunchedProcess.firstFreeNumber)
        let kept = Descriptor(
            owning: try checked("fcntl", trilatch_fcntl(standard, 1030 /* F_DUPFD_CLOEXEC */, lowest)))
        let kind = Kind(of: kept)
        if standard != 2 {
            let nothing = try Descriptor.null()
            guard dup2(nothing.number, standard) >= 0 else { throw KernelError("dup2", errno) }
        }
        let reopened = Self.reopen(kept, kind, writing: writing)
        let manner = try reopened == nil ? Self.manner(of: kept, kind) : .nonBlocking
        self.kind = kind
        self.manner = manner
        if let reopened {
            self.number = reopened
        } else {
            self.number = kept.release()
        }
    }

    private static func manner(of shared: borrowing Descriptor, _ kind: Kind) throws(KernelError) -> Manner {
        switch kind {
        case .socket: return .socket
        // Never waits, or only for the disk.
        case .file: return .nonBlocking
        case .terminal, .other: return .readyOnly
        case .pipe:
            let flags = try checked("fcntl", trilatch_fcntl(shared.number, F_GETFL, 0))
            try checked("fcntl", trilatch_fcntl(shared.number, F_SETFL, Int(flags | O_NONBLOCK)))
            return .nonBlockingUntilClosed(flags: flags)
        }
    }

    deinit { Self.close(number, manner) }

    package var isOpen: Bool { number >= 0 }

    /// Ends the stream on this side; the other side sees the end of file, or a broken pipe.
    package mutating func close() {
        Self.close(number, manner)
        number = -1
    }

    private static func close(_ number: Int32, _ manner: Manner) {
        guard number >= 0 else { return }
        if case .nonBlockingUntilClosed(let flags) = manner { _ = trilatch_fcntl(number, F_SETFL, Int(flags)) }
        _ = Glibc.close(number)
    }

    /// Makes a pipe hold at least so many bytes, where the kernel grants it; it is never made smaller.
    ///
    /// Only throughput depends on it. The corresponding C function is `fcntl` with `F_SETPIPE_SZ`.
    package borrowing func widen(to capacityBytes: Int32) {
        guard kind == .pipe, trilatch_fcntl(number, 1032 /* F_GETPIPE_SZ */, 0) < capacityBytes else { return }
        // EPERM above the user's share of pipe memory.
        _ = trilatch_fcntl(number, 1031 /* F_SETPIPE_SZ */, Int(capacityBytes))
    }

    /// Whether a write may be tried without `poll` having said that there is room.
    package var canTryAtOnce: Bool {
        if case .readyOnly = manner { false } else { true }
    }
}

extension StreamEnd {
    /// What a read or write came to.
    package enum Outcome: Sendable, Equatable {
        case moved(Int)
        /// Nothing to read, or no room to write, for now.
        case notNow
        /// End of file; for a write, nobody will read any more.
        case ended
        case failed(KernelError)

        /// The bytes that moved.
        package var count: Int {
            if case .moved(let count) = self { count } else { 0 }
        }
    }

    /// Reads what is there, as far as it fits.
    ///
    /// The corresponding C function is `read`, or `recv` for a shared socket.
    package borrowing func read(into space: UnsafeMutableRawBufferPointer) -> Outcome {
        while true {
            let count: Int
            if case .socket = manner {
                count = unsafe recv(number, space.baseAddress, space.count, Int32(MSG_DONTWAIT))
            } else {
                count = unsafe Glibc.read(number, space.baseAddress, space.count)
            }
            if count > 0 { return .moved(count) }
            if count == 0 { return .ended }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .notNow
            // A terminal whose other side is gone, and a connection that was cut: there is no more.
            case EIO where kind == .terminal, ECONNRESET: return .ended
            default: return .failed(KernelError("read", errno))
            }
        }
    }

    /// Writes as much as there is room for.
    ///
    /// The corresponding C function is `write`, or `send` for a shared socket.
    package borrowing func write(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        while true {
            let count: Int
            switch manner {
            case .socket:
                let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
                count = unsafe send(number, bytes.baseAddress, bytes.count, flags)
            case .readyOnly:
                // PIPE_BUF: what a pipe, and a terminal in practice, takes whole once it is writable.
                count = unsafe Glibc.write(number, bytes.baseAddress, min(bytes.count, 4096))
            case .nonBlocking, .nonBlockingUntilClosed:
                count = unsafe Glibc.write(number, bytes.baseAddress, bytes.count)
            }
            if count >= 0 { return .moved(count) }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .notNow
            case EPIPE, ECONNRESET: return .ended
            case EIO where kind == .terminal: return .ended
            default: return .failed(KernelError("write", errno))
            }
        }
    }

    /// An open file of our own for the same pipe or terminal; nil where the kernel, or a missing `/proc`, gives none.
    private static func reopen(_ kept: borrowing Descriptor, _ kind: Kind, writing: Bool) -> Int32? {
        guard kind == .pipe || kind == .terminal else { return nil }
        let flags = (writing ? O_WRONLY : O_RDONLY) | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        let path = "/proc/self/fd/\(kept.number)"
        let number = unsafe trilatch_openat2(AT_FDCWD, path, UInt64(flags), 0, 0)
        return number >= 0 ? number : nil
    }
}

extension StreamEnd.Kind {
    fileprivate init(of descriptor: borrowing Descriptor) {
        var node = trilatch_node()
        let result = unsafe trilatch_fstat(descriptor.number, &node)
        switch result < 0 ? 0 : node.mode & UInt32(S_IFMT) {
        case UInt32(S_IFIFO): self = .pipe
        case UInt32(S_IFSOCK): self = .socket
        case UInt32(S_IFREG): self = .file
        case UInt32(S_IFCHR): self = isatty(descriptor.number) == 1 ? .terminal : .other
        default: self = .other
        }
    }
}

extension Descriptor {
    /// `/dev/null`, for both directions.
    package static func null() throws(KernelError) -> Descriptor {
        let flags = UInt64(O_RDWR | O_CLOEXEC)
        return Descriptor(owning: try checked("openat2", unsafe trilatch_openat2(AT_FDCWD, "/dev/null", flags, 0, 0)))
    }

    /// An input on which nothing ever comes, and that does not end.
    ///
    /// It is a pipe that is opened for both at once, which is its own writer (pipe(7)).
    package static func silent() throws(KernelError) -> Descriptor {
        let pipe = try Pipe()
        let flags = UInt64(O_RDWR | O_CLOEXEC)
        return Descriptor(
            owning: try checked(
                "openat2",
                unsafe trilatch_openat2(AT_FDCWD, "/proc/self/fd/\(pipe.reading.number)", flags, 0, 0)))
    }
}
