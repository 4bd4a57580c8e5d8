import Egress
import RepositoryFiles
import Testing

/// The first bytes of connections that real programs made, as they were recorded.
@Suite struct RealHelloTests {
    /// Curl 7.88 and OpenSSL 3.0.19, Git 2.39 and Wget 1.21 with GnuTLS 3.7, Go 1.19, OpenJDK 17, Node 20, Python 3.11.
    static let recorded: [(file: String, name: String?, protocols: [String])] = [
        ("curl", "api.example.org", ["h2", "http/1.1"]), ("git-localhost", "localhost", ["h2", "http/1.1"]),
        ("go", "api.example.org", ["h2", "http/1.1"]), ("java", "api.example.org", []),
        ("node", "api.example.org", []), ("node-fetch-localhost", "localhost", ["http/1.1"]),
        ("openssl", "api.example.org", ["h2", "http/1.1"]), ("openssl-no-name", nil, []),
        ("openssl-tls12", "api.example.org", []), ("python", "api.example.org", ["http/1.1"]),
        ("wget-localhost", "localhost", []),
    ]

    @Test(arguments: recorded)
    func `the hello of a real program is read, in any pieces`(file: String, name: String?, protocols: [String]) throws {
        let content = bytes(try RepositoryFile("Tests/EgressTests/Hellos/\(file).hex").contents())
        let expected = ClientHelloReader.Outcome.hello(
            ClientHello(serverName: name.flatMap { DNSName($0) }, protocols: protocols.map { Array($0.utf8) }))
        #expect(Hello.read(content) == expected)
        #expect(Hello.readBytewise(content) == expected)
        for count in 0..<content.count { #expect(Hello.read(Array(content.prefix(count))) == .needsMore) }
    }

    @Test func `every recorded hello is in the table`() throws {
        let files = try RepositoryFile.all(below: "Tests/EgressTests/Hellos", suffix: ".hex").map(\.path)
        #expect(files == Self.recorded.map { "Tests/EgressTests/Hellos/\($0.file).hex" }.sorted())
    }

    @Test(arguments: recorded)
    func `whatever becomes of a hello on its way, it is read or refused, and the same in pieces`(
        file: String, name: String?, protocols: [String]
    ) throws {
        let content = bytes(try RepositoryFile("Tests/EgressTests/Hellos/\(file).hex").contents())
        var generator = SplitMix(state: UInt64(content.count))
        for _ in 0..<300 {
            var changed = content
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<changed.count, using: &generator)
                changed[place] = .random(in: 0...255, using: &generator)
            }
            #expect(Hello.read(changed) == Hello.readBytewise(changed))
        }
    }
}
