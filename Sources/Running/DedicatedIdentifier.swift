import Glibc
import Kernel
package import Refusals

/// The host id that a root caller's box runs as, held while this value lives.
///
/// Each box has one of its own, so that two boxes of root are two users to the kernel: neither can signal the other, and
/// each has its own count of processes. The range is that of systemd's dynamic users, who are no accounts either.
package struct DedicatedIdentifier: ~Copyable {
    /// Nil for an ordinary caller, whose box runs as the caller.
    package let number: UInt32?
    /// Locked; the lock ends with the descriptor, so with this process however it ends.
    private let lock: Descriptor?

    private static let range: ClosedRange<UInt32> = 61184...65519
    private static let locks = "/run/trilatch"
    /// Where systemd keeps the ids that are in use by its own services.
    private static let foreignLocks = "/run/systemd/dynamic-uid"

    /// An id to show where nothing is launched; nil for an ordinary caller.
    package static var shown: UInt32? { getuid() == 0 ? range.lowerBound : nil }

    /// Takes an id that nobody uses, where the caller is root.
    ///
    /// - Throws: `host.no-free-identity`.
    package static func take() throws(Refusal) -> DedicatedIdentifier {
        guard getuid() == 0 else { return DedicatedIdentifier(number: nil, lock: nil) }
        // Root's, and open to root alone: whoever could lock a file here could keep root from starting boxes.
        guard unsafe mkdir(locks, 0o700) == 0 || errno == EEXIST else {
            throw Refusal(
                .hostNoFreeIdentity, "\(locks) cannot be made: \(ErrorNumber.name(errno))", hint: "mount /run")
        }
        let count = UInt32(range.count)
        // Boxes that start at the same time begin at different places.
        let start = UInt32(truncatingIfNeeded: getpid()) &* 2_654_435_761 % count
        for step in 0..<count {
            let number = range.lowerBound + (start + step) % count
            if let lock = tryLock(number) { return DedicatedIdentifier(number: number, lock: lock) }
        }
        throw Refusal(.hostNoFreeIdentity, "each of the ids \(range.lowerBound) to \(range.upperBound) is in use")
    }

    private static func tryLock(_ number: UInt32) -> Descriptor? {
        guard unsafe access("\(foreignLocks)/\(number)", F_OK) != 0 else { return nil }
        // Somebody's account, whatever the range is meant for.
        guard UserDatabase.entry(of: number) == nil else { return nil }
        let file = unsafe open("\(locks)/\(number)", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return nil }
        let lock = Descriptor(owning: file)
        guard flock(lock.number, LOCK_EX | LOCK_NB) == 0 else { return nil }
        return lock
    }
}
