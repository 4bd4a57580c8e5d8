internal import Kernel
internal import LaunchPlan

/// A step that failed, about what, and why.
///
/// Ends the launch; the server never runs.
struct LaunchFailure: Error {
    var step: LaunchStep
    var errorNumber: Int32
    /// What it was about, such as a path; empty where the step says it all.
    var subject: String

    init(_ step: LaunchStep, _ errorNumber: Int32, _ subject: String = "") {
        self.step = step
        self.errorNumber = errorNumber
        self.subject = subject
    }
}

/// Does a part of a step, and names the step when it fails.
func step<Value: ~Copyable>(
    _ step: LaunchStep, _ subject: @autoclosure () -> String = "", _ body: () throws(KernelError) -> Value
) throws(LaunchFailure) -> Value {
    do {
        return try body()
    } catch {
        let about = subject()
        throw LaunchFailure(step, error.code, about.isEmpty ? error.call.description : "\(error.call) \(about)")
    }
}
