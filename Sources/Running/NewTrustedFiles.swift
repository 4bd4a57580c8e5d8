package import Audit
package import LaunchPlan
import Policy
import Refusals
import Supervision

/// What a box left in a writable tree that other programs run or trust: told at its end.
package enum NewTrustedFiles {
    /// Looks through the trees of a box that has ended, and tells on standard error and in the audit log what is new.
    package static func tell(after plan: LaunchPlan, of server: String, in trail: AuditTrail) {
        let survey = ExitSurvey(after: plan, host: KernelHostView())
        if !survey.found.isEmpty {
            StandardOutput.complain(
                """
                trilatch: new since \(server) started, and other programs run or trust it:
                \(survey.found.map { "  \($0)" }.joined(separator: "\n"))
                  look at it before you open that folder in an editor, a shell or git
                """)
        }
        if survey.isIncomplete {
            StandardOutput.complain("trilatch: there is more than was looked through after \(server) ended")
        }
        do throws(Refusal) {
            try trail.leftBehind(survey.found.map(\.description), isIncomplete: survey.isIncomplete)
        } catch {
            // The server has ended, and its exit status stands: a person is all that can still be told.
            StandardOutput.complain("trilatch: \(error)")
        }
    }
}
