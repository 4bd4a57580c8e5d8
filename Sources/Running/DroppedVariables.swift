import Kernel
import Policy
import PolicyYAML

/// Names of the caller's variables that a box does not get: told once for each profile, and again when they change.
enum DroppedVariables {
    /// Tells on standard error what is dropped, unless it was told before.
    ///
    /// - Parameter state: The folder of Trilatch's state, where the names that were told are kept.
    static func tell(of prepared: PreparedBox, in state: String) {
        let names = prepared.box.droppedVariables.filter { $0 != LayerSwitches.variable }
        guard !names.isEmpty else { return }
        let folder = "\(state)/told"
        let file = "\(folder)/\(fileName(prepared.sources.first?.path ?? prepared.profile))"
        let text = Array((names.joined(separator: "\n") + "\n").utf8)
        // What cannot be read was not told, and what cannot be kept is told again.
        if let told = try? Descriptor.reading(file).readAll(limit: 1 << 16), told == text { return }
        StandardOutput.complain(
            """
            \(Table.wrapped("trilatch: not passed to \(prepared.server): \(names.joined(separator: ", ").readable)"))
              `environment: { pass: […] }` in a profile passes a variable; this is said once
            """)
        do {
            try PrivateFolder.make(folder)
            try PrivateFolder.replace(file, with: text)
        } catch { return }
    }

    /// A name for a profile's path: 16 hexadecimal digits of its FNV-1a hash.
    ///
    /// Two paths with one hash are told twice.
    private static func fileName(_ path: String) -> String {
        let hash = path.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
