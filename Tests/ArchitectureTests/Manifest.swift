import RepositoryFiles

/// The targets of `Package.swift` and what each depends on, as far as its text says.
struct Manifest {
    /// The dependencies below `Sources`, by target.
    let dependencies: [String: Set<String>]

    init() throws {
        let text = try RepositoryFile("Package.swift").contents()
        let declaration = #/\.(?:target|executableTarget|systemLibrary)\(\s*name: "([^"]+)"((?:[^()]|\([^()]*\))*)\)/#
        let products = #/\.product\(name: "([^"]+)", package: "[^"]+"\)/#
        var dependencies: [String: Set<String>] = [:]
        for match in text.matches(of: declaration) {
            let list = match.output.2.firstMatch(of: #/dependencies: \[((?:[^\[\]])*)\]/#)?.output.1 ?? ""
            let external = list.matches(of: products).map { String($0.output.1) }
            let own = list.replacing(products, with: "").matches(of: #/"([^"]+)"/#).map { String($0.output.1) }
            dependencies[String(match.output.1)] = Set(own + external)
        }
        self.dependencies = dependencies
    }
}
