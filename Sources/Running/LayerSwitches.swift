import Glibc
package import LaunchPlan

/// The switch with which tests leave single layers out, to show that each one matters.
///
/// A release build has none: neither the switch nor its name is in it, and its launcher refuses a plan with a layer left
/// out.
package enum LayerSwitches {
    #if TRILATCH_LAYER_SWITCHES
        /// Names of layers, separated by commas.
        private static let variable = "TRILATCH_TEST_OMIT_LAYERS"

        package static let omittedLayers: Set<Layer> = {
            guard let value = unsafe getenv(variable).flatMap({ unsafe String(validatingCString: $0) }) else {
                return []
            }
            let names = value.split(separator: ",").map(String.init)
            let layers = Layer.allCases.filter { names.contains($0.name) }
            // A test that misspells a layer would pass for the wrong reason.
            precondition(layers.count == names.count, "\(variable) names a layer that does not exist")
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
        package static let launcherArguments: [String] = []
    #endif
}
