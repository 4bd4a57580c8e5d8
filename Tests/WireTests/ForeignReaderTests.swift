import InstalledTrilatch
import Testing
import Wire

/// The scanner beside the parsers of Python and Node, which most servers and clients read with.
///
/// They are more lenient, and each in its own way. What matters is the other direction: whatever we let pass, both read,
/// and for the same.
@Suite struct ForeignReaderTests {
    static let samples = [
        #"{"jsonrpc":"2.0","id":12,"method":"tools/call","params":{"name":"re\u0061d","arguments":{"a":[1,-2.5e3,null]}}}"#,
        #"{"method":"a\/b","id":"\ud83d\ude00é","params":{"name":"x\"\\\n","_meta":{"k":true,"":{}}},"x":[[],{},"漢"]}"#,
        #" { "id" : -0 , "result" : {"content":[{"type":"text","text":"1\u001b[0m"}],"isError":false} , "method":"m" } "#,
        #"{"params":{"name":"n"},"id":9007199254740991,"method":"","k":1e-7,"k2":1E308,"k3":12345678901234567890123}"#,
        #"{"id":1.0,"id2":1,"method":"x","params":{"name":"","Name":"y","names":["z"]},"error":{"code":-32601}}"#,
    ]

    /// Prints for each line of hexadecimal digits what a text says, or `-` where it is none.
    static let python = """
        import json, sys
        def say(value):
            if isinstance(value, str): return "s" + value.encode(errors="surrogatepass").hex()
            if isinstance(value, int) and not isinstance(value, bool): return "i" + str(value)
            return "?"
        for line in sys.stdin:
            try:
                message = json.loads(bytes.fromhex(line).decode())
            except ValueError:
                print("-")
                continue
            get = lambda value, key: value.get(key) if isinstance(value, dict) else None
            parts = [get(message, "method"), get(message, "id"), get(get(message, "params"), "name")]
            print(" ".join(map(say, parts)))
        """

    static let node = """
        const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
        const say = (value) => typeof value === "string" ? "s" + Buffer.from(value).toString("hex")
            : Number.isInteger(value) ? "i" + BigInt(value) : "?";
        const get = (value, key) =>
            value !== null && typeof value === "object" && Object.hasOwn(value, key) ? value[key] : undefined;
        const lines = require("fs").readFileSync(0, "latin1").split("\\n").slice(0, -1);
        console.log(lines.map((line) => {
            let message;
            try {
                message = JSON.parse(decoder.decode(Buffer.from(line, "hex")));
            } catch {
                return "-";
            }
            const parts = [get(message, "method"), get(message, "id"), get(get(message, "params"), "name")];
            return parts.map(say).join(" ");
        }).join("\\n"));
        """

    @Test(arguments: [
        ["/usr/bin/python3", "-c", python],
        ["/usr/bin/env", "PATH=/usr/local/bin:/usr/bin:/bin", "node", "-e", node],
    ])
    func `what passes is read there too, with the same method, id and name`(command: [String]) throws {
        let texts = Self.texts()
        let input = texts.map { Self.hexadecimal($0) + "\n" }.joined()
        let outcome = try Subprocess.run(command, environment: [:], input: input)
        let answers = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        try #require(answers.count == texts.count, "\(outcome.errors)")
        var scanner = JSONScanner()
        var (passed, theirsOnly) = (0, 0)
        for (text, answer) in zip(texts, answers) {
            guard let outline = try? scanner.scan(text.span) else {  // Refused, which is always safe.
                theirsOnly += answer == "-" ? 0 : 1
                continue
            }
            passed += 1
            let shown = String(reflecting: String(decoding: text, as: UTF8.self))
            let words = answer.split(separator: " ")
            try #require(words.count == 3, "\(shown)")
            #expect(words[0] == Self.say(outline[.method], text), "\(shown)")
            #expect(words[2] == Self.say(outline[.paramsName], text), "\(shown)")
            switch outline.id(in: text.span) {
            case .usable(.integer(let number)): #expect(words[1] == "i\(number)", "\(shown)")
            case .usable(.string(let string)):
                #expect(words[1] == "s\(Self.hexadecimal(Array(string.utf8)))", "\(shown)")
            case .usable(.number): Issue.record("no such number is usable")
            case .absent, .null, .unusable: break
            }
        }
        #expect(passed > 2000)
        #expect(theirsOnly > 30, "they are more lenient")
    }

    private static func say(_ range: JSONRange?, _ text: [UInt8]) -> String {
        guard let range, range.kind(in: text.span) != .number else {
            return range.flatMap { Int($0.source(in: text.span)) }.map { "i\($0)" } ?? "?"
        }
        return range.string(in: text.span).map { "s\(hexadecimal(Array($0.utf8)))" } ?? "?"
    }

    /// Messages, and the same with a few bytes changed, put in, taken out or repeated.
    private static func texts() -> [[UInt8]] {
        var generator = MessageGenerator(seed: 4)
        var texts = samples.map { Array($0.utf8) }
        for _ in 0..<40 { texts.append(Array(generator.message().text.utf8)) }
        let bytes = Array("\"\\{}[]:,0179-+.eEu \tatn/\u{1}é".utf8) + [0xff, 0xed, 0xa0, 0x80]
        for text in texts where !text.isEmpty {
            for _ in 0..<250 {
                var changed = text
                for _ in 0..<Int.random(in: 1...2, using: &generator.random) {
                    let place = Int.random(in: changed.indices, using: &generator.random)
                    let byte = bytes.randomElement(using: &generator.random) ?? 0x20
                    switch Int.random(in: 0..<4, using: &generator.random) {
                    case 0: changed[place] = byte
                    case 1: changed.insert(byte, at: place)
                    case 2: if changed.count > 1 { changed.remove(at: place) }
                    default:
                        let end = min(place + Int.random(in: 1...20, using: &generator.random), changed.count)
                        changed.insert(contentsOf: changed[place..<end], at: place)
                    }
                }
                texts.append(changed)
            }
        }
        return texts
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
