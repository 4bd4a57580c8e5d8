/// What a profile and the host say of the log.
package struct AuditSettings: Sendable, Equatable {
    /// What becomes of an event that the disk has no room for.
    package enum Completeness: Sendable, Equatable {
        /// It ends the run.
        case required
        /// It is counted, and the log and a person are told how many are missing.
        case bestEffort
    }

    /// What stands in the log of the arguments of a call, and of its result.
    package enum Arguments: Sendable, Equatable {
        /// How long they are, and their digest with the user's key.
        case digest
        /// Their text besides, up to `textLimit`.
        case full
    }

    /// When a file of the log is set aside, and how many are kept.
    package struct Rotation: Sendable, Equatable {
        /// In bytes; a file is a little longer in the end.
        package var size: Int64
        /// Of the files that were set aside, the newest.
        package var kept: UInt64

        package init(size: Int64 = 64 << 20, kept: UInt64 = 8) {
            self.size = size
            self.kept = kept
        }
    }

    package var completeness: Completeness
    package var arguments: Arguments
    package var rotation: Rotation

    /// The longest text of arguments or of a result, in bytes; what follows is cut.
    package static let textLimit = 64 << 10

    package init(
        completeness: Completeness = .required, arguments: Arguments = .digest, rotation: Rotation = Rotation()
    ) {
        self.completeness = completeness
        self.arguments = arguments
        self.rotation = rotation
    }
}
