/// Judges whether to stay awake for the next event instead of sleeping for it.
///
/// Putting a core to sleep and waking it takes longer than a quick server takes for its answer, and in a virtual machine
/// several times as long. So after a row of short waits the next one begins awake. That costs at most `bound`, and when it
/// was in vain the row begins anew: a person's or a model's pauses end every row before it is long enough.
package struct Wakefulness: Sendable {
    /// How long a wait may stay awake, and how long one may take to be short: about what sleeping and waking take.
    package static let bound = Duration.microseconds(50)
    /// How many short waits in a row it takes; a call and its answer are two.
    package static let row = 32

    private var shortWaits = 0

    package init() {}

    /// How long the next wait may go on before it sleeps.
    package var allowance: Duration { shortWaits < Self.row ? .zero : Self.bound }

    /// Takes note of how long a wait took.
    package mutating func waited(_ duration: Duration) {
        shortWaits = duration < Self.bound ? min(shortWaits + 1, Self.row) : 0
    }
}
