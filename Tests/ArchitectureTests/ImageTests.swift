import RepositoryFiles
import Testing

/// The Dockerfile, as far as it can be judged without an engine.
@Suite struct ImageTests {
    @Test func `the image is built with every library that the package links`() throws {
        let recipe = try RepositoryFile("Dockerfile").contents()
        let packages = try RepositoryFile("Package.swift").contents().matches(of: #/\.apt\(\["([^"]+)"\]\)/#)
        #expect(packages.count >= 4)
        for package in packages { #expect(recipe.contains(" \(package.output.1) "), "\(package.output.1)") }
    }

    @Test func `what runs in the image is not root, and is told nothing but the command`() throws {
        let lines = try RepositoryFile("Dockerfile").contents().split(separator: "\n")
        #expect(lines.last { $0.hasPrefix("USER ") } == "USER 1000:1000")
        #expect(lines.contains(#"ENTRYPOINT ["trilatch"]"#))
    }
}
