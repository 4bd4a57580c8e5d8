/// What the launcher tells the supervisor, one frame an event.
///
/// Wire form: a tag byte, then the fields, little-endian; a frame is always `LaunchReport.frameLength` bytes, so that one
/// `write(2)` of it to a pipe is atomic.
package enum LaunchReport: Sendable, Equatable {
    /// A step failed; the server never ran. `subject` says about what, cut to fit.
    case failed(step: LaunchStep, errno: Int32, subject: String)
    /// A forbidden act did not fail as it must; the server never ran. `act` indexes `SelfTestAct`.
    case selfTestFailed(act: SelfTestAct, errno: Int32)
    /// Everything is in place and proven; the next call is `execve`.
    ///
    /// `lacking` are the layers that the host does not have and the plan does without.
    case ready(landlockABI: UInt8, processIdentifier: Int32, lacking: Set<Layer> = [])
    /// `execve` itself failed; the server never ran.
    case execFailed(errno: Int32)
    /// The server ended by itself, with this code.
    case exited(code: UInt8)
    /// The server was ended by this signal.
    case signalled(signal: UInt8)
    /// The kernel ended the box because its control group's memory was used up.
    case outOfMemory
    /// The socket that comes with this frame is the plan's listener with this index; they come in their order.
    case listener(index: UInt32)
    /// One part of an examination: errno 0 where it works. `subject` says about what, cut to fit.
    case examined(HostFeature, errno: Int32, subject: String)

    package static let frameLength = 256
}

/// An act that must fail in a finished box, tried at every launch.
package enum SelfTestAct: UInt8, Sendable, CaseIterable {
    case virtualSocket = 0
    case terminalInjection = 1
    case nestedNamespace = 2
    case ioUring = 3
    case outsidePath = 4
    case unknownSyscall = 5
    case reaperMemory = 6
    case landlockCanary = 7
    case capabilitySets = 8
    case newPrivileges = 9
    // From here on, acts of a box without namespaces alone.
    case hostRoot = 10
    case signalOutside = 11
    case otherProcess = 12
    case otherLimits = 13
    case unixSocket = 14
    case hostSharedMemory = 15
    case fileMode = 16

    /// Their number, without an array of them.
    package static var count: Int { Int(fileMode.rawValue) + 1 }

    private var bit: UInt32 { 1 << UInt32(rawValue) }

    /// One bit for each act that a box without these layers must pass.
    package static func bits(lacking layers: Set<Layer>) -> UInt32 {
        let everywhere = hostRoot.bit - 1
        if layers.contains(.mountNamespace) {
            let all = (1 << UInt32(count)) - 1 as UInt32
            return all & ~(outsidePath.bit | reaperMemory.bit | landlockCanary.bit)
        }
        return layers.contains(.landlock) ? everywhere & ~landlockCanary.bit : everywhere
    }

    /// What was tried, for messages.
    package var name: String {
        switch self {
        case .virtualSocket: "socket(AF_VSOCK) with a dirty high half"
        case .terminalInjection: "ioctl(TIOCSTI) with a dirty high half"
        case .nestedNamespace: "unshare(CLONE_NEWUSER)"
        case .ioUring: "io_uring_setup"
        case .outsidePath: "open of a path that was not granted"
        case .unknownSyscall: "an unknown system call"
        case .reaperMemory: "open of pid 1's memory"
        case .landlockCanary: "open of a file that only Landlock forbids"
        case .capabilitySets: "empty capability sets"
        case .newPrivileges: "no_new_privs"
        case .hostRoot: "listing the host's root directory"
        case .signalOutside: "a signal to a process outside"
        case .otherProcess: "open of another process's state in /proc"
        case .otherLimits: "the limits of another process"
        case .unixSocket: "socket(AF_UNIX) with a dirty high half"
        case .hostSharedMemory: "shmget"
        case .fileMode: "fchmod"
        }
    }
}
