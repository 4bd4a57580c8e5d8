internal import Glibc

/// A system call that failed.
package struct KernelError: Error, Sendable, Equatable {
    /// The call's name, as in its man page.
    package var call: StaticString
    /// The errno.
    package var code: Int32

    package init(_ call: StaticString, _ code: Int32) {
        self.call = call
        self.code = code
    }

    package static func == (left: KernelError, right: KernelError) -> Bool {
        left.code == right.code && left.call.description == right.call.description
    }
}

extension KernelError {
    /// The file system has no room, or this user may take no more of it.
    package var isForLackOfSpace: Bool { code == ENOSPC || code == EDQUOT }

    /// There is nothing of that name.
    package var isForAbsence: Bool { code == ENOENT || code == ENOTDIR }

    package static let noSpace = ENOSPC
    package static let notPermitted = EACCES
    package static let timedOut = ETIMEDOUT
}

extension KernelError: CustomStringConvertible {
    package var description: String { "\(call): \(ErrorNumber.name(code))" }
}

/// The value of a call of `CLinux`, which returns a negated errno for a failure.
///
/// - Throws: `KernelError` for a negative value.
@discardableResult
package func checked<Value: SignedInteger>(
    _ call: StaticString, _ value: Value
) throws(KernelError) -> Value {
    guard value >= 0 else { throw KernelError(call, Int32(-value)) }
    return value
}
