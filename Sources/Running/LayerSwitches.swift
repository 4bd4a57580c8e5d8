import Glibc
package import LaunchPlan

/// The switch with which tests leave single layers out, to show that each one matters.
///
/// A release build has none: neither the switch nor its name is in it, and its launcher refuses a plan with a layer left
/// out.
package enum LayerSwitches {
    #if TRILATCH_LAYER_SWITCHES
        /// Names of layers, separated by commas.
        package static let variable: String? = "TRILATCH_TEST_OMIT_LAYERS"
        /// The word for what judges the wire, which is no layer of a plan.
        private static let mediation = "mediation"

        /// What the variable says.
        private static var words: [String] {
            let value = unsafe variable.flatMap { unsafe getenv($0) }.flatMap { unsafe String(validatingCString: $0) }
            return value?.split(separator: ",").map(String.init) ?? []
        }

        /// Whether the wire passes as it comes, so that a test can speak to a server that is none of MCP.
        package static var omitsMediation: Bool { words.contains(mediation) }

        package static let omittedLayers: Set<Layer> = {
            let names = words.filter { $0 != mediation }
            let layers = Layer.allCases.filter { names.contains($0.name) }
            // A test that misspells a layer would pass for the wrong reason.
            precondition(layers.count == names.count, "a test names a layer that does not exist")
            return Set(layers)
        }()

        /// What the launcher must know before its plan comes: the namespaces that it does not create.
        package static var launcherArguments: [String] {
            let late: Set<Layer> = [.networkNamespace, .ipcNamespace, .utsNamespace, .cgroupNamespace]
            let names = omittedLayers.intersection(late).map(\.name).sorted()
            return names.isEmpty ? [] : ["without=" + names.joined(separator: ",")]
        }
    #else
        package static let omittedLayers: Set<Layer> = []
        package static let omitsMediation = false
        package static let variable: String? = nil
        package static let launcherArguments: [String] = []
    #endif
}
