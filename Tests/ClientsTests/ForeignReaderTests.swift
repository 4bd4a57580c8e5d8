import InstalledTrilatch
import Testing

@testable import Clients

/// Our readers beside those of Python, which many clients' readers agree with.
@Suite struct ForeignReaderTests {
    private static let json = #"""
        {"model": "x", "mcpServers": {"git": {"command": "mcp-\u0073erver", "args": ["--a", "b\\c", "\ud83d\ude00"]},
        "web": {"url": "y"}, "b c": {"command": "t", "env": {"A": "1"}, "flag": [true, null, {}, []]}}, "last": {}}
        """#
    private static let toml = #"""
        model = "x" # c
        [mcp_servers.git]
        command = "mcp-\u0073erver"
        args = ["--a", 'b\c', """
        d""", '''e'''
        , ]
        [mcp_servers."b c"]
        command = 't'
        env.A = "1"
        [mcp_servers]
        web = { command = "w", flag = true, none = [] }
        [[other]]
        a.b = "c"
        """#

    /// Prints a line for each line of hexadecimal digits: what the servers start, or `-` for what cannot be read.
    private static let program = """
        import json, sys, tomllib
        read = {"json": json.loads, "toml": tomllib.loads}[sys.argv[1]]
        key = {"json": "mcpServers", "toml": "mcp_servers"}[sys.argv[1]]
        for line in sys.stdin:
            try:
                servers = read(bytes.fromhex(line).decode())[key]
                text = "|".join("/".join(w.encode().hex() for w in [n, s["command"], *s.get("args", [])])
                                for n, s in sorted(servers.items()) if "command" in s)
                print("=" + text)
            except (ValueError, KeyError, TypeError, AttributeError):
                print("-")
        """

    @Test(arguments: [("json", json), ("toml", toml)])
    func `what is read here is read there, and starts the same`(kind: String, text: String) throws {
        var compared = 0
        let variants = ForeignReaderTests.variants(of: Array(text.utf8))
        let input = variants.map { hexadecimal($0) + "\n" }.joined()
        let outcome = try Subprocess.run(
            ["/usr/bin/python3", "-c", ForeignReaderTests.program, kind], environment: [:], input: input)
        let foreign = outcome.output.split(separator: "\n")
        try #require(foreign.count == variants.count, "\(outcome.errors)")
        for (bytes, answer) in zip(variants, foreign) {
            let format: ClientFormat = kind == "json" ? .cursor : .codex
            guard let ours = try? ClientConfiguration(bytes, format: format, file: kind) else { continue }
            // What only editors allow: comments, and a comma after the last value.
            if kind == "json", !ours.text.comments.isEmpty || hasLastComma(bytes) { continue }
            if ours.servers.contains(where: { if case .unclear = $0.kind { true } else { false } }) { continue }
            guard !ours.servers.isEmpty else { continue }
            let lines = ours.servers.compactMap { server in
                server.launch.map {
                    ([server.name] + $0.words).map { hexadecimal(Array($0.utf8)) }.joined(separator: "/")
                }
            }
            let text = String(reflecting: String(decoding: bytes, as: UTF8.self))
            #expect(answer.first == "=", "\(text)")
            #expect(Set(answer.dropFirst().split(separator: "|").map(String.init)) == Set(lines), "\(text)")
            compared += 1
        }
        #expect(compared > 300)
    }

    /// The text itself, and the text with one byte another, gone or twice.
    private static func variants(of bytes: [UInt8]) -> [[UInt8]] {
        var variants = [bytes]
        for place in bytes.indices {
            for byte in Array("\"\\'[]{}=,:.#/ \n0a-".utf8) {
                var changed = bytes
                changed[place] = byte
                variants.append(changed)
            }
            var changed = bytes
            changed.remove(at: place)
            variants.append(changed)
            changed.insert(bytes[place], at: place)
            changed.insert(bytes[place], at: place)
            variants.append(changed)
        }
        return variants
    }

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Whether a comma stands right before a bracket, wherever.
    private func hasLastComma(_ bytes: [UInt8]) -> Bool {
        let visible = bytes.filter { ![0x20, 0x0a, 0x0d, 0x09].contains($0) }
        return zip(visible, visible.dropFirst()).contains {
            $0 == UInt8(ascii: ",") && ($1 | 0x20) == UInt8(ascii: "}")
        }
    }
}
