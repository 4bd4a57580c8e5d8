import LaunchPlan
import Policy
import Supervision

/// What a box left in a writable tree that other programs run or trust: told at its end.
enum NewTrustedFiles {
    /// Looks through the trees of a box that has ended, and tells on standard error what is new.
    static func tell(after plan: LaunchPlan, of server: String) {
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
    }
}
