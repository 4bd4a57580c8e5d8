/// Exit statuses of a run that are not the server's own.
///
/// Source: DESIGN, section 10; env(1), timeout(1).
package enum ExitStatus {
    /// Refused, or failed before the server ran.
    package static let refused: Int32 = 125
    /// The program exists in the box and cannot be executed.
    package static let notExecutable: Int32 = 126
    /// The program, or the interpreter that it names, is not in the box.
    package static let notFound: Int32 = 127
}
