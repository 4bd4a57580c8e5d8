internal import LaunchPlan
internal import Policy
package import Refusals

/// What goes to standard error: the server's bytes as they come, and our own lines between them.
package struct ErrorLane: Sendable {
    /// How much may wait, in bytes, before the server is made to wait.
    package static let bound = 64 << 10

    package private(set) var waiting: [UInt8] = []
    private var isAtLineStart = true
    private var guardian: TerminalGuard?

    /// - Parameter isTerminal: Control characters are made visible instead of effective.
    package init(isTerminal: Bool) {
        guardian = isTerminal ? TerminalGuard() : nil
    }

    package var wantsMore: Bool { waiting.count < Self.bound }

    /// Bytes of the server.
    package mutating func pass(_ bytes: UnsafeRawBufferPointer) {
        guard let last = unsafe bytes.last else { return }
        if guardian == nil {
            unsafe waiting.append(contentsOf: bytes)
        } else {
            unsafe guardian?.pass(bytes, into: &waiting)
        }
        isAtLineStart = last == 0x0a
    }

    /// A refusal, on lines of its own.
    ///
    /// It may quote names from anywhere, so it is always shown with controls visible.
    package mutating func tell(_ refusal: Refusal) { tell("\(refusal)") }

    /// Refusals that came at once: the first few, and how many more there were.
    package mutating func tell(_ refusals: [Refusal]) {
        for refusal in refusals.prefix(Self.toldAtOnce) { tell(refusal) }
        if refusals.count > Self.toldAtOnce { tell("\(refusals.count - Self.toldAtOnce) more of that kind at once") }
    }

    /// Each is one message of a server's, which may send them faster than anybody reads.
    private static let toldAtOnce = 4

    /// What a box does not cover that the profile lets do without layers.
    mutating func tell(lackOf layers: Set<Layer>) {
        let tier = MinimumTier(lacking: layers)
        if tier == .landlock {
            tell(
                """
                this host gives no user namespaces, and the profile does without (minimum-tier): Landlock and a syscall \
                filter alone hold the box
                """)
            for clause in tier.uncovered { tell("  so \(clause)") }
            return
        }
        for (layer, clause) in zip(layers.sorted { $0.name < $1.name }, tier.uncovered) {
            tell("this host has no \(layer.name), and the profile does without (minimum-tier): \(clause)")
        }
    }

    /// Lines of ours that were left out because nobody reads.
    private var untold = 0

    private mutating func tell(_ words: String) {
        // Ours come whether the server is read or not, so that they need a bound of their own.
        guard waiting.count < 2 * Self.bound else {
            untold += 1
            return
        }
        if untold > 0 {
            let count = untold
            untold = 0
            tell("\(count) lines more were not told, because nobody read them")
        }
        if !isAtLineStart { waiting.append(0x0a) }
        var text = TerminalGuard()
        unsafe Array("trilatch: \(words)\n".utf8).withUnsafeBytes { bytes in
            unsafe text.pass(bytes, into: &waiting)
        }
        isAtLineStart = true
    }

    /// The first `count` bytes that wait are written.
    package mutating func written(_ count: Int) { waiting.removeFirst(count) }

    /// Nobody reads any more.
    package mutating func drop() { waiting.removeAll() }
}
