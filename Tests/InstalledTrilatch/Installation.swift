import Glibc
private import RepositoryFiles

/// An installation of the debug build, laid out as `make install` does, in a place that every user can read.
package struct Installation: Sendable {
    /// The folder with `bin`, `libexec` and `share`.
    package let root: String

    package var trilatch: String { "\(root)/bin/trilatch" }

    /// The one that `make test` made (`TRILATCH_STAGE`); else one made from the products beside the test program, removed
    /// at exit.
    package static let shared: Installation = {
        if let root = environmentVariable("TRILATCH_STAGE") { return Installation(root: root) }
        let root = TemporaryFolder.create("trilatch-stage")
        let outcome = try? Subprocess.run(
            ["\(RepositoryFile.root)/scripts/install", productsFolder, root],
            environment: ["PATH": environmentVariable("PATH") ?? "/usr/bin:/bin"])
        // A test program without its installation can say nothing that is true.
        precondition(outcome?.status == 0, "scripts/install failed: \(outcome?.errors ?? "not started")")
        return Installation(root: root)
    }()

    /// Where this test program was built, and the programs with it.
    private static var productsFolder: String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
        let path = String(decoding: buffer.prefix(max(length, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
    }
}

/// The value of a variable of this process's own environment.
package func environmentVariable(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
}
