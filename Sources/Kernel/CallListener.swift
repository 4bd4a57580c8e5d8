internal import CLinux
internal import Glibc

/// A call of another process that waits for our answer.
package struct WaitingCall: Sendable {
    /// What kind of thing a call does, as far as paths and addresses go.
    package enum Kind: Sendable {
        /// It describes a node, or reads a link.
        case look
        /// It opens a file, as its flags say.
        case open
        /// It watches a directory.
        case list
        /// It changes what there is.
        case change
        case create, remove, move, execute
        case connect, bind, send, sendMany
        case other
    }

    /// A path that a call names: where in the other process's memory it stands, and from which of its descriptors it starts.
    package struct Place: Sendable {
        /// `Descriptor.workingDirectory` for the process's own.
        package var directory: Int32
        package var path: UInt64
    }

    fileprivate let id: UInt64
    /// The thread, as this process numbers it.
    package let thread: Int32
    package let kind: Kind
    /// The paths that it names; for an address, where the address or the bytes stand.
    package let places: [Place]
    /// The flags of `open`.
    package let flags: Int32
    /// All six.
    package let arguments: [UInt64]

    fileprivate init(_ call: trilatch_call) {
        let arguments = [
            call.arguments.0, call.arguments.1, call.arguments.2, call.arguments.3, call.arguments.4, call.arguments.5,
        ]
        let layout = trilatch_layout_of_call(call.number)
        id = call.id
        thread = Int32(bitPattern: call.thread)
        kind = Kind(trilatch_call_kind(UInt32(layout.kind)))
        places = [(layout.directory, layout.path), (layout.second_directory, layout.second_path)].compactMap {
            directory, path in
            guard path >= 0 else { return nil }
            // The kernel takes a descriptor's number from the low half.
            let number = directory < 0 ? AT_FDCWD : Int32(truncatingIfNeeded: arguments[Int(directory)])
            return Place(directory: number, path: arguments[Int(path)])
        }
        flags = layout.flags < 0 ? 0 : Int32(truncatingIfNeeded: arguments[Int(layout.flags)])
        self.arguments = arguments
    }
}

extension WaitingCall.Kind {
    fileprivate init(_ kind: trilatch_call_kind) {
        self =
            switch kind {
            case TRILATCH_CALL_LOOK: .look
            case TRILATCH_CALL_OPEN: .open
            case TRILATCH_CALL_LIST: .list
            case TRILATCH_CALL_CHANGE: .change
            case TRILATCH_CALL_CREATE: .create
            case TRILATCH_CALL_REMOVE: .remove
            case TRILATCH_CALL_MOVE: .move
            case TRILATCH_CALL_EXECUTE: .execute
            case TRILATCH_CALL_CONNECT: .connect
            case TRILATCH_CALL_BIND: .bind
            case TRILATCH_CALL_SEND: .send
            case TRILATCH_CALL_SEND_MANY: .sendMany
            default: .other
            }
    }
}

extension WaitingCall {
    /// Whether `open` was asked for a file that is written, made or cut.
    package var opensForWriting: Bool { flags & O_ACCMODE != O_RDONLY || flags & (O_CREAT | O_TRUNC) != 0 }
    /// Whether `open` makes the file where there is none.
    package var opensByCreating: Bool { flags & O_CREAT != 0 }
    /// Whether `open` was asked for a directory.
    package var opensDirectory: Bool { flags & O_DIRECTORY != 0 }
}

/// The listener of a program that tells calls: each waits until it is answered here, and the only answer is that it may
/// happen.
///
/// What the answer was decided by may have changed by the time the call happens, for other threads of the process write to
/// the same memory; so nothing may be decided by it. Source: seccomp_unotify(2), Linux 5.19.
package struct CallListener: ~Copyable {
    /// Readable when a call waits; hung up when no process is left under the program.
    package let descriptor: Descriptor

    package init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }

    /// What there is to take.
    package enum Next: Sendable {
        case call(WaitingCall)
        case nothing
        /// No process is left under the program.
        case ended
    }

    /// Takes the next call.
    ///
    /// The corresponding request is `SECCOMP_IOCTL_NOTIF_RECV`.
    package borrowing func next() throws(KernelError) -> Next {
        // Asked first: older kernels wait for ever where nothing will come.
        var watched = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&watched, 1, 0) >= 0 else { throw KernelError("poll", errno) }
        guard watched.revents & Int16(POLLIN) != 0 else {
            return watched.revents & Int16(POLLHUP) == 0 ? .nothing : .ended
        }
        var call = trilatch_call()
        let result = unsafe trilatch_receive_call(descriptor.number, &call)
        // Its process has gone meanwhile.
        if result == -ENOENT || result == -EINTR { return .nothing }
        try checked("ioctl", result)
        return .call(WaitingCall(call))
    }

    /// Whether a call still waits: only then was what was read meanwhile under its thread's number really its own.
    ///
    /// The corresponding request is `SECCOMP_IOCTL_NOTIF_ID_VALID`.
    package borrowing func isWaiting(_ call: WaitingCall) -> Bool {
        trilatch_call_waits(descriptor.number, call.id) == 0
    }

    /// Lets a call happen, as if nobody had listened.
    ///
    /// The corresponding request is `SECCOMP_IOCTL_NOTIF_SEND`.
    package borrowing func letHappen(_ call: WaitingCall) {
        // ENOENT: its process has gone, and the call with it.
        _ = trilatch_let_call_happen(descriptor.number, call.id)
    }
}
