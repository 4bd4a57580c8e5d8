internal import Policy

/// How one registry's packages are fetched and built: by the registry's own tool, which a script in the box starts.
struct Toolchain {
    /// The interpreter, by the name that is looked for.
    let interpreter: String
    /// How it is told to run a script that stands on its command line, and what ends its own options.
    private let options: [String]
    private let end: [String]
    /// Given the package: writes the archives to its output.
    let fetching: String
    /// Given the staging folder, the place that it will have, and the package: makes the tree.
    let building: String
    /// The word that lets the package's own code run.
    static let runsScripts = "scripts"

    init(for registry: RegistryPackage.Registry) {
        switch registry {
        case .pypi:
            self.init(
                interpreter: "python3", options: ["-I", "-c"], end: [], fetching: PythonScripts.fetching,
                building: PythonScripts.building)
        case .npm:
            self.init(
                interpreter: "node", options: ["-e"], end: ["--"], fetching: NodeScripts.fetching,
                building: NodeScripts.building)
        }
    }

    /// What follows the interpreter.
    func command(_ script: String, _ arguments: [String]) -> [String] { options + [script] + end + arguments }

    private init(interpreter: String, options: [String], end: [String], fetching: String, building: String) {
        self.interpreter = interpreter
        self.options = options
        self.end = end
        self.fetching = fetching
        self.building = building
    }
}
