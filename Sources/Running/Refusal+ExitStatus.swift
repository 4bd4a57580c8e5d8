package import Refusals

extension RefusalCode {
    /// The exit status of a command that ends with this refusal.
    ///
    /// The codes of a shell are kept for what a shell says too.
    package var exitStatus: Int32 {
        switch self {
        case .usage: 64
        case .programNotExecutable, .launchExecFailed: 126
        case .programNotFound: 127
        default: 125
        }
    }
}
