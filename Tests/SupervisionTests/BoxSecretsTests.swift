import Egress
import Glibc
import Kernel
import Policy
import Refusals
import Supervision
import Testing

/// Secrets on their way to the broker.
///
/// Whoever holds one cannot be traced any more, so that each test is a process of its own.
@Suite struct BoxSecretsTests {
    static let value = SecretReaderTests.value

    static func secrets() throws(Refusal) -> BoxSecrets {
        try BoxSecrets(
            [SecretReaderTests.secret(.environment("X"))], reader: SecretReader(environment: ["X": value]))
    }

    @Test func `a value that the box is given by another way is refused`() async {
        await #expect(processExitsWith: .exitCode(37)) {
            let secrets = try BoxSecretsTests.secrets()
            func code(_ plan: String) -> RefusalCode? {
                do throws(Refusal) {
                    try secrets.check(Array(plan.utf8))
                    return nil
                } catch {
                    return error.code
                }
            }
            let value = BoxSecretsTests.value
            let isRefused = code("arguments --token=\(value)") == .secretUnusable && code(value) == .secretUnusable
            let isAccepted = code("arguments --token=\(value.dropLast())") == nil && code("") == nil
            exit(isRefused && isAccepted ? 37 : 1)
        }
    }

    @Test func `a placeholder is as long as its value, is not it, and is made anew for each run`() async {
        await #expect(processExitsWith: .exitCode(37)) {
            let placeholders = try [BoxSecretsTests.secrets(), BoxSecretsTests.secrets()].map(\.placeholders)
            let value = Array(BoxSecretsTests.value.utf8)
            let areLike = placeholders.allSatisfy { $0.map(\.bytes.count) == [value.count] && $0[0].bytes != value }
            exit(areLike && placeholders[0] != placeholders[1] ? 37 : 1)
        }
    }

    @Test func `whoever holds a secret cannot be traced, and leaves no core`() async {
        await #expect(processExitsWith: .exitCode(37)) {
            if geteuid() == 0 { try Processes.become(user: 4242, group: 4242) }
            try Processes.allowOwnProcess()
            let before = unsafe access("/proc/thread-self/environ", R_OK) == 0
            _ = try BoxSecretsTests.secrets()
            let after = unsafe access("/proc/thread-self/environ", R_OK) == 0
            exit(before && !after ? 37 : 1)
        }
    }
}
